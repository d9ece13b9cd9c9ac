"""What the pages of waiting and of passes show beside: other times of the same event, and other things with room."""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from .. import clock
from ..config import NOTICE_MINUTES
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from ..organisations.models import Organisation
from . import queries
from .models import Booking, Offer
from .rules_waiting import CLOSES

_up = joinedload(Slot.occurrence).joinedload(Occurrence.event)


def times_to_wait_for(slot):
    """The coming open slots of the same event, kind and role, this one among them, by time."""
    same = (Occurrence.event_id == slot.occurrence.event_id, Slot.kind == slot.kind, Slot.label == slot.label)
    coming = (Slot.open, Occurrence.state == "on", Slot.starts_at > clock.now() + CLOSES)
    found = select(Slot).join(Slot.occurrence).where(*same, *coming).order_by(Slot.starts_at, Slot.id)
    return db.session.scalars(found).all()


def free_times(slot, party):
    """The other slots of the same event and kind that have room for so many people and can be booked, by time."""
    same = (Occurrence.event_id == slot.occurrence.event_id, Slot.kind == slot.kind, Slot.id != slot.id)
    free = select(Slot).join(Slot.occurrence).where(*same, *_bookable(), Slot.capacity - Slot.taken >= party)
    return db.session.scalars(free.order_by(Slot.starts_at, Slot.id)).all()


def _bookable():
    now = clock.now()
    earliest = now + timedelta(minutes=NOTICE_MINUTES)
    return (
        Slot.open, Occurrence.state == "on", Slot.starts_at > now,
        or_(~Slot.timed, Slot.starts_at > earliest), Slot.taken < Slot.capacity,
    )  # fmt: skip


def elsewhere(slot, limit):
    """Slots of other events with room, with their events: first of the same picture, then of the same kind, by time.

    One for each event.
    """
    public = (Event.state == "published", Organisation.approved_at.is_not(None), Event.id != slot.occurrence.event_id)
    alike = (Slot.kind == slot.kind) | (Event.picture == slot.occurrence.event.picture)
    free = (
        select(Slot).join(Slot.occurrence).join(Occurrence.event).join(Event.organisation)
        .where(*public, alike, *_bookable())
        .order_by(Event.picture != slot.occurrence.event.picture, Slot.starts_at, Slot.id)
        .limit(limit * 20).options(_up.joinedload(Event.venue), _up.joinedload(Event.organisation))
    )  # fmt: skip
    first = {}
    for found in db.session.scalars(free):
        first.setdefault(found.occurrence.event_id, found)
    return list(first.values())[:limit]


def booking_from(entry_id):
    """The booking that a waiting entry became, None while it has none."""
    mine = select(Booking).join(Offer, Offer.booking_id == Booking.id)
    return db.session.scalar(mine.where(Offer.entry_id == entry_id, Offer.state == "accepted").options(*queries.WHOLE))


def last_slot(booking):
    """The slot with which a visit ends: the time after its own where an interpreter makes it longer."""
    return db.session.get(Slot, booking.second_slot_id) if booking.second_slot_id else booking.slot
