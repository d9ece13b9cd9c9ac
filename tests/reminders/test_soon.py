"""Two hours before there is a notice for who has a phone that hears it, and nothing else (RULES M1, M2, M3)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, strategies as some
from sqlalchemy import select

from app import clock
from app.bookings.operations import Request, book, cancel
from app.bookings.operations_organiser import follow_organiser
from app.events.operations import move_date
from app.extensions import db
from app.notifications.models import Message
from app.notifications.operations_phones import choose
from app.notifications.operations_pushing import push_due
from app.notifications.rules import is_decent, send_time
from app.reminders.operations_soon import write_soon
from app.reminders.rules import EVENING, SOON_WITHIN, reminder, soon
from tests.cast import days_ahead, drive, first_slot, take
from tests.own import all_at_once

LONDON = ZoneInfo("Europe/London")
TWO = timedelta(hours=2)


@pytest.fixture
def ben(cast, phones):
    phones.of(cast.ben.person_id)
    yield cast.ben.person_id
    phones.service.set_clock(None)


@pytest.fixture
def event(cast):
    return drive(cast, days=3)


@pytest.fixture
def place(event, ben):
    return book(first_slot(event).id, Request(person_id=ben))


def look_at(instant, phones=None):
    """Let the scheduler look at an instant, and the sender after it; how many notices it wrote."""
    with time_machine.travel(instant, tick=False):
        if phones:
            phones.service.set_clock(instant)
            clock_of_sender()
        db.session.rollback()
        written = write_soon(clock.now())
        push_due()
        return written


def clock_of_sender():
    from flask import current_app

    current_app.extensions["gather_push"] = None


def starts(event):
    return event.occurrences[0].starts_at


def messages():
    db.session.rollback()
    return db.session.scalars(select(Message).where(Message.about == "soon")).all()


def test_it_works(event, place, phones):
    assert look_at(starts(event) - TWO - timedelta(minutes=1), phones) == 0
    assert look_at(starts(event) - TWO, phones) == 1
    notice = phones.shown[-1][1]["notification"]
    assert (notice["title"], notice["body"]) == ("Today at 10am", "Clean-up, Millom. Are you coming?")
    assert [one["action"] for one in notice["actions"]] == ["yes", "no"]
    assert (messages()[0].state, len(messages()[0].deliveries)) == ("sent", 1)


def test_m3_once(event, place, phones, town):
    at = starts(event) - TWO
    assert [look_at(at, phones), look_at(at, phones), look_at(at + timedelta(minutes=5), phones)] == [1, 0, 0]


def test_m3_two_schedulers_at_once_write_it_once(event, place, town):
    with time_machine.travel(starts(event) - TWO, tick=False):

        def look(_number):
            with town.app_context():
                return write_soon(clock.now())

        answers = all_at_once(look, 4)
    assert sorted(answers) == [0, 0, 0, 1]


def test_who_has_no_phone_gets_nothing(event, cast, phones):
    book(first_slot(event).id, Request(person_id=cast.carol.person_id))
    take(first_slot(event))
    assert look_at(starts(event) - TWO) == 0
    assert messages() == []


def test_who_said_no_to_reminders_gets_nothing(event, place, ben):
    choose(ben, reminders=False)
    assert look_at(starts(event) - TWO) == 0
    assert messages() == []


def test_m3_what_was_given_back_is_not_called_to_mind(event, place):
    cancel(place.id)
    assert look_at(starts(event) - TWO) == 0


def test_m3_given_back_after_it_was_written_it_is_taken_back(event, place, phones):
    with time_machine.travel(starts(event) - TWO, tick=False), pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.notifications.operations._hurry", lambda _messages: None)
        assert write_soon(clock.now()) == 1
        cancel(place.id)
        push_due()
    assert messages()[0].state == "withdrawn"


def test_m3_a_place_that_moved_is_called_to_mind_at_its_new_time(event, place, phones):
    move_date(event.occurrences[0].id, days_ahead(4, 15), days_ahead(4, 17))
    follow_organiser()
    assert look_at(starts(event) - TWO - timedelta(days=1, hours=5)) == 0
    assert look_at(starts(event) - TWO, phones) == 1


def test_m3_too_late_to_be_of_use_there_is_none(event, place):
    assert look_at(starts(event) - timedelta(minutes=59)) == 0


def test_who_has_it_on_a_phone_without_an_account_hears_it_too(event, phones):
    phones.of(None, phone_mark="m" * 64)
    take(first_slot(event), phone_mark="m" * 64)
    take(first_slot(event), "Ann", phone_mark="n" * 64)
    assert look_at(starts(event) - TWO) == 1


# --- when ----------------------------------------------------------------------------------------------------------

SATURDAY = datetime(2026, 11, 28, tzinfo=LONDON)


def at(hour, days=0, minute=0):
    wall = datetime.combine((SATURDAY + timedelta(days=days)).date(), time(hour, minute), LONDON)
    return wall.astimezone(UTC)


def decent(known_at, young=False, zone=LONDON):
    return lambda due, until: send_time(
        due, until, known_at, zone, young=young, is_school_day=lambda day: day.weekday() < 5
    )


def when(starts_at, known_at, young=False):
    found = soon(7, known_at, starts_at, LONDON, decent(known_at, young))
    return found and found.at


def test_t3_two_hours_are_two_hours_in_the_night_of_the_clocks():
    """Half past three on the night in which two o'clock comes twice."""
    start = datetime(2026, 10, 25, 3, 30, tzinfo=LONDON).astimezone(UTC)
    assert soon(7, start - timedelta(days=1), start, LONDON).at == start - TWO


def test_m2_before_an_early_start_the_evening_has_said_it():
    assert when(at(9), at(12, -9)) is None


def test_m2_booked_inside_a_day_it_goes_before_the_night():
    assert when(at(9), at(12, -1)) == at(20, -1, 45)


def test_m2_who_took_it_in_the_night_hears_in_the_morning():
    assert when(at(9, minute=30), at(23, -1)) == at(8)


def test_m2_a_pupil_hears_before_school():
    friday = -1
    assert when(at(17, friday), at(20, friday - 1), young=True) == at(8, friday, 15)


def test_m1_who_took_it_inside_two_hours_hears_nothing_more():
    assert when(at(10), at(8, minute=1)) is None


@given(
    some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=some.just(UTC)),
    some.integers(0, 60 * 24 * 9).map(lambda minutes: timedelta(minutes=minutes)),
    some.booleans(),
)
def test_m1_m2_for_every_place(starts_at, notice, young):
    known_at = starts_at - notice
    found = soon(7, known_at, starts_at, LONDON, decent(known_at, young))
    if found is None:
        return
    wall = found.at.astimezone(LONDON)
    assert known_at <= found.at < found.until < starts_at
    assert is_decent(found.at, LONDON, young, wall.weekday() < 5)
    least, most = SOON_WITHIN
    assert starts_at - found.at <= most
    assert starts_at - found.until >= least
    if found.at < starts_at - TWO:
        assert reminder(EVENING, 7, known_at, starts_at, LONDON, decent(known_at, young)) is None
