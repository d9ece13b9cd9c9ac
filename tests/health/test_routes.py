"""Alive, ready, and the figures."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text

from app import clock, create_app
from app.backends import job_runs, jobs
from app.backends.jobs_apscheduler import Engine
from app.database import unit_of_work
from app.extensions import db
from app.health.rules import NO_DATABASE, NO_JOBS, NOT_MIGRATED
from tests.backends.post_office import free_port
from tests.conftest import settings_for


def test_it_works(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, "ok", "no-store")


def test_a_migrated_town_is_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"ready": True, "not_ready": [], "last_job_run_seconds": "never"}


def test_a_database_behind_the_program_is_not_ready(town, client):
    with unit_of_work():
        newest = db.session.scalars(text("SELECT version_num FROM alembic_version")).all()
        db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    try:
        answer = client.get("/readyz")
    finally:
        with unit_of_work():
            db.session.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest[0]})
    assert answer.status_code == 503
    assert answer.json["not_ready"] == [NOT_MIGRATED]


@pytest.fixture
def by_itself(town, monkeypatch):
    """The town with the engine whose sweeps run by themselves; it is not started."""
    engine = Engine(town)
    monkeypatch.setitem(town.extensions, "gather_jobs", engine)
    yield min(jobs.SWEEPS.values())
    engine.stop()


def test_jobs_that_never_ran_are_said_plainly(by_itself, client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"ready": False, "not_ready": [NO_JOBS], "last_job_run_seconds": "never"}


@pytest.mark.parametrize(("intervals", "status"), [(0, 200), (4.9, 200), (5.1, 503)])
def test_jobs_may_pause_for_five_of_the_shortest_intervals(by_itself, client, intervals, status):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        assert job_runs.claim_run("test.sweep", job_runs.due_time(by_itself))
        age = intervals * by_itself
        traveller.shift(timedelta(seconds=age))
        answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json["last_job_run_seconds"] == pytest.approx(age, abs=0.1)


def test_a_database_that_is_away_is_said_plainly_and_the_server_still_lives(tmp_path):
    nobody = create_app(settings_for(tmp_path, f"postgresql://town@127.0.0.1:{free_port()}/town"), TESTING=True)
    client = nobody.test_client()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["not_ready"] == [NO_DATABASE]
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic a-long-metrics-token",
                      "a-long-metrics-token", "Bearer a-long-metrics-tokeN", "Bearer a-long-metrics-token ", "Bearer é"]
)  # fmt: skip
@pytest.mark.parametrize("token", ["", "a-long-metrics-token"])
def test_figures_do_not_exist_without_the_token(town, client, monkeypatch, authorization, token):
    monkeypatch.setitem(town.config, "METRICS_TOKEN", token)
    headers = {} if authorization is None else {"Authorization": authorization}
    assert client.get("/metrics", headers=headers).status_code == 404
