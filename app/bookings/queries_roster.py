"""Who is coming, who waits and who hears of a change: what the people who run an event may see of it."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from .. import clock
from ..accounts.models import Person
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from ..notifications.queries import to_call
from .messages import ABOUT_HOLDER, ABOUT_WAITING
from .models import Booking, Offer, WaitingEntry, WaitingWish
from .rules import LIVE
from .rules_waiting import IN_LINE, LIVE_OFFER

TOLD_HOLDERS = {*ABOUT_HOLDER} - {"bookings.cancelled"}
TOLD_WAITING = {*ABOUT_WAITING, "bookings.list_closed"}
"""What somebody says on the phone where no message got through."""


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


def calls_for(organisation_ids):
    """Whom to phone about what these organisations have on: (what to tell, the person, the event), the oldest first.

    People whom no message of ours reached. That they gave a place back themselves, nobody needs to tell them.
    """
    waiting = [call for call in to_call() if call.about in TOLD_HOLDERS | TOLD_WAITING]
    held = _theirs(Booking, Booking.slot, Slot.occurrence, Occurrence.event)
    listed = _theirs(WaitingEntry, WaitingEntry.event)
    of_bookings = _by_id(held, Booking, waiting, TOLD_HOLDERS, organisation_ids)
    of_entries = _by_id(listed, WaitingEntry, waiting, TOLD_WAITING, organisation_ids)
    for call in waiting:
        found = (of_bookings if call.about in TOLD_HOLDERS else of_entries).get(call.about_id)
        if found:
            yield call, *found


def _theirs(model, *way):
    """Every row of a model with its person and its event, by the relations that lead there."""
    rows = select(model.id, Person, Event).join(model.person)
    for step in way:
        rows = rows.join(step)
    return rows


def _by_id(rows, model, calls, about, organisation_ids):
    ids = {call.about_id for call in calls if call.about in about}
    ours = rows.where(model.id.in_(ids), Event.organisation_id.in_(organisation_ids))
    return {row_id: (person, event) for row_id, person, event in db.session.execute(ours)}
