"""What the bench of bookings needs: a town that sends nothing, places without end, a long list, many to remind."""

from contextlib import contextmanager
from datetime import datetime, time, timedelta
from time import perf_counter
from unittest.mock import patch

from sqlalchemy import insert, select

from app import clock, create_app
from app.accounts.models import Person
from app.addresses import Address
from app.bookings.models import Booking, BookingChange
from app.bookings.operations import Request, book, cancel
from app.bookings.operations_organiser import change_capacity
from app.bookings.operations_waiting import Wishes, join
from app.bookings.queries import miscounted_slots
from app.config import load_settings
from app.database import unit_of_work
from app.events.models import Event, Slot
from app.events.operations import EventPlan, post
from app.events.rules import SlotPlan
from app.extensions import db
from app.notifications.models import Delivery
from app.notifications.operations_claiming import take
from app.privacy import fingerprint
from app.reminders.operations import write_due

ENDLESS = 1_000_000
CLAIMED = 100
"""How many deliveries one transaction claims, as a sender does."""


def silent_app(folder):
    """The app on the town in a folder; what is to be told stays in the outbox, since sending is not measured here."""
    app = create_app(load_settings(data_dir=folder, demo=True, jobs="inline"))
    patch("app.notifications.operations.enqueue").start()
    return app


@contextmanager
def _town(folder):
    app = silent_app(folder)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def places() -> list[int]:
    """The slots that the clients book on."""
    return list(db.session.scalars(select(Slot.id).where(Slot.capacity == ENDLESS).order_by(Slot.id)))


def make_places(folder):
    """Give the open places of the next gatherings no end."""
    with _town(folder):
        coming = select(Slot.id).where(Slot.kind == "attend", ~Slot.timed, Slot.open, Slot.starts_at > clock.now())
        for slot_id in db.session.scalars(coming.order_by(Slot.starts_at.desc()).limit(8)).all():
            change_capacity(slot_id, ENDLESS)


def made(folder) -> int:
    """How many slots count other places than are kept."""
    with _town(folder):
        return len(miscounted_slots())


def _event(title, days, capacity):
    """A gathering like one that the town has, so many days ahead at noon; its slot."""
    like = db.session.scalars(select(Event).where(Event.title == "Mindfulness")).first()
    day = clock.today() + timedelta(days=days)
    starts, ends = datetime.combine(day, time(12)), datetime.combine(day, time(13))
    dates = [(starts, ends, [SlotPlan("attend", "Places", starts, ends, capacity)])]
    plan = EventPlan(like.organisation_id, like.venue_id, title, like.picture, dates)
    return post(plan, None).occurrences[0].slots[0]


def _somebody(number):
    return Request(first_name=f"Somebody {number}", address=Address("phone", f"+447400{number:06}"), door="desk")


def wait_in_line(folder, count) -> float:
    """Milliseconds from giving back a place until it is offered, with so many people waiting for it."""
    with _town(folder):
        slot_id = _event("Full", 20, 1).id
        booking_id = book(slot_id, _somebody(0)).id
        for number in range(1, count + 1):
            join(Wishes((slot_id,), 1), _somebody(number))
        db.session.remove()
        began = perf_counter()
        cancel(booking_id)
        return 1000 * (perf_counter() - began)


def write_reminders(folder, count) -> tuple[float, int]:
    """Seconds to write and to claim reminders for so many places that are due at once, and how many there were."""
    with _town(folder):
        noon = datetime.combine(clock.today() + timedelta(days=30), time(12, 1), clock.town_zone())
        _fill(_event("Many", 33, count), count)
        with patch("app.clock.now", return_value=noon):
            began = perf_counter()
            written = write_due(clock.now())
            ids = db.session.scalars(select(Delivery.id).where(Delivery.due_at <= noon, Delivery.state == "waiting"))
            ids = list(ids)
            taken = sum(len(take(ids[first : first + CLAIMED])) for first in range(0, len(ids), CLAIMED))
            return perf_counter() - began, min(written, taken)


def _fill(slot, count):
    """Book every place of a slot by plain rows: how they came about is not what is measured."""
    now, event = clock.now() - timedelta(days=1), slot.occurrence.event
    with unit_of_work():
        people = [
            {"first_name": f"Somebody {number}", "name_key": f"bench-{number}", "phone": f"+447500{number:06}",
             "phone_key": f"bench-{number}", "made_at": now, "needed_until": slot.ends_at}
            for number in range(count)
        ]  # fmt: skip
        first = 1 + (db.session.scalar(select(Person.id).order_by(Person.id.desc()).limit(1)) or 0)
        db.session.execute(insert(Person), [{"id": first + number, **one} for number, one in enumerate(people)])
        start = 1 + (db.session.scalar(select(Booking.id).order_by(Booking.id.desc()).limit(1)) or 0)
        rows = [
            {"id": start + number, "code": f"bench-code-{number}", "code_hash": fingerprint(f"bench-code-{number}"),
             "code_words": f"bench {number}", "door_key": f"bench {event.id}", "occurrence_id": slot.occurrence_id,
             "slot_id": slot.id, "person_id": first + number, "made_at": now}
            for number in range(count)
        ]  # fmt: skip
        db.session.execute(insert(Booking), rows)
        steps = [{"booking_id": row["id"], "state": "confirmed", "at": now} for row in rows]
        db.session.execute(insert(BookingChange), steps)
        slot.taken = count
