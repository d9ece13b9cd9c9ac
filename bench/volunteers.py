"""What the bench of the rally needs: a town in which ten thousand people want to be asked, and a drive of theirs."""

from contextlib import contextmanager
from datetime import datetime, time, timedelta
from random import Random
from statistics import median
from time import process_time
from unittest.mock import patch

from sqlalchemy import insert

from app import clock, create_app
from app.accounts.models import Account, Interest, Person
from app.config import load_settings
from app.database import unit_of_work
from app.events.models import Event
from app.events.operations import EventPlan, post
from app.events.rules import SlotPlan
from app.extensions import db
from app.notifications.models import Preference, Subscription
from app.pictures import GROUPS
from app.rally.messages import token
from app.rally.models import Ask
from app.rally.operations import start
from app.rally.operations_ticking import tick

AREAS = 8


def tick_in_a_town(folder, count) -> tuple[float, int]:
    """Milliseconds of CPU that one whole tick takes, from its first read to its commit, and how many it asked.

    So many people can be asked, all of them awake: it is noon. Nothing is sent. The first tick of a process, which
    makes statements ready, is left out; of the others it is the median.
    """
    with _town(folder):
        noon = datetime.combine(clock.today() + timedelta(days=1), time(12), clock.town_zone())
        with patch("app.clock.now", return_value=noon):
            _people(count)
            found = [_tick(start(_drive(day).id).id) for day in (1, 2, 3) for _again in range(3)]
            return median(spent for spent, _asked in found[1:]), sum(asked for _spent, asked in found)


def _tick(rally_id):
    db.session.remove()
    began = process_time()
    asked = tick(rally_id)
    return 1000 * (process_time() - began), asked


def ask_everybody(folder, count) -> list[str]:
    """The addresses of so many open questions about one drive, each for somebody else: what a push brings them to."""
    usual = {"state": "open", "tick": 1, "chance": 0.2, "freshness": 1.0, "context": 1.0, "rank": 1, "ring": 1,
             "reason": "best", "places": 3, "sure": 0.1, "wanted": 0.3, "asked_at": clock.now()}  # fmt: skip
    with _town(folder):
        _people(count)
        rally_id = start(_drive(2).id).id
        with unit_of_work():
            rows = [{"rally_id": rally_id, "person_id": one, **usual} for one in _ids(count)]
            ids = db.session.scalars(insert(Ask).returning(Ask.id), rows).all()
        return [f"/rally/asks/{token(ask_id)}" for ask_id in ids]


@contextmanager
def _town(folder):
    """The demo town of a folder; what is to be told stays in the outbox, and no tick comes by itself."""
    app = create_app(load_settings(data_dir=folder, demo=True, jobs="inline"))
    unheard = [patch(f"app.{where}.operations.enqueue") for where in ("notifications", "rally", "events")]
    for one in unheard:
        one.start()
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    for one in unheard:
        one.stop()


def _drive(days):
    like = db.session.query(Event).filter(Event.picture == "clean-up").first()
    starts, ends = (datetime.combine(clock.today() + timedelta(days=days), time(hour)) for hour in (10, 12))
    slots = [SlotPlan("help", "Helpers", starts, ends, 3)]
    plan = EventPlan(like.organisation_id, like.venue_id, "Bench", "clean-up", [(starts, ends, slots)])
    return post(plan, None).occurrences[0].slots[0]


def _people(count):
    """Grown-ups with a phone each, by plain rows: how they came about is not what is measured."""
    luck, now, ids = Random(1), clock.now(), _ids(count)
    areas = _areas()
    usual = {"first_name": "Somebody", "name_key": "bench", "age_band": "adult", "age_changes": [], "made_at": now,
             "needed_until": now}  # fmt: skip
    wishes = {"reminders": True, "asks": True, "news": False, "asks_a_week": 2, "quiet_from": time(21),
              "quiet_until": time(8), "changed_at": now}  # fmt: skip
    phone = {"endpoint": "https://push.example/x", "origin": "push.example", "p256dh": "x", "auth": "x", "name": "x",
             "state": "live", "made_at": now, "checked_at": now}  # fmt: skip
    rows = {
        Person: [{"id": one, "email": f"{one}@example.org", "email_key": f"bench {one}", "area_id": luck.choice(areas),
                  **usual} for one in ids],
        Account: [{"person_id": one, "email_key": f"bench {one}", "made_at": now} for one in ids],
        Interest: [{"person_id": one, "picture": picture} for one in ids for picture in luck.sample(GROUPS, 3)],
        Preference: [{"person_id": one, **wishes} for one in ids],
        Subscription: [{"person_id": one, "endpoint_key": f"bench {one}", **phone} for one in ids],
    }  # fmt: skip
    with unit_of_work():
        for table, values in rows.items():
            db.session.execute(insert(table), values)


def _ids(count):
    return range(1_000_000, 1_000_000 + count)


def _areas():
    from app.places.operations import add_area

    return [add_area(f"Bench {number}", 54.2106 + number / 200, -3.2718).id for number in range(AREAS)]
