"""The control: the same town, but a place is given by looking first and writing then. Only a test serves it."""

from threading import Event

from sqlalchemy import func, select

from app import create_app
from app.bookings import operations, rules
from app.bookings.models import Booking
from app.database import unit_of_work
from app.events.queries import slot_with_event
from app.extensions import db

THINKING = 0.05
"""Seconds between the look and the write: what a busy database or a slow line makes of them anyway."""


def look_then_write(slot_id, request):
    slot = slot_with_event(slot_id)
    if db.session.scalar(select(func.count(Booking.id)).where(Booking.slot_id == slot_id)) >= slot.capacity:
        raise rules.Full
    Event().wait(THINKING)
    with unit_of_work():
        slot = slot_with_event(slot_id)
        return operations._enter(slot, operations._who(request), request)


def load():
    """The careless app, for one worker."""
    operations.book = look_then_write
    return create_app()
