"""The contract of the job engines that run tasks in their own process, kept by the real ones."""

import threading

import pytest
from flask import current_app

from app import metrics
from app.backends import jobs
from app.backends.engines import UnknownEngine
from tests.backends.ground import ask

PATIENCE = 20


@pytest.fixture(params=["apscheduler", "inline"])
def app(request, build):
    return build(JOBS=request.param)


@pytest.fixture
def done():
    return threading.Event()


def test_it_works(app, timetable, done):
    received = []

    @timetable.task("test.ping")
    def ping(*ids):
        received.append(ids)
        done.set()

    with app.app_context():
        ask("test.ping", 7, 8)
    assert done.wait(PATIENCE)
    assert received == [(7, 8)]


def test_a_task_stands_in_its_own_app(app, build, timetable, done):
    build(JOBS=app.config["JOBS"])  # a second app in this process must not take the first one's tasks
    apps = []

    @timetable.task("test.where")
    def where():
        apps.append(current_app._get_current_object())
        done.set()

    with app.app_context():
        ask("test.where")
    assert done.wait(PATIENCE)
    assert apps == [app]


def test_an_unknown_name_is_refused_at_once(app):
    with app.app_context(), pytest.raises(jobs.UnknownTask):
        ask("test.nobody_registered_this", 1)


def test_a_failing_task_is_logged_and_counted_and_does_not_reach_who_asked(app, timetable, done, log_lines):
    @timetable.task("test.break")
    def break_down(*ids):
        raise ValueError("asha@town.example can't be reached")

    @timetable.task("test.after")
    def after():
        done.set()

    with app.app_context():
        ask("test.break", 7)
        jobs.stop(app)  # every engine finishes what it has begun
        (line,) = [line for line in log_lines() if line["event"] == "job.failed"]
        figures = metrics.exposition()[0].decode()
    assert (line["job"], line["ids"], line["level"]) == ("test.break", [7], "error")
    assert "break_down" in line["exception"] and "asha@" not in line["exception"]
    assert 'gather_job_runs_total{job="test.break"} 1.0' in figures
    assert 'gather_job_failures_total{job="test.break"} 1.0' in figures


def test_run_now_raises_what_the_task_raises(app, timetable, log_lines):
    @timetable.task("test.break")
    def break_down():
        raise ValueError("broken")

    with app.app_context(), pytest.raises(ValueError, match="broken"):
        jobs.run_now("test.break")
    assert [line["event"] for line in log_lines()] == ["job.failed"]


def test_a_task_is_logged_with_the_request_that_asked_for_it(app, timetable, done, log_lines):
    import structlog

    @timetable.task("test.tell")
    def tell():
        structlog.get_logger().info("test.told")
        done.set()

    @app.get("/page")
    def page():
        ask("test.tell")
        return "asked"

    answer = app.test_client().get("/page")
    assert done.wait(PATIENCE)
    (line,) = [line for line in log_lines() if line["event"] == "test.told"]
    assert line["request_id"] == answer.headers["X-Request-Id"]


def test_sweeps_wait_for_the_start(app, timetable):
    ran = []
    timetable.sweep("test.sweep", 1)(lambda: ran.append(1))
    with app.app_context():
        assert jobs.last_run() is None
    assert ran == []


def test_inline_tells_a_test_what_went_wrong(build, timetable):
    @timetable.task("test.break")
    def break_down():
        raise ValueError("broken")

    with build(JOBS="inline", TESTING=True).app_context(), pytest.raises(ValueError, match="broken"):
        ask("test.break")


def test_an_unknown_engine_is_refused_with_what_there_is(build):
    with pytest.raises(UnknownEngine, match=r"GATHER_JOBS can't be 'cron'\. .*apscheduler, inline"):
        build(JOBS="cron")


@pytest.mark.parametrize("seconds", [0, 0.5, -1])
def test_a_sweep_runs_every_so_many_whole_seconds(timetable, seconds):
    with pytest.raises(ValueError, match="whole seconds"):
        timetable.sweep("test.sweep", seconds)
