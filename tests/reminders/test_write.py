"""What is due is written once, with the place as it is then (RULES M1, M3)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from app import clock
from app.accounts.models import Person
from app.bookings.models import Booking
from app.bookings.operations import answer, cancel, move
from app.bookings.operations_organiser import follow_organiser
from app.database import unit_of_work
from app.events.models import Occurrence
from app.events.operations import cancel as call_off, cancel_date, move_date
from app.extensions import db
from app.notifications.operations_sending import deliver_due
from app.reminders import messages, operations
from app.reminders.rules import EVENING, THREE_DAYS
from tests.cast import clinic, days_ahead, drive, email, first_slot, gathering, phone, take
from tests.own import all_at_once

from .calls import DAY, rules_written, three_days_before, write_at, written


@pytest.fixture
def event(cast):
    return drive(cast, days=6)


@pytest.fixture
def place(event):
    return take(first_slot(event))


def test_it_works(event, place):
    due = three_days_before(event)
    assert write_at(due - timedelta(minutes=1)) == 0
    assert write_at(due) == 1
    (message,) = written()
    assert (message.about_id, message.once) == (place.id, f"reminder:three days:{place.id}:0")
    assert message.state == "sent"


def test_m1_two_reminders_and_no_more(event, place):
    due, minutes = three_days_before(event), 0
    while due + timedelta(minutes=minutes) < event.occurrences[0].ends_at:
        write_at(due + timedelta(minutes=minutes))
        minutes += 30
    assert rules_written() == [THREE_DAYS, EVENING]


def test_m3_the_same_moment_again_writes_nothing(event, place):
    due = three_days_before(event)
    assert [write_at(due), write_at(due), write_at(due + timedelta(minutes=1))] == [1, 0, 0]


def test_m3_two_schedulers_at_once_write_each_once(event, town):
    for number in range(10):
        take(first_slot(event), f"Person {number}", phone(number))
    with time_machine.travel(three_days_before(event), tick=False):

        def look(_number):
            with town.app_context():
                return operations.write_due(clock.now())

        answers = all_at_once(look, 4)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert sum(answers) == 10
    assert len(written()) == 10


def test_m1_booked_within_three_days_the_first_is_left_out(cast):
    event = drive(cast, days=2)
    take(first_slot(event))
    write_at(clock.now())
    assert rules_written() == []
    write_at(event.occurrences[0].starts_at - timedelta(hours=14, minutes=30))  # half past seven on the evening before
    assert rules_written() == [EVENING]


def test_m1_booked_within_a_day_there_is_none(cast):
    event = drive(cast, days=2)
    start = event.occurrences[0].starts_at
    with time_machine.travel(start - timedelta(hours=20), tick=False):
        take(first_slot(event))
    for hours in range(20):
        write_at(start - timedelta(hours=hours))
    assert written() == []


# --- what is not true any more -------------------------------------------------------------------------------------


def only_date(event):
    return event.occurrences[0].id


def everything_off(event):
    call_off(event.id, "Storm")


def date_off(event):
    cancel_date(only_date(event))


def moved(event):
    move_date(only_date(event), days_ahead(7, 9), days_ahead(7, 11))


def test_m3_what_was_cancelled_is_not_called_to_mind(event, place):
    cancel(place.id)
    assert write_at(three_days_before(event)) == 0


@pytest.mark.parametrize("state", ["pending", "arrived", "declined"])
def test_s2_only_a_place_that_is_theirs_is_called_to_mind(event, place, state):
    """A place that waits for a guardian's yes is not."""
    with unit_of_work():
        db.session.execute(update(Booking).values(state=state))
    assert write_at(three_days_before(event)) == 0


@pytest.mark.parametrize("change", [everything_off, date_off])
def test_m3_what_was_called_off_is_not_even_before_its_people_were_told(event, place, monkeypatch, change):
    monkeypatch.setattr("app.events.operations.enqueue", lambda *_task: None)
    change(event)
    assert db.session.get(Booking, place.id).state == "confirmed"
    assert write_at(three_days_before(event)) == 0


def test_m3_after_the_organisers_move_people_hear_of_that_first(event, place, monkeypatch):
    monkeypatch.setattr("app.events.operations.enqueue", lambda *_task: None)
    move_date(only_date(event), days_ahead(8, 15), days_ahead(8, 17))
    due = db.session.get(Occurrence, only_date(event), populate_existing=True).starts_at - 3 * DAY
    assert write_at(due) == 0
    follow_organiser()
    assert write_at(due) == 1
    assert written()[0].once.endswith(":1")


def test_m3_a_move_makes_new_reminders(cast):
    event = clinic(cast, days=(6, 9))
    first, last = (date.slots[0] for date in event.occurrences)
    place = take(first)
    assert write_at(first.starts_at - 3 * DAY) == 1
    with time_machine.travel(first.starts_at - 3 * DAY, tick=False):
        move(place.id, last.id)
    assert write_at(first.starts_at - timedelta(hours=15)) == 0
    assert write_at(last.starts_at - 3 * DAY) == 1
    assert [message.once for message in written()] == [f"reminder:three days:{place.id}:{n}" for n in (0, 1)]


def test_m1_whoever_moved_to_something_soon_has_just_been_told(cast):
    event = clinic(cast, days=(9,))
    early, late = event.occurrences[0].slots[0], event.occurrences[0].slots[3]
    place = take(early)
    with time_machine.travel(early.starts_at - 2 * DAY, tick=False):
        move(place.id, late.id)
    assert write_at(early.starts_at - 2 * DAY + timedelta(minutes=1)) == 0


def test_m3_a_reminder_that_waits_goes_with_the_place(event, place, monkeypatch):
    monkeypatch.setattr("app.notifications.operations.enqueue", lambda *_task: None)
    write_at(three_days_before(event))
    assert written()[0].state == "waiting"
    cancel(place.id)
    assert (written()[0].state, written()[0].reason) == ("withdrawn", "It was called off before it was sent.")


@pytest.mark.parametrize("change", [everything_off, date_off, moved])
def test_m3_the_place_is_read_again_when_it_is_sent(event, place, monkeypatch, change):
    """The organiser has just changed it, and nobody was told yet: what waited is not true any more."""
    monkeypatch.setattr("app.notifications.operations.enqueue", lambda *_task: None)
    monkeypatch.setattr("app.events.operations.enqueue", lambda *_task: None)
    write_at(three_days_before(event))
    change(event)
    with time_machine.travel(three_days_before(event), tick=False):
        deliver_due()
    assert written()[0].state == "withdrawn"


def test_control_m3_without_that_look_it_would_be_sent(event, place, monkeypatch):
    monkeypatch.setattr("app.notifications.operations.enqueue", lambda *_task: None)
    monkeypatch.setattr("app.events.operations.enqueue", lambda *_task: None)
    monkeypatch.setattr("app.notifications.queries.STILL_TRUE", {})
    write_at(three_days_before(event))
    cancel_date(only_date(event))
    with time_machine.travel(three_days_before(event), tick=False):
        deliver_due()
    assert written()[0].state == "sent"


# --- who ------------------------------------------------------------------------------------------------------------


def test_who_cannot_be_reached_is_left_to_others(event, place):
    with unit_of_work():
        db.session.execute(update(Person).where(Person.id == place.person_id).values(phone=None, phone_key=None))
    assert write_at(three_days_before(event)) == 0


def test_who_said_they_come_is_reminded_all_the_same(event, place):
    """Two reminders beat one, whatever was answered (RULES M1)."""
    answer(place.id)
    assert write_at(three_days_before(event)) == 1


def test_m2_a_young_persons_reminder_keeps_school_hours(cast):
    booking = take(first_slot(gathering(cast, days=6)), "Asha", email("Asha"))
    with unit_of_work():
        young = update(Person).where(Person.id == booking.person_id)
        db.session.execute(young.values(age_band="16 to 17", age_changes=[]))
    write_at(booking.slot.starts_at - 3 * DAY)
    assert [message.young for message in written()] == [True]


def test_one_that_cannot_be_written_holds_up_nobody(event, monkeypatch, capsys):
    for number in range(3):
        take(first_slot(event), f"Person {number}", phone(number))
    words = messages.reminder

    def broken(booking, waits):
        if booking.person.first_name == "Person 1":
            raise ZeroDivisionError
        return words(booking, waits)

    monkeypatch.setattr(messages, "reminder", broken)
    assert write_at(three_days_before(event)) == 2
    assert "reminders.batch_failed" in capsys.readouterr().err
