"""Full slots, lines of people who wait for them, and what they were told: the stage of the waiting-list tests."""

from datetime import UTC, datetime

from sqlalchemy import select

from app.bookings.models import Booking, Offer, WaitingEntry
from app.bookings.operations import Request
from app.bookings.operations_waiting import Wishes, join
from app.events.models import Slot
from app.extensions import db
from app.notifications.models import Message
from tests.cast import first_slot, gathering, phone, take

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A Monday; the tests that move the clock start here."""


def full(cast, capacity=1, days=10, **more):
    """A slot with no place left, and the bookings that fill it."""
    slot = first_slot(gathering(cast, capacity=capacity, days=days, **more))
    return slot, fill(slot, capacity)


def fill(slot, count=1):
    return [take(slot, name=f"Early {number}", despite_clash=True) for number in range(count)]


def wait(slots, number, party=1, least=None, **more):
    """The entry of somebody who joins the list for a slot, or for several."""
    slots = slots if isinstance(slots, list) else [slots]
    request = Request(
        first_name=f"Late {number}", address=phone(200 + number), party=party, door="desk", says_adult=True, **more
    )
    return join(Wishes(tuple(slot.id for slot in slots), least), request)


def state(entry):
    return db.session.get(WaitingEntry, entry.id, populate_existing=True).state


def offers(entry):
    """What an entry was offered, in order: slot, party, places kept, state."""
    rows = select(Offer.slot_id, Offer.party, Offer.kept, Offer.state).where(Offer.entry_id == entry.id)
    return [tuple(row) for row in db.session.execute(rows.order_by(Offer.id))]


def taken(slot):
    return db.session.get(Slot, slot.id, populate_existing=True).taken


def booking(made):
    return db.session.get(Booking, made.id, populate_existing=True)


def told(number):
    """What somebody in line was told, in order."""
    db.session.rollback()
    everything = db.session.scalars(select(Message).order_by(Message.id))
    return [message.text for message in everything if message.address == phone(200 + number).value]
