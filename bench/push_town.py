"""From the commit to the push service: a town whose outbox gets many notices in one transaction (P7, P29)."""

import os
from collections import Counter
from contextlib import redirect_stderr
from io import StringIO
from tempfile import TemporaryDirectory
from time import perf_counter, time
from unittest.mock import patch

from flask_migrate import upgrade
from sqlalchemy import func, select

from app import create_app
from app.config import ROOT, load_settings
from app.database import after_commit, unit_of_work
from app.extensions import db
from app.notifications.models import Subscription
from app.notifications.notices import Notice
from app.notifications.operations import compose, put_all
from app.notifications.operations_phones import Browser, subscribe
from tests.receivers.push_service import push_service


def from_commit(queued, dead) -> dict:
    """How long notices took from their commit until the push service had them, and how long gone phones stay.

    `p99` in seconds, `wrong` how many were not told or told twice; `gone` in seconds until so many gone phones were
    forgotten, `left` how many were not.
    """
    with TemporaryDirectory(prefix="gather-bench-") as folder, push_service() as service:
        with patch.dict(os.environ, service.environment):
            app = create_app(load_settings(data_dir=folder, base_url="http://localhost", jobs="inline"))
        with app.app_context(), redirect_stderr(StringIO()):  # a line for each phone that is gone
            upgrade(directory=str(ROOT / "migrations"))
            found = {**_living(service, queued), **_gone(service, dead)}
            db.session.remove()
            db.engine.dispose()
        return found


def _queue(service, count, name):
    """So many phones, and a notice for each in one transaction, which are sent after it; the instant of its commit."""
    committed, marks = [], [f"{name}-{number}" for number in range(count)]
    with unit_of_work():
        for mark in marks:
            phone = service.subscribe()
            subscribe(Browser(None, None, mark, "Chrome on Android"), phone.endpoint, phone.p256dh, phone.auth)
    with unit_of_work():
        after_commit(lambda: committed.append((time(), perf_counter())))
        put_all([
            compose((), "You are going", "Saturday, 10am", "bench", once=mark, push_only=True, phone_mark=mark,
                    push=Notice("reminder", "You are going", "Saturday, 10am, Millom", "/", f"bench-{mark}"))
            for mark in marks
        ])  # fmt: skip
    return committed[0]


def _living(service, count):
    committed, _began = _queue(service, count, "living")
    waits = sorted(one.at - committed for one in service.accepted)
    told = Counter(one.phone.name for one in service.accepted)
    wrong = count - len(told) + sum(times - 1 for times in told.values())
    return {"p99": waits[int(len(waits) * 0.99)] if waits else float("inf"), "wrong": wrong}


def _gone(service, count):
    service.behave(status=410)
    _committed, began = _queue(service, count, "gone")
    left = db.session.scalar(select(func.count()).where(Subscription.phone_mark.like("gone-%")))
    return {"gone": perf_counter() - began, "left": left}
