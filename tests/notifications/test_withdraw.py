"""What is no longer true is never told: taken back in the transaction that made it untrue (RULES M3)."""

from datetime import timedelta

import pytest

from app import clock
from app.database import unit_of_work
from app.notifications import operations, operations_claiming, operations_sending
from app.notifications.operations_sending import deliver, deliver_due
from tests.own import all_at_once

from .outbox import ASHA, LANDLINE, WORDS, later, row, rows, states, tell


def waiting(about="bookings.reminder", about_id=7, to=ASHA):
    return tell(to, about, about_id=about_id, due_at=clock.now() + timedelta(hours=1))


def test_it_works(post):
    office = post()
    waiting()
    assert operations.withdraw("bookings.reminder", 7) == 1
    with later(hours=2):
        assert deliver_due() == 0
    assert (row().state, row().reason) == ("withdrawn", "It was called off before it was sent.")
    assert states() == ["not needed"]
    assert office.letters == []


def test_control_a_sender_that_does_not_look_again_is_noticed(post, monkeypatch):
    office = post()
    waiting()
    operations.withdraw("bookings.reminder", 7)
    monkeypatch.setattr(operations_claiming, "_may_go", lambda *_rows: True)
    monkeypatch.setattr(operations_sending, "is_called_off", lambda _errand: False)
    with later(hours=2):
        deliver_due()
    assert len(office.letters) == 1


@pytest.mark.parametrize("about", ["bookings.reminder", ("bookings.confirmation", "bookings.reminder")])
@pytest.mark.parametrize("ids", [7, [7], (6, 7)])
def test_m3_several_kinds_and_rows_at_once(town, about, ids):
    waiting()
    assert operations.withdraw(about, ids) == 1
    assert row().state == "withdrawn"


@pytest.mark.parametrize(("about", "number"), [("bookings.reminder", 8), ("bookings.confirmation", 7)])
def test_m3_others_are_left_alone(town, about, number):
    waiting()
    assert operations.withdraw(about, number) == 0
    assert row().state == "waiting"


def test_what_was_sent_stays_sent(post):
    post()
    tell(about="bookings.confirmation", about_id=7)
    assert operations.withdraw("bookings.confirmation", 7) == 0
    assert row().state == "sent"


def test_m3_a_call_is_taken_back_too(town):
    waiting(to=LANDLINE)
    assert operations.withdraw("bookings.reminder", 7) == 1
    assert row().state == "withdrawn"


def test_m3_a_cancellation_that_fails_takes_nothing_back(town):
    waiting()
    with pytest.raises(LookupError), unit_of_work():
        operations.withdraw("bookings.reminder", 7)
        raise LookupError
    assert row().state == "waiting"


def test_m3_what_is_on_its_way_is_not_tried_again_after_the_cancellation(post, monkeypatch):
    """The first try failed while the place was being cancelled."""
    post("closed")
    send = operations_sending.send_mail

    def cancelled_meanwhile(*words, **more):
        operations.withdraw("bookings.reminder", 7)
        return send(*words, **more)

    monkeypatch.setattr(operations_sending, "send_mail", cancelled_meanwhile)
    tell(about="bookings.reminder", about_id=7)
    office = post()
    with later(minutes=5):
        deliver_due()
    assert row().state == "withdrawn"
    assert office.letters == []


def test_m3_a_cancellation_and_a_sender_in_the_same_moment(post, town):
    """Whichever comes first: once the cancellation has committed, nothing is sent that it could have stopped."""
    office = post()
    for number in range(6):
        waiting(about_id=number)
    ids = [message.deliveries[0].id for message in rows()]

    def work(number):
        with town.app_context():
            if number % 2:
                return deliver(ids[number // 2])
            return operations.withdraw("bookings.reminder", number // 2)

    with later(hours=2):
        done = all_at_once(work, 12)
    assert [answer for answer in done if isinstance(answer, Exception)] == []
    sent = [message.about_id for message in rows() if message.deliveries[0].state == "sent"]
    assert len(office.letters) == len(sent)
    assert {message.state for message in rows()} <= {"sent", "withdrawn"}


def test_what_is_told_in_the_same_transaction_stays(post):
    """A cancellation takes back the reminders and tells of itself."""
    office = post()
    waiting()
    with unit_of_work():
        operations.withdraw("bookings.reminder", 7)
        operations.tell(ASHA, *WORDS, about="bookings.cancelled", about_id=7)
    assert [message.state for message in rows()] == ["withdrawn", "sent"]
    assert len(office.letters) == 1
