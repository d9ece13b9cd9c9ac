"""Apps of a test's own, where the shared one will not do: other settings, other routes, its own database."""

import os
import threading
from contextlib import contextmanager

from app import create_app
from app.extensions import db, limiter
from tests import databases
from tests.conftest import Browser, app_on, settings_for

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@contextmanager
def town_on(engine, folder, name, **given):
    """A migrated town of its own on this kind of database, closed at the end."""
    app = app_on(folder, databases.fresh(engine, folder, f"{name}_{WORKER}"), **given)
    try:
        yield app
    finally:
        close(app)


@contextmanager
def limited_town(folder, name="limited"):
    """A town that counts requests; all other tests share one that does not."""
    with town_on("sqlite", folder, name) as app, app.app_context():
        app.config["RATELIMIT_ENABLED"] = limiter.enabled = True
        limiter.init_app(app)
        limiter.reset()
        yield app
        limiter.enabled = False


def closed_town(folder, changes=None, **given):
    """An app without any database behind it: what answers before the first row is asked for."""
    app = create_app(settings_for(folder, f"sqlite:///{folder / 'none.db'}", **given), **(changes or {}))
    app.test_client_class = Browser
    return app


def close(app):
    """Let go of the connections that the app holds."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def all_at_once(work, count):
    """Run `work(number)` in so many threads that start together; what each returned or raised, by number."""
    gate, results = threading.Barrier(count), [None] * count

    def run(number):
        gate.wait(30)
        try:
            results[number] = work(number)
        except Exception as problem:  # kept for the test to look at
            results[number] = problem

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
