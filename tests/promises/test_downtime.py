"""After hours in which nothing ran, what is still useful happens once, and what is stale never does (P9).

The town stops, the clock goes on, the town is back: its sweeps look once. Schedulers that send all they missed, or
only what is due in this very minute, are the controls.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.backends.job_runs import JobRun
from app.backends.jobs import SWEEPS, run_due
from app.bookings.models import Hold
from app.bookings.operations import cancel
from app.bookings.operations_holds import hold
from app.bookings.queries import miscounted_slots
from app.database import unit_of_work
from app.events.operations import EventPlan, cancel_date, move_date, post
from app.events.rules import SlotPlan
from app.extensions import db
from app.notifications.models import Message
from app.notifications.rules import send_time
from app.reminders import rules
from app.reminders.operations import write_due
from tests import cast as people, databases
from tests.bookings.line import booking, state, taken, told, wait
from tests.cast import first_slot, gathering, phone, take
from tests.own import town_on
from tests.reminders.calls import written

HOUR = timedelta(hours=1)
FIVE = datetime(2026, 11, 26, 17, tzinfo=UTC)
"""A Thursday, when the evening's reminders begin to go out."""


@pytest.fixture(scope="module", params=databases.ENGINES)
def engine_town(request, tmp_path_factory):
    with town_on(request.param, tmp_path_factory.mktemp("downtime"), "downtime") as town, town.app_context():
        yield town


@pytest.fixture
def time(engine_town):
    """Thursday at five, and nothing moves by itself; an empty town afterwards."""
    with time_machine.travel(FIVE - 20 * 24 * HOUR, tick=False) as traveller:
        yield traveller
    db.session.rollback()
    with unit_of_work():
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(table.delete())
    db.session.remove()


def look():
    """One round of everything that runs by itself, as whichever process leads does it; what really ran."""
    db.session.rollback()
    return {name for name in SWEEPS if run_due(name)}


# --- reminders ------------------------------------------------------------------------------------------------------


def places(cast):
    """A place every four hours from Friday midnight on, for four days, by number of the booking: its start."""
    starts = [datetime(2026, 11, 27) + number * 4 * HOUR for number in range(24)]
    slots = [SlotPlan("attend", "Place", each, each + HOUR, 1) for each in starts]
    plan = EventPlan(cast.practice.id, cast.haverigg.id, "Long", "calm", [(starts[0], starts[-1] + HOUR, slots)])
    event = post(plan, None)
    return {
        take(slot, f"Person {number}", phone(number)).id: slot.starts_at
        for number, slot in enumerate(event.occurrences[0].slots)
    }


def reminded():
    """The place and the rule of every reminder that was ever written."""
    return [(one.about_id, rules.read_key(one.once)[0]) for one in written()]


def still_useful(starts, stops, back):
    """What was due while the town was down and has half of its time left: by the promise, not by our rules."""
    known_at, zone, found = FIVE - 20 * 24 * HOUR, clock.town_zone(), set()
    for number, starts_at in starts.items():
        exact = {one.rule: one.at for one in rules.reminders(number, known_at, starts_at, zone)}
        for one in rules.reminders(number, known_at, starts_at, zone, decent):
            lead = starts_at - exact[one.rule]
            if stops < one.at <= back and starts_at - back > lead / 2:
                found.add((number, one.rule))
    return found


def decent(due, until):
    return send_time(due, until, due - 20 * 24 * HOUR, clock.town_zone())


def sleep_and_wake(time, cast, hours):
    """Run to the minute in which the town stops, and look again when it is back; what was written then."""
    starts = places(cast)
    time.move_to(FIVE)
    write_due(FIVE)
    before = set(reminded())
    time.shift(hours)
    write_due(FIVE + hours)
    return starts, [each for each in reminded() if each not in before]


@pytest.mark.parametrize("hours", [3 * HOUR, 15 * HOUR, 40 * HOUR])
def test_p9_exactly_what_is_still_useful_goes_out_once(time, hours):
    starts, sent = sleep_and_wake(time, people.assemble(), hours)
    assert sorted(sent) == sorted(still_useful(starts, FIVE, FIVE + hours))
    assert len(sent) > 3
    assert write_due(FIVE + hours) == write_due(FIVE + hours + timedelta(minutes=1)) == 0
    assert {message.state for message in written()} == {"sent"}


def test_control_a_scheduler_that_sends_all_it_missed_is_noticed(time, monkeypatch):
    monkeypatch.setattr(rules.Reminder, "is_due", lambda one, now: one.at <= now)
    starts, sent = sleep_and_wake(time, people.assemble(), 15 * HOUR)
    assert set(sent) - still_useful(starts, FIVE, FIVE + 15 * HOUR) != set()


def test_control_a_scheduler_that_looks_at_this_minute_only_is_noticed(time, monkeypatch):
    monkeypatch.setattr(rules.Reminder, "is_due", lambda one, now: one.at <= now < one.at + timedelta(minutes=1))
    starts, sent = sleep_and_wake(time, people.assemble(), 3 * HOUR)
    assert still_useful(starts, FIVE, FIVE + 3 * HOUR) - set(sent) != set()


# --- places ---------------------------------------------------------------------------------------------------------


def test_p9_what_ran_out_meanwhile_is_free_and_goes_on_and_is_told_once(time):
    cast = people.assemble()
    time.move_to(FIVE - 2 * HOUR)
    kept, waited = first_slot(gathering(cast, 1)), first_slot(gathering(cast, 1, days=1, title="Tea"))
    hold(kept, "m" * 64)
    early = take(waited)
    line = [wait(waited, number) for number in range(2)]
    cancel(early.id)  # an offer of one hour, to the first
    look()
    time.shift(3 * HOUR)
    assert "bookings.settle" in look()
    assert (db.session.query(Hold).count(), taken(kept)) == (0, 0)
    assert [state(entry) for entry in line] == ["lapsed", "offered"]
    before = len(told(0)), len(told(1))
    time.shift(timedelta(minutes=1))
    look()
    assert (len(told(0)), len(told(1))) == before
    assert miscounted_slots() == []


def test_p9_what_the_organiser_did_in_the_last_moment_is_told_when_it_is_back(time, monkeypatch):
    monkeypatch.setattr("app.events.operations.enqueue", lambda *_lost: None)
    cast = people.assemble()
    time.move_to(FIVE - 5 * HOUR)
    moved, off = gathering(cast, days=4), gathering(cast, days=5, title="Tea")
    comes, stays_home = take(first_slot(moved)), take(first_slot(off), "Ann", phone(124))
    date = moved.occurrences[0]
    move_date(date.id, date.starts_local + HOUR, date.ends_local + HOUR)
    cancel_date(off.occurrences[0].id)
    time.shift(3 * HOUR)
    look()
    assert booking(comes).asks_again
    assert booking(stays_home).state == "cancelled by organiser"
    told_of = db.session.scalars(select(Message.about).where(Message.about != "bookings.confirmation")).all()
    assert sorted(told_of) == ["bookings.called_off", "bookings.moved"]


def test_p9_a_sweep_runs_once_and_not_once_for_each_time_it_missed(time):
    people.assemble()
    time.move_to(FIVE)
    assert look() == set(SWEEPS)
    time.shift(3 * HOUR)
    assert look() >= {name for name, seconds in SWEEPS.items() if seconds <= 3 * 3600}
    assert look() == set()
    assert max(Counter(db.session.scalars(select(JobRun.job))).values()) == 2
