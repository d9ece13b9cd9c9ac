"""Scaled out, a job is written in the transaction that makes it due: both are there, or neither is."""

import pytest
from sqlalchemy import text

from app.backends import jobs
from app.backends.jobs_procrastinate import cron
from app.config import SettingsError
from app.database import unit_of_work
from app.extensions import db
from tests import cast as people
from tests.own import town_on


@pytest.fixture
def town(tmp_path):
    with town_on("postgresql", tmp_path, "scaled", jobs="procrastinate") as app, app.app_context():
        jobs.start(app)
        yield app


def waiting():
    rows = db.session.execute(text("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")).all()
    db.session.rollback()
    return [(row.task_name, row.args["ids"]) for row in rows]


def test_it_works(town):
    slot = people.first_slot(people.drive(people.assemble()))
    before = len(waiting())
    people.take(slot)
    assert sorted(waiting()[before:]) == [("notifications.deliver", []), ("rally.refill", [slot.id])]


def test_what_is_not_committed_leaves_no_job(town):
    with pytest.raises(ZeroDivisionError), unit_of_work():
        jobs.enqueue("notifications.deliver")
        raise ZeroDivisionError
    assert waiting() == []


def test_nobody_else_sees_it_before_the_commit(town):
    with unit_of_work():
        jobs.enqueue("bookings.consent_answered", 7)
        with db.engine.connect() as other:
            assert other.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
    assert waiting() == [("bookings.consent_answered", [7])]


def test_laying_the_tables_twice_is_once(town):
    with unit_of_work():
        jobs.enqueue("notifications.deliver")
    jobs.start(town)
    assert len(waiting()) == 1


def test_sqlite_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(SettingsError) as told, town_on("sqlite", tmp_path, "scaled", jobs="procrastinate"):
        raise AssertionError("it was served")
    assert told.value.sentences == [
        "GATHER_JOBS=procrastinate needs PostgreSQL. Set GATHER_DATABASE_URL, or leave GATHER_JOBS out."
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (10, "* * * * * */10"),
        (60, "*/1 * * * *"),
        (300, "*/5 * * * *"),
        (3600, "0 */1 * * *"),
        (86400, "0 0 * * *"),
        (7 * 86400, "0 0 * * *"),
    ],
)
def test_a_timetable(seconds, words):
    assert cron(seconds) == words


@pytest.mark.parametrize("seconds", [7, 61, 25 * 60, 5 * 3600, 36 * 3600])
def test_an_interval_without_a_timetable_is_refused(seconds):
    with pytest.raises(ValueError, match="no timetable"):
        cron(seconds)


def test_every_sweep_has_a_timetable(town):
    assert all(cron(seconds) for seconds in jobs.SWEEPS.values())
