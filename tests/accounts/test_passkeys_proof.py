"""Who sees other people's names has shown that day who they are, by a touch (decision 0042)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.accounts import rules
from app.accounts.operations import sign_in as make_sign_in
from app.config import PROOF_HOURS
from app.extensions import db
from app.notifications.models import Message
from tests.accounts.authenticator import Phone
from tests.accounts.signing import code_sent, sign_in, type_in
from tests.accounts.touching import add, question_on
from tests.cast import drive, first_slot, signed_in, take

CALLS = "/organise/calls"


@pytest.fixture
def people(cast):
    """A page with somebody's name on it."""
    event = drive(cast)
    take(first_slot(event), "Annabel")
    return f"/organise/events/{event.slug}/people"


@pytest.fixture
def carol(client, cast):
    """Carol, who has just signed in by a code."""
    sign_in(client, "carol@example.org")
    return client


def later(**more):
    return time_machine.travel(clock.now() + timedelta(**more), tick=False)


def asked(answer):
    """Where somebody is asked to show that it is them, instead of the page."""
    return answer.status_code == 303 and answer.headers["Location"].startswith("/me/proof")


def prove(client, phone, **query):
    question = question_on(client.get("/me/proof").text)
    return client.post("/me/proof", query_string=query, data={"credential": phone.get(question)})


def messages():
    return [one.text for one in db.session.scalars(select(Message)) if one.about == "accounts.passkey"]


def test_a_code_alone_opens_no_names(carol, people):
    answer = carol.get(people)
    assert answer.headers["Location"] == f"/me/proof?next={people}"
    page = carol.get(answer.headers["Location"]).text
    assert "Set it up with a touch" in page and "Annabel" not in page


@pytest.mark.parametrize("path", [CALLS, "/organise/organisations/millom-beach-friends/members"])
def test_nor_the_other_pages_about_people(carol, path):
    assert asked(carol.get(path))


def test_the_rest_of_organising_stays_open(carol, people):
    assert carol.get("/organise/").status_code == 200
    assert carol.get(people.removesuffix("/people")).status_code == 200


def test_setting_up_a_touch_opens_them(carol, people):
    phone = Phone()
    question = question_on(carol.get("/me/proof").text)
    answer = carol.post(f"/me/passkeys?next={people}", data={"credential": phone.create(question)})
    assert answer.headers["Location"] == people
    assert "Annabel" in carol.get(people).text


def test_the_next_day_a_touch_is_asked_again(carol, people):
    phone = Phone()
    add(carol, phone)
    with later(hours=PROOF_HOURS):
        assert asked(carol.get(people))
        assert prove(carol, phone, next=people).headers["Location"] == people
        assert "Annabel" in carol.get(people).text


def test_somebody_elses_phone_proves_nothing(town, carol, cast, people):
    add(carol, Phone())
    stranger = Phone()
    add(signed_in(town.test_client(), cast.dev), stranger)
    with later(hours=PROOF_HOURS):
        answer = prove(carol, stranger)
        assert answer.status_code == 422 and "belongs to somebody else" in answer.text
        assert asked(carol.get(people))


def test_a_phone_that_cannot_gets_along_with_todays_code(carol, people):
    assert carol.post(f"/me/proof/answers?next={people}").headers["Location"] == people
    assert "Annabel" in carol.get(people).text
    assert messages() == []


def test_and_with_another_code_the_next_day(carol, people):
    carol.post("/me/proof/answers")
    with later(hours=PROOF_HOURS):
        page = carol.get(carol.get(people).headers["Location"]).text
        assert "Send me a code" in page
        assert carol.post(f"/me/proof/codes?next={people}").headers["Location"] == f"/sign-in/code?next={people}"
        assert type_in(carol, code_sent("carol@example.org"), next=people).headers["Location"] == people
        assert "Annabel" in carol.get(people).text


def test_proving_it_by_a_code_keeps_the_sign_in(carol, cast):
    before = carol.get("/me/sign-ins").text.count("sign-in-")
    with later(hours=PROOF_HOURS):
        carol.post("/me/proof/codes")
        type_in(carol, code_sent("carol@example.org"))
        assert carol.get("/me/sign-ins").text.count("sign-in-") == before


def test_an_old_code_is_no_answer(carol, people):
    with later(hours=PROOF_HOURS):
        assert asked(carol.post("/me/proof/answers"))
        assert asked(carol.get(people))


def test_the_owner_of_a_passkey_hears_of_a_browser_that_goes_by_codes(town, carol, people):
    add(carol, Phone())
    other = town.test_client()
    sign_in(other, "carol@example.org")
    other.post("/me/proof/answers")
    other.post("/me/proof/answers")
    assert len([text for text in messages() if "can now see who is coming" in text]) == 1
    assert "Annabel" in other.get(people).text


def test_an_outsider_finds_nothing_there_and_is_asked_nothing(town, client, cast, people):
    dev = signed_in(client, cast.dev)
    assert dev.get(people).status_code == 404
    ben = town.test_client()
    sign_in(ben, "ben@example.org")
    assert ben.get(people).status_code == 404


def test_the_demos_invented_people_need_none(town, client, cast, people):
    row = make_sign_in(cast.carol, "Demo", rules.TRIAL)
    with client.session_transaction() as session:
        session["_user_id"] = row.secret
    assert "Annabel" in client.get(people).text


def test_where_no_passkey_can_be_made_the_code_is_the_way(carol, people, monkeypatch, town):
    monkeypatch.setitem(town.config, "BASE_URL", "https://192.0.2.7")
    page = carol.get("/me/proof").text
    assert "data-passkey-options" not in page and "t do that</button>" in page
