"""A sweep runs once for each due time, whoever asks (PROMISES P8)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.backends import job_runs, jobs
from app.backends.job_runs import JobRun, claim_run, due_time, note_end
from app.extensions import db

NOW = datetime(2026, 11, 22, 10, 0, 7, tzinfo=UTC)
THREADS = 8


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def two_apps(build, tmp_path):
    """Two engines, as of two machines: each has its own data folder and lock, and both have one database."""

    def make(database_url):
        return [build(tmp_path / name, database_url) for name in ("one", "two")]

    return make


def run_all_at_once(apps):
    """Ask for the sweep from eight threads on two engines in one instant; how often it was said to have run."""
    together = threading.Barrier(THREADS)

    def ask(number):
        with apps[number % len(apps)].app_context():
            together.wait()
            return jobs.run_due("test.once")

    with ThreadPoolExecutor(THREADS) as threads:
        return sum(threads.map(ask, range(THREADS)))


@pytest.fixture
def ran(timetable):
    ran = []
    timetable.sweep("test.once", 5)(lambda: ran.append(1))
    return ran


def test_it_works(clock, two_apps, database_url, ran):
    assert run_all_at_once(two_apps(database_url)) == 1
    assert len(ran) == 1


def test_without_the_row_it_would_run_many_times(clock, two_apps, database_url, ran, monkeypatch):
    """The control: the check above does see doubles."""
    monkeypatch.setattr(job_runs, "claim_run", lambda job, due_at: True)
    run_all_at_once(two_apps(database_url))
    assert len(ran) == THREADS


def test_the_next_due_time_is_free_again(clock, two_apps, database_url, ran):
    apps = two_apps(database_url)
    for _ in range(3):
        run_all_at_once(apps)
        clock.shift(5)
    assert len(ran) == 3


def test_due_times_are_rounded_down_to_the_interval(clock):
    assert due_time(5) == NOW.replace(second=5)
    assert due_time(60) == NOW.replace(second=0)
    assert due_time(3600) == NOW.replace(second=0)


def test_the_autumn_night_has_no_hour_twice(clock):
    clock.move_to(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    before = due_time(3600)
    clock.shift(3600)
    assert due_time(3600) - before == timedelta(hours=1)


def test_the_row_tells_how_it_ended_and_old_rows_go(clock, two_apps, database_url):
    app, _other = two_apps(database_url)
    old = NOW - timedelta(days=1, seconds=5)
    with app.app_context():
        for due_at in (old, NOW):
            assert claim_run("test.once", due_at)
        note_end("test.once", NOW, 0.25, "OperationalError")
        (row,) = db.session.query(JobRun).filter_by(job="test.once").all()
        assert (row.due_at, row.seconds, row.failure) == (NOW, 0.25, "OperationalError")
        assert jobs.last_run() == NOW
