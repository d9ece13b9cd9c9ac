import json
import os

import pytest

from app.backends import jobs
from app.extensions import db
from tests import databases

from . import ground


@pytest.fixture
def timetable():
    """An empty register of tasks and sweeps for one test; what the app registered comes back afterwards."""
    kept = dict(jobs.TASKS), dict(jobs.SWEEPS)
    jobs.TASKS.clear()
    jobs.SWEEPS.clear()
    yield jobs
    for register, before in zip((jobs.TASKS, jobs.SWEEPS), kept, strict=True):
        register.clear()
        register.update(before)


@pytest.fixture
def build(tmp_path, timetable):
    """Make ground-floor apps that are stopped and closed at the end; all share one data folder unless told."""
    built = []

    def make(data_dir=tmp_path, database_url=None, **settings):
        url = database_url or f"sqlite:///{tmp_path / 'ground.db'}"
        data_dir.mkdir(exist_ok=True)
        ground.make_tables(url)
        built.append(ground.build(data_dir, url, **settings))
        return built[-1]

    yield make
    for app in built:
        jobs.stop(app)
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=databases.ENGINES)
def database_url(request, tmp_path):
    """An empty database of either kind."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    url = databases.fresh(request.param, tmp_path, f"ground_{worker}")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def log_lines(capsys):
    """What was logged since the last look, one dictionary for each line."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


@pytest.fixture
def service(one_push_service):
    """A push service at its best behaviour."""
    one_push_service.begin_anew()
    return one_push_service
