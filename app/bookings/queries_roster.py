"""Who is coming, who waits and who hears of a change: what the people who run an event may see of it."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from .. import clock
from ..accounts.models import Person
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from .models import Booking, Offer, WaitingEntry, WaitingWish
from .queries import WHOLE
from .rules import LIVE
from .rules_waiting import IN_LINE, LIVE_OFFER


def bookings_of(event_id):
    """Every booking of an event that was ever made, with its person and slot, by time."""
    mine = select(Booking).join(Booking.slot).join(Slot.occurrence).where(Occurrence.event_id == event_id)
    whole = (joinedload(Booking.person), joinedload(Booking.slot))
    return db.session.scalars(mine.order_by(Slot.starts_at, Booking.id).options(*whole)).all()


def line_of(event_id):
    """Everybody on the waiting list of an event with what they wish for, first in line first."""
    mine = select(WaitingEntry).where(WaitingEntry.event_id == event_id, WaitingEntry.state.in_(IN_LINE))
    whole = (joinedload(WaitingEntry.person), selectinload(WaitingEntry.wishes))
    in_order = (WaitingEntry.priority.desc(), WaitingEntry.joined_at, WaitingEntry.id)
    return db.session.scalars(mine.order_by(*in_order).options(*whole)).all()


def offers_of(event_id):
    """The offers and savings that stand at an event, by the id of their entry."""
    standing = select(Offer).join(Offer.entry).where(
        WaitingEntry.event_id == event_id, Offer.state.in_((*LIVE_OFFER, "told")), Offer.ends_at > clock.now()
    )  # fmt: skip
    return {offer.entry_id: offer for offer in db.session.scalars(standing.order_by(Offer.kept))}


def holders_on(occurrence_ids) -> int:
    """How many people hear of it when these dates change: those with a place, each counted once a place."""
    held = select(func.count(Booking.id)).where(Booking.occurrence_id.in_(occurrence_ids), Booking.state.in_(LIVE))
    return db.session.scalar(held)


def waiters_on(occurrence_ids) -> int:
    """How many entries of the waiting list are for these dates."""
    wished = select(WaitingWish.entry_id).join(Slot).where(Slot.occurrence_id.in_(occurrence_ids))
    mine = select(func.count(WaitingEntry.id)).where(WaitingEntry.id.in_(wished), WaitingEntry.state.in_(IN_LINE))
    return db.session.scalar(mine)


def coming_with_phone(organisation_ids):
    """The live bookings of what these organisations have on, of people with a phone number, by time."""
    ours = (Event.organisation_id.in_(organisation_ids), Slot.ends_at > clock.now(), Booking.state.in_(LIVE))
    mine = select(Booking).join(Booking.slot).join(Slot.occurrence).join(Occurrence.event).join(Booking.person)
    found = mine.where(*ours, Person.phone.is_not(None)).order_by(Slot.starts_at, Booking.id)
    return db.session.scalars(found.options(*WHOLE)).all()
