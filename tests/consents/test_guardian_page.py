"""The guardian's page: by link, without an account and without a script; looking never changes anything."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from app import clock
from app.consents import operations
from app.consents.models import Consent, ConsentStep
from app.extensions import db
from app.notifications.models import Message
from tests import cast as people

MUM = people.phone(471)
PHONE = "0808 157 0111"


@pytest.fixture
def link(young, ask):
    """The link that Grace got about Asha."""
    return f"/consents/{ask(young.asha, about='Beach clean, Saturday 28 November').token}"


def everything():
    """All rows that an answer could change."""
    rows = (Consent, ConsentStep, Message)
    return [[tuple(getattr(row, c.key) for c in t.__table__.columns) for row in db.session.query(t).order_by(t.id)]
            for t in rows]  # fmt: skip


def said(answer):
    """The words of a page, as somebody reads them."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def send(client, link, answer):
    return client.post(f"{link}/answer", data={"answer": answer})


def test_it_works(client, link):
    page = client.get(link)
    assert page.status_code == 200
    for words in ("May Asha help in town?", "Beach clean, Saturday 28 November", "with any group"):
        assert words in page.text
    answer = send(client, link, "yes")
    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    assert "You said yes" in client.get(link).text


def test_s2_in_plain_words_who_asks_what_for_for_how_long_and_that_it_is_open(client, link):
    page = said(client.get(link))
    for words in (
        "Asha gave us your number and asks for your yes or no.",
        "It is for: Beach clean, Saturday 28 November",
        "Only between 6am and 10pm.",
        "Never in a private home.",
        "It lasts until",
        "You can take it back on any day before, with the same link.",
        "Asha sees that we asked you, and what you say.",
        "You need no account.",
        "nobody asks you why",
    ):
        assert words in page


def test_s1_the_page_about_a_14_year_old_tells_the_stricter_rules(client, young, ask):
    token = ask(young.kit, organisation_id=young.friends.id, kind="outdoors").token
    page = said(client.get(f"/consents/{token}"))
    for words in (
        "Kit may help Millom Beach Friends with this: Outdoors. For another group, or another kind of work, we ask you",
        "Only between 7am and 7pm. On a school day for 2 hours at the most.",
        "No money, no machines, never alone, and never in a private home. At least one grown-up for 8 young people",
    ):
        assert words in page


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["", "/answer", "/withdrawal", "?answer=yes", "/answer?answer=yes"])
def test_s2_a_mail_scanner_that_opens_the_link_changes_nothing(client, link, news, method, path):
    before = everything()
    for _ in range(2):
        client.open(link + path, method=method)
    assert everything() == before and news == []


def test_s2_looking_at_a_yes_changes_nothing_either(client, link):
    send(client, link, "yes")
    before = everything()
    client.get(link)
    assert everything() == before


def test_p20_the_address_is_told_to_nobody_and_kept_nowhere(client, link):
    for answer in (client.get(link), send(client, link, "yes"), client.post(f"{link}/withdrawal"),
                   client.get(f"/consents/{'x' * 22}")):  # fmt: skip
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("answer", "words"), [("yes", "You said yes"), ("no", "You said no")])
def test_s2_without_a_script_a_form_answers(client, link, answer, words):
    form = re.search(r'<form class="answers" method="post" action="([^"]+)">', client.get(link).text)
    client.post(form[1], data={"answer": answer})
    assert words in client.get(link).text


def test_s2_a_yes_is_taken_back_at_the_same_link(client, link):
    send(client, link, "yes")
    assert "Take back my yes" in client.get(link).text
    answer = client.post(f"{link}/withdrawal")
    assert answer.headers["Location"] == link
    assert "You took back your yes" in client.get(link).text


def test_s2_without_plans_the_page_says_where_they_will_show(client, link):
    send(client, link, "yes")
    assert "What Asha helps with shows here." in client.get(link).text


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"answer": "perhaps"}])
def test_what_is_neither_yes_nor_no_is_asked_again(client, link, data):
    answer = client.post(f"{link}/answer", data=data)
    assert answer.status_code == 422
    assert "Tap yes or no" in answer.text and "May Asha help" in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_s6_yes_and_no_weigh_the_same(client, link):
    buttons = re.findall(r'<button class="([^"]*)" name="answer" value="(yes|no)">', client.get(link).text)
    assert [value for _cls, value in buttons] == ["yes", "no"]
    assert len({cls for cls, _value in buttons}) == 1


def test_p27_the_guardian_has_nothing_to_write_with(client, link):
    for answer in ("", "yes"):
        if answer:
            send(client, link, answer)
        page = client.get(link).text
        assert "<textarea" not in page
        assert set(re.findall(r'<input[^>]*type="([^"]+)"', page)) <= {"hidden"}


# --- links that are old --------------------------------------------------------------------------------------------


def test_p20_an_unknown_link_is_a_kind_page_with_a_number_to_call(client, town):
    answer = client.get(f"/consents/{'x' * 22}")
    assert answer.status_code == 404
    assert "Perhaps a part of it is missing" in answer.text and PHONE in answer.text


def test_s2_a_replaced_link_says_so_kindly(client, young, ask, link):
    ask(young.asha, MUM)
    answer = client.get(link)
    assert answer.status_code == 410
    assert "There is a newer link" in answer.text and PHONE in answer.text
    assert "Asha" not in answer.text
    assert send(client, link, "yes").status_code == 410


@pytest.mark.parametrize(("first", "days"), [("", 7), ("yes", 366), ("no", 8)])
def test_s2_a_link_from_last_year_says_nothing_of_anybody(client, link, first, days):
    if first:
        send(client, link, first)
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        for answer in (client.get(link), send(client, link, "yes"), client.post(f"{link}/withdrawal")):
            assert answer.status_code == 410
            assert "This link has ended" in answer.text and PHONE in answer.text
            assert "Asha" not in answer.text and "Beach clean" not in answer.text


def test_s1_of_somebody_grown_up_the_link_shows_nothing(client, cast, ask):
    with time_machine.travel("2026-12-30 12:00", tick=False):
        lee = people.person("Leander", (2008, 12))
        token = ask(lee).token
        operations.give(token)
    with time_machine.travel("2027-01-02 12:00", tick=False):
        answer = client.get(f"/consents/{token}")
        assert answer.status_code == 410 and "Leander" not in answer.text


def test_s2_what_the_young_person_took_back_needs_no_answer(client, young, link):
    consent = db.session.query(Consent).one()
    operations.take_back_question(young.asha.person_id, consent.id)
    assert "No answer is needed any more" in client.get(link).text
    assert send(client, link, "yes").status_code == 200
    assert db.session.query(Consent).one().state == "withdrawn"


def test_a_name_that_is_no_name_is_not_repeated(client, young, ask):
    from app.accounts.operations import say_who_i_am

    say_who_i_am(young.asha.person_id, "Win at x.example/1", None, [])
    page = client.get(f"/consents/{ask(young.asha).token}").text
    assert "x.example" not in page and "A young person" in page
