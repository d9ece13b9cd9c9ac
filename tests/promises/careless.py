"""The control: the same town, but a place is given by looking first and writing then. Only a test serves it."""

from datetime import timedelta
from threading import Event as Gate

from sqlalchemy import func, select

from app import clock, create_app
from app.bookings import operations, operations_holds, rules
from app.bookings.models import Booking, Hold
from app.database import unit_of_work
from app.events.models import Slot
from app.events.queries import slot_with_event
from app.extensions import db

THINKING = 0.05
"""Seconds between the look and the write: what a busy database or a slow line makes of them anyway."""


def look(slot_id, phone_mark):
    """Raise rules.Full when every place is gone, but for what this phone keeps itself; then think."""
    capacity = db.session.scalar(select(Slot.capacity).where(Slot.id == slot_id))
    booked = db.session.scalar(select(func.count(Booking.id)).where(Booking.slot_id == slot_id))
    others = select(func.count(Hold.id)).where(Hold.slot_id == slot_id, Hold.phone_mark != phone_mark)
    if booked + db.session.scalar(others) >= capacity:
        raise rules.Full
    Gate().wait(THINKING)


def careless_book(slot_id, request):
    kept = select(Hold.id).where(Hold.slot_id == slot_id, Hold.phone_mark == request.phone_mark)
    if db.session.scalar(kept) is None:
        look(slot_id, request.phone_mark)
    with unit_of_work():
        return operations.enter(slot_with_event(slot_id), operations.who_asks(request), request)


def careless_hold(slot, phone_mark, party=1):
    look(slot.id, phone_mark)
    ends_at = clock.now() + timedelta(minutes=10)
    with unit_of_work():
        db.session.add(Hold(slot_id=slot.id, occurrence_id=slot.occurrence_id, phone_mark=phone_mark, party=party,
                            ends_at=ends_at))  # fmt: skip


def load():
    """The careless app, for one worker."""
    operations.book, operations_holds.hold = careless_book, careless_hold
    return create_app()
