"""The app on each database, a client that is a browser of its own, and a clean town after every test."""

import gc
import os
from contextvars import Context
from pathlib import Path

import pytest
from flask import has_app_context
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from sqlalchemy import update
from xdist.scheduler import LoadScopeScheduling

from app import create_app
from app.config import load_settings
from app.database import unit_of_work
from app.events.models import Slot
from app.extensions import db
from tests import cast as people, databases
from tests.phones import Phones
from tests.receivers.push_service import push_service
from tests.repeated import again

SLOW = {
    "browser", "promises", "setup", "test_leader.py", "test_metrics.py", "test_bench.py", "test_bench_phone.py",
    "test_schema.py", "test_push_crowd.py", "test_push_trouble.py", "test_architecture.py", "test_catalogues.py",
    "test_migrations.py", "test_limits.py", "test_config.py", "test_simulation.py",
}  # fmt: skip
"""The folders and files whose tests start processes or a browser, or have much to do; all others that need no town
are the fast part."""
LONGEST = ("tests/browser/test_every_page.py", "tests/promises/", "tests/setup/", "tests/test_bench")
"""Files that take longest: they come first, so that nobody waits for them alone in the end."""
GALLERY = "every_page", "languages", "large_words", "reading", "install", "change_a_time"
PUSHING = "push", "asked"
SHARING = {f"tests/browser/test_{name}.py": group[0] for group in (GALLERY, PUSHING) for name in group}
"""The tests of a file on one database run in one process, one after the other; these files, too, because they look into
the same town, which took long to furnish."""


def pytest_collection_finish():
    """What was imported stays: let the collector of garbage look at it all but seldom."""
    gc.set_threshold(100_000, 50, 100)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    for item in items:
        parts = Path(item.path).relative_to(Path(__file__).parent).parts
        served = SLOW & set(parts) or "app" in item.fixturenames or "postgresql" in item.nodeid
        item.add_marker(pytest.mark.slow if served else pytest.mark.fast)


class Together(LoadScopeScheduling):
    """Hands out files, or several that share a town (xdist's own groups are without effect under this pytest:
    pytest-xdist issue 1386)."""

    def _split_scope(self, nodeid):
        file, _, test = nodeid.partition("::")
        if file in SHARING:
            return SHARING[file]
        return file + next((engine for engine in databases.ENGINES if f"[{engine}" in test), "")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False  # all of one database, then all of the other: each is made once
    return Together(config, log)


class Templates(BytecodeCache):
    """What each template was compiled to, for every app of a process: the source's own sum says whether it still is."""

    def __init__(self):
        self._kept = {}

    def load_bytecode(self, bucket):
        if known := self._kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket):
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


TEMPLATES = Templates()


class Browser(FlaskClient):
    """A test client whose requests share nothing with the test but the database."""

    def open(self, *arguments, **options):
        answer = Context().run(super().open, *arguments, **options)
        if has_app_context():
            db.session.rollback()  # what the test knew of the rows is out of date
        return answer


def settings_for(folder, url, **given):
    usual = {"base_url": "http://localhost", "town": "Millom", "jobs": "inline", "phone": "0808 157 0111"}
    return load_settings(data_dir=folder, database_url=url, **(usual | given))


def app_on(folder, url, **given):
    """An app of its own on a migrated database."""
    from flask_migrate import upgrade

    app = create_app(settings_for(folder, url, **given), TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    app.test_client_class = Browser
    app.jinja_env.bytecode_cache = TEMPLATES
    with app.app_context():
        databases.hurry(db.engine)
        upgrade()
    return app


@pytest.fixture(scope="session", params=databases.ENGINES)
def app(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    app = app_on(folder, databases.fresh(request.param, folder, f"gather_{worker}"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def town(app):
    """An empty town: an app context for the test, and nothing left behind."""
    with app.app_context():
        yield app
        db.session.rollback()
        with unit_of_work():
            databases.empty(db.session.connection(), db.metadata.sorted_tables)
        db.session.remove()


@pytest.fixture
def client(town):
    return town.test_client()


@pytest.fixture
def cast(town):
    """The fixed cast, in a town with two organisations and a venue."""
    return again(people.assemble)


@pytest.fixture
def run(town):
    """A command of the operator's, and what it says."""

    def command(*words):
        answer = town.test_cli_runner().invoke(args=words)
        db.session.rollback()
        return answer

    return command


@pytest.fixture
def set_counter():
    """Make a slot's counter lie, as no operation can."""

    def set_it(slot, taken):
        with unit_of_work():
            db.session.execute(update(Slot).where(Slot.id == slot.id).values(taken=taken))

    return set_it


@pytest.fixture(scope="session")
def one_push_service():
    """A push service that speaks TLS and HTTP/2, for all tests of a process."""
    with push_service() as service:
        yield service


@pytest.fixture
def phones(town, one_push_service):
    """A push service to which the town sends, and which behaves."""
    one_push_service.begin_anew()
    hosts, town.config["PUSH_HOSTS"] = town.config["PUSH_HOSTS"], [one_push_service.host]
    town.extensions["gather_push"] = None  # nothing is known of any service, and this one's certificate is trusted
    yield Phones(one_push_service)
    town.config["PUSH_HOSTS"] = hosts
    town.extensions["gather_push"] = None
