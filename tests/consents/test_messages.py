"""What is sent: short enough for one text message, with the whole link, and no name where none belongs."""

from datetime import UTC, datetime

import pytest
import time_machine

from app.accounts.operations import say_who_i_am
from app.consents import messages, operations
from app.consents.models import Consent
from app.consents.rules import AGE_RULES
from app.consents.rules_asking import why_not_ask
from app.extensions import db
from app.gsm import fits, is_wide
from app.notifications.models import Message
from tests import cast as people

GRACE, MAIL = people.phone(470), people.email("Gran")
ASHA = people.email("Asha")


@pytest.fixture
def longest(town, monkeypatch):
    monkeypatch.setitem(town.config, "TOWN", "Millom and Bletchley East")
    monkeypatch.setitem(town.config, "BASE_URL", "https://gather-round.millom.example.org.uk")


def name_her(young, name):
    say_who_i_am(young.asha.person_id, name, None, [])


def test_it_works(young, ask):
    consent = ask(young.asha)
    subject, mail, short = messages.question(consent)
    assert subject == "Asha asks for your yes or no"
    assert short == (
        "Gather Round Millom: Asha would like to help in town. Say yes or no: "
        f"http://localhost/consents/{consent.token}"
    )
    assert consent.token in mail


@pytest.mark.parametrize("name", ["Asha", "Zoë", "Łucja", "Maximiliana-Theresia", "阿莎", "Asha x.example/1", "A" * 40])
def test_l3_a_question_fits_into_one_text_message(young, ask, longest, name):
    name_her(young, name)
    consent = ask(young.asha, about="Clean-up, planting and hot chocolate at the Haverigg seafront")
    short = messages.question(consent)[2]
    assert fits(short) and not is_wide(short)
    assert short.startswith("Gather Round")
    assert short.endswith(f"https://gather-round.millom.example.org.uk/consents/{consent.token}")
    assert short.count("http") == 1


@pytest.mark.parametrize("name", ["Asha x.example/1", "Call 0900 123", "A" * 21, "www.x.example"])
def test_nobody_can_send_an_address_or_a_number_to_a_stranger_as_their_name(young, ask, name):
    name_her(young, name)
    consent = ask(young.asha)
    assert not any(name in text for text in messages.question(consent))


@pytest.mark.parametrize("name", ["Asha", "Anne-Marie", "O'Neil", "Zoë", "Mary Jane"])
def test_a_name_is_said_as_it_is(name):
    assert messages.shown_name(name) == name


def test_m5_a_phone_gets_the_short_words_and_a_mailbox_the_long_ones(young, ask, letters):
    ask(young.asha)
    ask(young.asha, MAIL)
    assert len(letters(GRACE)[0]) <= 160
    assert "You need no account." in letters(MAIL)[0]


@pytest.mark.parametrize("state", ["given", "refused", "withdrawn"])
def test_l3_an_answer_fits_into_one_text_message(young, ask, longest, state):
    consent = ask(young.asha)
    operations.give(consent.token) if state != "refused" else operations.refuse(consent.token)
    if state == "withdrawn":
        operations.withdraw(consent.token)
    consent = db.session.query(Consent).one()
    short = messages.answer(consent)[2]
    assert consent.state == state and fits(short) and short.endswith("/consents")


def test_p24_the_young_persons_message_names_nobody(young, ask, letters):
    operations.give(ask(young.asha).token)
    assert "Grace" not in letters(ASHA)[0] and "Asha" not in letters(ASHA)[0]


def test_s6_what_was_typed_about_the_guardian_is_not_sent(young, ask, letters):
    ask(young.asha)
    assert "Grace" not in letters(GRACE)[0]


def test_b8_every_reason_has_its_words(young):
    reasons = {
        why_not_ask(band, said, own, runs, no, asked, 3)
        for band in (None, *(rule.band for rule in AGE_RULES))
        for said, own, runs, no, asked in (
            (True, False, False, False, 0), (False, False, False, False, 0), (True, True, False, False, 0),
            (True, False, True, False, 0), (True, False, False, True, 0), (True, False, False, False, 3),
        )
    }  # fmt: skip
    assert reasons - {None} == set(messages.WHY_NOT_ASKED)
    assert all(str(words()) for table in (messages.WHY_NOT_ASKED, messages.WHY_TOO_YOUNG) for words in table.values())


def due(about):
    return db.session.query(Message).filter_by(about=about).order_by(Message.id.desc()).first().due_at


def test_m2_neither_a_guardian_at_night_nor_a_pupil_at_school_is_disturbed(young, ask):
    with time_machine.travel(datetime(2026, 11, 23, 21, 30, tzinfo=UTC), tick=False):
        token = ask(young.asha).token
        assert due("consents.asked") == datetime(2026, 11, 24, 8, tzinfo=UTC)
    with time_machine.travel(datetime(2026, 11, 24, 10, tzinfo=UTC), tick=False):
        operations.give(token)
        assert due("consents.answered") == datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


def test_m3_a_question_that_was_taken_back_at_night_is_not_sent_in_the_morning(young, ask):
    with time_machine.travel(datetime(2026, 11, 23, 21, 30, tzinfo=UTC), tick=False):
        operations.take_back_question(young.asha.person_id, ask(young.asha).id)
    assert [message.state for message in db.session.query(Message)] == ["withdrawn"]
