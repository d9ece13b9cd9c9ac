"""The young person's pages: everything that was asked about them, and a form to ask."""

import re

import pytest

from app.consents import operations
from app.consents.models import Consent
from app.extensions import db
from tests import cast as people
from tests.cast import signed_in

MUM = people.phone(471)


def send(client, **data):
    return client.post("/consents/new", data={"guardian_name": "Grace", "address": "07700 900470", **data})


def test_it_works(client, young):
    signed_in(client, young.asha)
    assert client.get("/consents/new").status_code == 200
    answer = send(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/consents")
    page = client.get("/consents").text
    assert "No answer yet" in page and "the phone that ends in 470" in page


def test_s2_the_young_person_sees_every_answer(client, young, ask):
    operations.give(ask(young.asha).token)
    ask(young.asha, MUM)
    operations.refuse(ask(young.asha).token)
    page = signed_in(client, young.asha).get("/consents").text
    for words in ("<strong>Yes</strong>", "<strong>No</strong>", "You asked somebody else", "It lasts until"):
        assert words in page


def test_s2_the_young_person_sees_that_a_yes_was_taken_back(client, young, ask):
    token = ask(young.asha).token
    operations.give(token)
    operations.withdraw(token)
    assert "They took back their yes" in signed_in(client, young.asha).get("/consents").text


def test_s2_the_question_is_taken_back_without_a_script(client, young, ask):
    ask(young.asha)
    page = signed_in(client, young.asha).get("/consents").text
    action = re.search(r'action="(/consents/mine/\d+/withdrawal)"', page)[1]
    assert client.post(action).headers["Location"] == "/consents"
    assert "You took the question back" in client.get("/consents").text
    assert client.post(action).status_code == 404  # there is nothing to take back any more


@pytest.mark.parametrize("who", ["kit", "dev", "carol", "grace", "sam"])
def test_p19_nobody_else_sees_or_changes_it(client, young, ask, who):
    consent = ask(young.asha, about="Beach clean")
    signed_in(client, getattr(young, who))
    page = client.get("/consents").text
    assert "ends in 470" not in page and "Beach clean" not in page
    assert client.post(f"/consents/mine/{consent.id}/withdrawal").status_code == 404
    assert db.session.query(Consent).one().state == "asked"


def test_p19_signed_out_one_is_asked_to_sign_in(client, young, ask):
    consent = ask(young.asha)
    assert client.get("/consents").headers["Location"] == "/sign-in?next=/consents"
    assert client.get("/consents/new").headers["Location"] == "/sign-in?next=/consents/new"
    for path in ("/consents/new", f"/consents/mine/{consent.id}/withdrawal"):
        assert client.post(path).headers["Location"] == "/sign-in"


@pytest.mark.parametrize("who", ["ben", "carol"])
def test_s3_adults_have_nobody_to_ask(client, young, who):
    signed_in(client, getattr(young, who))
    assert client.get("/consents/new").status_code == send(client).status_code == 404
    page = client.get("/consents").text
    assert "From 18 on you need nobody" in page and "/consents/new" not in page


def test_s1_before_16_one_asks_for_a_place_and_not_for_everything(client, young):
    signed_in(client, young.kit)
    assert client.get("/consents/new").headers["Location"] == "/consents"
    page = client.get("/consents").text
    assert "Before you are 16" in page and "/consents/new" not in page


def test_s7_who_did_not_say_their_age_says_it_first(client, cast):
    signed_in(client, people.person("Zoe"))
    assert client.get("/consents/new").headers["Location"] == "/me/about?next=/consents/new"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"guardian_name": ""}, "Type the first name of your parent or carer"),
        ({"guardian_name": "123"}, "Type their name with letters"),
        ({"guardian_name": "x" * 41}, "This is too long. Take out 1 letters"),
        ({"address": ""}, "Type their mobile number or their e-mail"),
        ({"address": "077"}, "This number is too short"),
        ({"address": "grace@"}, "This e-mail does not look right"),
        ({"address": "01229 772211"}, "can&#39;t get a text"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, young, data, sentence):
    answer = send(signed_in(client, young.asha), **data)
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = {"guardian_name": "Grace", "address": "07700 900470", **data}
    assert all(f'value="{value}"' in answer.text for value in kept.values())


def test_s2_ones_own_address_is_refused_with_a_sentence(client, young):
    answer = send(signed_in(client, young.asha), address="asha@example.org")
    assert answer.status_code == 409
    assert "This is your own" in answer.text and "asha@example.org" in answer.text


def test_s2_after_a_no_somebody_else_is_refused_with_a_sentence(client, young, ask):
    operations.refuse(ask(young.asha).token)
    answer = send(signed_in(client, young.asha), address=MUM.value)
    assert answer.status_code == 409 and "said no today. Talk with them first" in answer.text


def test_s6_the_fourth_question_of_a_day_is_refused_with_a_sentence(client, young):
    signed_in(client, young.asha)
    for _ in range(3):
        assert send(client).status_code == 303
    assert "You asked 3 times today" in send(client).text


def test_s6_no_page_nudges(client, young, ask):
    ask(young.asha)
    signed_in(client, young.asha)
    for path in ("/consents", "/consents/new"):
        page = client.get(path).text.lower()
        assert not any(word in page for word in ("hurry", "only today", "don't miss", "remind", "streak", "left!"))
