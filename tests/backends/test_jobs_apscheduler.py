"""What only the embedded engine has: a queue of threads, a timetable, a place to lead."""

import threading

import pytest
from flask import current_app

from app.backends import jobs
from app.backends.job_runs import JobRun
from app.backends.leader import Leadership
from app.extensions import db
from tests.backends.ground import ask

PATIENCE = 20


@pytest.fixture
def app(build):
    return build(JOBS="apscheduler")


def test_it_works(app, timetable):
    ran = threading.Semaphore(0)
    timetable.sweep("test.sweep", 1)(ran.release)
    jobs.start(app)
    assert ran.acquire(timeout=PATIENCE) and ran.acquire(timeout=PATIENCE)
    jobs.stop(app)
    with app.app_context():
        assert jobs.last_run() is not None
        assert not jobs.standing_still(age=4)


def test_a_sweep_due_while_nobody_led_runs_at_once(app, timetable):
    ran = threading.Event()
    timetable.sweep("test.daily", 86_400)(ran.set)
    jobs.start(app)
    assert ran.wait(PATIENCE)


def test_a_failing_sweep_is_noted_in_its_row_and_comes_again(app, timetable):
    tries = threading.Semaphore(0)

    @timetable.sweep("test.break", 1)
    def break_down():
        tries.release()
        raise LookupError("broken")

    jobs.start(app)
    assert tries.acquire(timeout=PATIENCE) and tries.acquire(timeout=PATIENCE)
    jobs.stop(app)
    with app.app_context():
        rows = db.session.query(JobRun).all()
        assert len(rows) >= 2
        assert {row.failure for row in rows} == {"LookupError"}


def test_the_same_message_waits_only_once(app, timetable):
    busy, go, ran = threading.Semaphore(0), threading.Event(), []

    @timetable.task("test.hold")
    def hold(_number):
        busy.release()
        go.wait(PATIENCE)

    timetable.task("test.hurry")(ran.append)
    with app.app_context():
        for number in range(4):  # every thread of the pool
            ask("test.hold", number)
            assert busy.acquire(timeout=PATIENCE)
        for number in (1, 1, 1, 2):
            ask("test.hurry", number)
        last = threading.Event()
        timetable.task("test.last")(last.set)
        ask("test.last")
        go.set()
        assert last.wait(PATIENCE)
    jobs.stop(app)
    assert sorted(ran) == [1, 2]


def test_what_comes_after_the_end_is_left_to_the_sweep(app, timetable, log_lines):
    timetable.task("test.late")(lambda: pytest.fail("ran after the end"))
    jobs.stop(app)
    with app.app_context():
        ask("test.late")
    assert [line["event"] for line in log_lines()] == ["job.left_to_sweep"]


def test_who_stops_lets_another_lead(app, build, timetable):
    first, second = threading.Event(), threading.Event()
    leads = {}

    @timetable.sweep("test.sweep", 1)
    def say_who():
        leads[current_app._get_current_object()].set()

    other = build(JOBS="apscheduler")
    leads |= {app: first, other: second}
    jobs.start(app)
    assert first.wait(PATIENCE)
    jobs.start(other)
    assert not Leadership(app.config["DATA_DIR"] / "jobs.lock").take()
    jobs.stop(app)
    assert second.wait(PATIENCE)


def test_a_lock_that_cannot_be_opened_is_said_plainly(app, timetable, log_lines, monkeypatch):
    said = threading.Event()
    (app.config["DATA_DIR"] / "jobs.lock").mkdir()
    engine = app.extensions["gather_jobs"]
    wait = engine._stopping.wait
    monkeypatch.setattr(engine._stopping, "wait", lambda seconds: (said.set(), wait(seconds)))
    jobs.start(app)
    assert said.wait(PATIENCE)
    assert [line["event"] for line in log_lines()] == ["jobs.lock_failed"]


def test_jobs_that_stand_still_are_noticed(app, timetable):
    timetable.sweep("test.slow", 60)(lambda: None)
    timetable.sweep("test.fast", 5)(lambda: None)
    with app.app_context():
        assert jobs.standing_still(None)
        assert jobs.standing_still(25.1)
        assert not jobs.standing_still(25)
