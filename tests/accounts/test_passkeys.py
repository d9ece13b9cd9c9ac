"""A touch opens an account: it is added by whoever is signed in, and each answer counts once (P20)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.accounts.models import Passkey, UsedChallenge
from app.accounts.queries_passkeys import passkeys_of
from app.config import PASSKEY_MINUTES
from app.extensions import db
from app.notifications.models import Message
from tests.accounts.authenticator import CAN_BACK_UP, PRESENT, VERIFIED, Phone
from tests.accounts.signing import is_signed_in
from tests.accounts.touching import add, enter, question_on
from tests.cast import signed_in


@pytest.fixture
def phone():
    return Phone()


@pytest.fixture
def known(town, cast, phone):
    """Carol's phone opens her account."""
    assert add(signed_in(town.test_client(), cast.carol), phone).status_code == 303
    return phone


def said(answer):
    """The sentence of a refusal."""
    assert answer.status_code == 422
    return answer.text.partition('role="alert"')[2].partition("</div>")[0]


def test_it_works(client, cast, known):
    answer = enter(client, known, next="/events")
    assert answer.headers["Location"] == "/events"
    assert is_signed_in(client)


def test_what_is_kept_of_it(cast, known):
    row = db.session.scalar(select(Passkey))
    assert (row.account_id, row.sign_count, row.can_be_backed_up, row.is_backed_up) == (cast.carol.id, 0, True, True)
    assert row.transports == ["internal", "hybrid"]


def test_counter_and_backup_move_on(client, known):
    enter(client, known)
    client.post("/sign-out")
    known.flags = PRESENT | VERIFIED | CAN_BACK_UP
    enter(client, known)
    row = db.session.scalar(select(Passkey))
    assert (row.sign_count, row.is_backed_up) == (2, False)


def test_its_owner_is_told(cast, known):
    texts = [message.text for message in db.session.scalars(select(Message)) if message.about == "accounts.passkey"]
    assert len(texts) == 1
    assert "your account now opens with a touch" in texts[0] and "/me/sign-ins" in texts[0]


def test_a_phone_that_did_not_check_its_owner_is_refused(client, cast, known):
    known.flags = PRESENT | CAN_BACK_UP
    assert "did not check that it is you" in said(enter(client, known))
    assert not is_signed_in(client)


def test_nor_is_it_added(client, cast):
    careless = Phone(flags=PRESENT)
    assert "did not check that it is you" in said(add(signed_in(client, cast.ben), careless))
    assert passkeys_of(cast.ben.id) == []


def test_an_answer_counts_once(client, known):
    answer = known.get(question_on(client.get("/sign-in").text))
    with client.session_transaction() as session:
        before = dict(session)
    assert client.post("/sign-in/passkeys", data={"credential": answer}).status_code == 303
    with client.session_transaction() as session:
        session.clear()
        session.update(before)  # as somebody does who kept a copy of the cookie too
    assert "counts only once" in said_again(client, answer)


def said_again(client, answer):
    """What is said to an answer that was sent before, in the browser that was asked."""
    return said(client.post("/sign-in/passkeys", data={"credential": answer}))


def test_even_an_answer_that_was_refused_counts_once(client, known):
    question = question_on(client.get("/sign-in").text)
    stranger, answer = Phone(), known.get(question)
    stranger.handle = known.handle
    assert "removed here" in said(client.post("/sign-in/passkeys", data={"credential": stranger.get(question)}))
    assert "counts only once" in said_again(client, answer)


def test_another_browser_cannot_send_it(town, client, known):
    answer = known.get(question_on(client.get("/sign-in").text))
    thief = town.test_client()
    thief.get("/sign-in")
    assert "We did not ask this phone" in said_again(thief, answer)
    assert db.session.scalars(select(UsedChallenge)).all() != []  # Carol's own, when she added it
    assert client.post("/sign-in/passkeys", data={"credential": answer}).status_code == 303


def test_a_question_to_add_does_not_sign_in(town, client, cast, known):
    carol = signed_in(client, cast.carol)
    question = question_on(carol.get("/me/passkeys/new").text) | {"rpId": "localhost"}
    assert "We did not ask this phone" in said_again(carol, known.get(question))


def test_a_page_that_was_open_for_long_is_asked_again(client, known):
    answer = known.get(question_on(client.get("/sign-in").text))
    with time_machine.travel(clock.now() + timedelta(minutes=PASSKEY_MINUTES, seconds=2), tick=False):
        assert "open for a long time" in said_again(client, answer)


def test_from_another_site_it_is_refused(client, known):
    known.origin = "http://localhost.evil.example"
    assert "could not read" in said(enter(client, known))


def test_a_copy_is_noticed(client, known):
    enter(client, known)
    client.post("/sign-out")
    known.step = 0
    assert "a copy of this key" in said(enter(client, known))


def test_a_phone_without_a_counter_is_fine(client, known):
    known.step = 0
    for _visit in range(2):
        assert enter(client, known).status_code == 303
        client.post("/sign-out")


def test_a_wrong_signature_is_refused(client, known):
    known.key = Phone().key
    assert "could not read" in said(enter(client, known))


@pytest.mark.parametrize("junk", ["", "{}", "null", "[1]", '{"id": 1}', "\x00", '{"id":"a","rawId":"é","response":{}}'])
def test_what_is_no_answer_is_a_sentence(client, cast, junk):
    assert "could not read" in said(client.post("/sign-in/passkeys", data={"credential": junk}))
    ben = signed_in(client, cast.ben)
    assert "could not read" in said(ben.post("/me/passkeys", data={"credential": junk}))


def test_the_same_phone_twice_is_known_already(client, cast, known):
    carol = signed_in(client, cast.carol)
    assert [one["id"] for one in question_on(carol.get("/me/passkeys/new").text)["excludeCredentials"]] != []
    assert "on your list already" in said(add(carol, known))
    assert len(passkeys_of(cast.carol.id)) == 1


def test_nobody_takes_over_anothers(town, cast, known):
    assert "on your list already" in said(add(signed_in(town.test_client(), cast.ben), known))
    assert passkeys_of(cast.ben.id) == []


def test_ten_are_enough(client, cast):
    ben = signed_in(client, cast.ben)
    for _number in range(10):
        assert add(ben, Phone()).status_code == 303
    assert "You have 10 already" in said(add(ben, Phone()))


def test_who_is_not_signed_in_adds_none(client, town):
    assert client.get("/me/passkeys/new").headers["Location"].startswith("/sign-in?next=")
    assert client.post("/me/passkeys", data={"credential": "{}"}).headers["Location"] == "/sign-in"


def test_who_showed_who_they_are_long_ago_shows_it_first(client, cast):
    ben = signed_in(client, cast.ben)
    with time_machine.travel(clock.now() + timedelta(hours=13), tick=False):
        assert ben.get("/me/passkeys/new").headers["Location"] == "/me/proof?next=/me/passkeys/new"


def test_under_a_bare_number_there_are_none(client, town):
    assert "data-passkey-options" in client.get("/sign-in").text
    assert "data-passkey-options" not in client.get("/sign-in", headers={"Host": "127.0.0.1"}).text


def test_the_question_says_nothing_of_the_person(client, cast):
    question = question_on(signed_in(client, cast.ben).get("/me/passkeys/new").text)
    assert question["user"]["name"] == "Ben"
    assert question["authenticatorSelection"]["userVerification"] == "required"
    assert question["authenticatorSelection"]["residentKey"] == "required"
    assert "ben@" not in str(question)
