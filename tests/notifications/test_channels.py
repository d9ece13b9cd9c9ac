"""One person, several addresses: the next has its turn when one fails, and at the end somebody phones (RULES M5)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.addresses import Address
from app.extensions import db
from app.notifications import operations, operations_sending
from app.notifications.models import Delivery
from app.notifications.operations_sending import deliver_due
from app.notifications.queries import to_call

from .outbox import ASHA, LANDLINE, MOBILE, WORDS, first, later, row, run_for, states, tell


def test_it_works(post, notify):
    office, texts = post(), notify()
    tell((MOBILE, ASHA))
    assert states() == ["sent", "not needed"]
    assert (len(texts.sent), len(office.letters)) == (1, 0)


def test_m5_a_refused_text_becomes_an_e_mail_at_once(post, notify):
    office, _texts = post(), notify(lambda _kind: 400)
    tell((MOBILE, ASHA))
    deliver_due()
    assert states() == ["failed", "sent"]
    assert row().state == "sent"
    assert len(office.letters) == 1


def test_m5_a_channel_that_is_away_gives_way_within_ten_minutes(post, notify, monkeypatch):
    monkeypatch.setattr(operations_sending, "random", lambda: 1.0)  # the longest pauses there can be
    office, _texts = post(), notify(lambda _kind: 503)
    tell((MOBILE, ASHA))
    run_for(minutes=10)
    assert row().state == "sent"
    assert len(office.letters) == 1


def test_control_with_one_address_it_is_tried_on_and_on(notify):
    notify(lambda _kind: 503)
    tell(MOBILE)
    run_for(minutes=20)
    assert row().state == "waiting"
    assert first().tries > 4


def test_m5_what_was_only_away_has_its_turn_again_when_the_others_fail(post, notify):
    post(data="554 no")
    answers = iter([503] * 4)
    texts = notify(lambda _kind: next(answers, None))
    tell((MOBILE, ASHA))
    run_for(minutes=30)
    assert states() == ["sent", "failed"]
    assert len(texts.sent) == 1


@pytest.mark.parametrize(("to", "state"), [(MOBILE, "call"), (ASHA, "failed"), ((ASHA, MOBILE), "call")])
def test_m5_with_nothing_left_somebody_phones_if_there_is_a_number(post, notify, to, state):
    post(data="554 no")
    notify(lambda _kind: 400)
    tell(to)
    deliver_due()
    assert row().state == state
    assert len(row().reason.split()) > 3


def test_a_landline_is_for_phoning_at_once_and_never_texted(notify):
    texts = notify()
    message = tell(LANDLINE, about="bookings.confirmation", about_id=7)
    assert (message.state, message.channel, message.reason) == ("call", "call", "We will call this number.")
    assert deliver_due() == 0
    assert texts.sent == []
    (call,) = to_call()
    assert (call.number, call.about_id, call.text) == (LANDLINE.value, 7, WORDS[1])


def test_a_landline_is_phoned_only_after_what_goes_by_itself(post):
    office = post()
    tell((LANDLINE, ASHA))
    assert [delivery.channel for delivery in row().deliveries] == ["mail", "call"]
    assert row().state == "sent"
    assert len(office.letters) == 1


def test_a_code_that_lives_ten_minutes_is_nothing_to_phone_with(town):
    message = tell(LANDLINE, about="accounts.code", useful=timedelta(minutes=10))
    assert (message.state, message.reason) == ("failed", "We can't send a text to this number.")
    assert to_call() == []


def test_somebody_phoned_and_told_it(town):
    message = tell(LANDLINE)
    assert operations.told_by_phone(message.id)
    assert not operations.told_by_phone(message.id)
    assert (row().state, states()) == ("sent", ["delivered"])
    assert to_call() == []


def test_a_call_is_listed_from_when_it_is_due_until_it_is_useless(town):
    tell(LANDLINE, due_at=clock.now() + timedelta(hours=2), useful=timedelta(hours=5), about="bookings.reminder")
    assert to_call() == []
    with later(hours=3):
        assert [call.number for call in to_call("bookings.")] == [LANDLINE.value]
        assert to_call("organisations.") == []
    with later(hours=8):
        assert to_call() == []


def test_the_same_thing_is_told_once(post):
    office = post()
    assert operations.tell(ASHA, *WORDS, about="test", once="reminder:7:1") is not None
    assert operations.tell(ASHA, *WORDS, about="test", once="reminder:7:1") is None
    assert operations.tell(ASHA, *WORDS, about="test", once="reminder:7:2") is not None
    assert len(office.letters) == 2


def test_of_twins_in_one_moment_one_is_written_and_the_other_goes_on(town, monkeypatch):
    """On PostgreSQL two can look before either writes: the second write must not spoil what its caller does."""
    tell(once="reminder:7")
    monkeypatch.setattr(operations.db.session, "scalar", lambda _query: None)
    with operations.unit_of_work():
        assert operations.tell(ASHA, *WORDS, about="test", once="reminder:7") is None
        operations.tell(ASHA, *WORDS, about="after")
    monkeypatch.undo()
    assert row().about == "after"


def test_two_statements_write_a_message_and_no_more(town):
    """Bookings a second depend on it."""
    from sqlalchemy import event

    written = []

    def note(_connection, _cursor, statement, *_rest):
        written.append(statement.split(" ", 1)[0])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        tomorrow = clock.now() + timedelta(days=1)
        operations.tell(MOBILE, *WORDS, about="test", sms="Short", due_at=tomorrow)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert [word for word in written if word != "BEGIN"] == ["INSERT", "INSERT"]


@pytest.mark.parametrize(
    ("words", "sent"),
    [({"sms": "Millom: you’re going. https://x.example/7"}, "Millom: you're going. https://x.example/7"),
     ({}, f"Millom: {WORDS[1]}")],
)  # fmt: skip
def test_l3_a_text_says_first_who_it_is_from(notify, words, sent):
    texts = notify()
    tell(MOBILE, **words)
    assert texts.sent[0][1]["personalisation"] == {"text": sent}


def test_every_message_is_of_somebody_elses_making_only_once(town):
    """A family that shares a phone: each is told."""
    for _child in range(2):
        tell(Address("phone", "+447400123456"))
    assert len(db.session.scalars(select(Delivery)).all()) == 2
