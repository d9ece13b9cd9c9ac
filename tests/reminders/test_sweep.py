"""The sweep asks what is due, however late it comes and however many schedulers there are."""

from datetime import timedelta

import pytest
import time_machine

from app.backends import jobs
from app.reminders import queries
from tests.cast import drive, first_slot, phone, take
from tests.own import all_at_once

from .calls import three_days_before, written


@pytest.fixture
def event(cast):
    event = drive(cast, days=6)
    for number in range(5):
        take(first_slot(event), f"Person {number}", phone(number))
    return event


def test_it_works(event):
    with time_machine.travel(three_days_before(event), tick=False):
        assert jobs.run_due("reminders.write")
    assert len(written()) == 5


def test_it_runs_every_minute(app):
    assert jobs.SWEEPS["reminders.write"] == 60


def test_p8_two_schedulers_with_one_due_time_run_it_once(event, town):
    with time_machine.travel(three_days_before(event), tick=False):

        def run(_number):
            with town.app_context():
                return jobs.run_due("reminders.write")

        assert sorted(all_at_once(run, 4)) == [False, False, False, True]
    assert len(written()) == 5


def test_m3_two_schedulers_whose_clocks_differ_write_each_once(event, town):
    """The row of the due time is one belt, the key of each reminder the other."""
    instant = three_days_before(event)
    with time_machine.travel(instant, tick=False):

        def run(_number):
            with town.app_context():
                return jobs.run_now("reminders.write")

        assert all_at_once(run, 4) == [None] * 4
    with time_machine.travel(instant + timedelta(minutes=1), tick=False):
        jobs.run_due("reminders.write")
    assert len(written()) == 5


def test_with_the_scheduler_off_nothing_is_lost(event):
    """A command or the next process finds what was due."""
    with time_machine.travel(three_days_before(event) + timedelta(hours=5), tick=False):
        jobs.run_now("reminders.write")
    assert len(written()) == 5


def test_control_a_scheduler_that_forgets_what_it_wrote_is_noticed(event, monkeypatch):
    monkeypatch.setattr("app.reminders.rules.key", lambda rule, booking, version: next(counter))
    monkeypatch.setattr("app.notifications.queries.STILL_TRUE", {})
    counter = (f"reminder:x{number}:1:0" for number in range(99))
    with time_machine.travel(three_days_before(event), tick=False):
        jobs.run_now("reminders.write"), jobs.run_now("reminders.write")
    assert len(written()) == 10
    assert queries.told({1: 0})
