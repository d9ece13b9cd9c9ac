"""After hours in which nothing ran, what ran out is free, goes on to who waits, and is told, all of it once (P9).

The town stops, the clock goes on, the town is back: its sweeps look once. Reminders: test_reminders_after_downtime.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.backends.job_runs import JobRun
from app.backends.jobs import SWEEPS, run_due
from app.bookings.models import Hold
from app.bookings.operations import cancel
from app.bookings.operations_holds import hold
from app.bookings.queries import miscounted_slots
from app.database import unit_of_work
from app.events.operations import cancel_date, move_date
from app.extensions import db
from app.notifications.models import Message
from tests import cast as people, databases
from tests.bookings.line import booking, state, taken, told, wait
from tests.cast import first_slot, gathering, phone, take
from tests.own import town_on

HOUR = timedelta(hours=1)
FIVE = datetime(2026, 11, 26, 17, tzinfo=UTC)
"""A Thursday."""


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


def test_control_a_sweep_that_frees_without_passing_on_is_noticed(time, monkeypatch):
    cast = people.assemble()
    time.move_to(FIVE - 2 * HOUR)
    slot = first_slot(gathering(cast, 1, days=1))
    early = take(slot)
    line = [wait(slot, number) for number in range(2)]
    cancel(early.id)
    monkeypatch.setattr("app.bookings.operations_offers.pass_on", lambda slot_ids: None)
    time.shift(3 * HOUR)
    look()
    assert [state(entry) for entry in line] == ["lapsed", "waiting"]
    assert taken(slot) == 0


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
