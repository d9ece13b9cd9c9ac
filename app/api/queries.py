"""Tokens, kept answers, and the rows that programs ask for by their ids."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import clock
from ..bookings.models import WaitingEntry, WaitingWish
from ..events.models import Event, Occurrence, Slot
from ..events.queries import WHOLE
from ..extensions import db
from ..organisations.models import Organisation
from ..places.models import Venue
from ..privacy import fingerprint
from ..rally.rules_starting import AHEAD
from .models import ApiToken, KeptAnswer


def token_with(secret):
    """The token of this secret unless it was revoked, with its organisation; None for any other."""
    live = (ApiToken.secret_hash == fingerprint(secret), ApiToken.revoked_at.is_(None))
    return db.session.scalar(select(ApiToken).where(*live).options(joinedload(ApiToken.organisation)))


def tokens():
    """Every token that was ever made, the oldest first, with its organisation."""
    return db.session.scalars(select(ApiToken).order_by(ApiToken.id).options(joinedload(ApiToken.organisation))).all()


def kept_answer(key_hash):
    """The answer that was given under this key, None when there is none."""
    return db.session.scalar(select(KeptAnswer).where(KeptAnswer.key_hash == key_hash))


def event_with_id(event_id):
    """The event with its dates, slots, venue and organisation, None when there is none."""
    wanted = select(Event).where(Event.id == event_id).execution_options(populate_existing=True)
    return db.session.scalar(wanted.options(*WHOLE, joinedload(Event.venue).joinedload(Venue.area)))


def last_venue(organisation_id):
    """Where the organisation posted something last; else the only venue there is; else None."""
    last = select(Event.venue_id).where(Event.organisation_id == organisation_id)
    venue_id = db.session.scalar(last.order_by(Event.id.desc()).limit(1))
    if venue_id is None:
        venues = db.session.scalars(select(Venue.id).limit(2)).all()
        venue_id = venues[0] if len(venues) == 1 else None
    return venue_id


def venue_id_of(wanted):
    """The id of the venue with this id, short name or name; None when there is none."""
    if isinstance(wanted, int):
        return db.session.scalar(select(Venue.id).where(Venue.id == wanted))
    named = select(Venue.id).where((Venue.slug == wanted) | (Venue.name == wanted))
    return db.session.scalar(named.order_by((Venue.slug == wanted).desc(), Venue.id).limit(1))


def waiting_on(slot_ids) -> dict[int, int]:
    """How many people wait, for each of these slots on which anybody does."""
    people = select(WaitingWish.slot_id, func.sum(WaitingEntry.party)).join(
        WaitingEntry, WaitingEntry.id == WaitingWish.entry_id
    )
    waits = people.where(WaitingWish.slot_id.in_(slot_ids), WaitingEntry.state == "waiting")
    return dict(db.session.execute(waits.group_by(WaitingWish.slot_id)).all())


@dataclass(frozen=True)
class Example:
    """Ids for the examples: an event, a slot of it with room, another one like it, and a slot that is full.

    `help` is a place to help for which people can be asked.
    """

    event: int = 1
    slot: int = 1
    other: int = 2
    full: int = 1
    help: int = 1


def an_example() -> Example:
    """What can really be looked at and booked in this town, the newest first; made-up ids where there is nothing."""
    public = (Event.state == "published", Organisation.approved_at.is_not(None), Occurrence.state == "on", Slot.open)
    slots = select(Occurrence.event_id, Slot.id, Slot.taken < Slot.capacity).join(Slot.occurrence)
    slots = slots.join(Occurrence.event).join(Event.organisation).where(*public, Slot.kind == "attend")
    soon = clock.now() + timedelta(days=1)
    rows = db.session.execute(slots.where(Slot.starts_at > soon).order_by(Slot.id.desc()).limit(100)).all()
    event, slot = next(((event, slot) for event, slot, has_room in rows if has_room), (Example.event, Example.slot))
    others = (other for there, other, has_room in rows if has_room and there == event and other != slot)
    full = next((slot for _event, slot, has_room in rows if not has_room), slot)
    return Example(event, slot, next(others, slot), full, _to_help())


def _to_help():
    """The newest place to help that is free and near enough for a rally."""
    near = (Slot.starts_at > clock.now() + timedelta(hours=2), Slot.starts_at <= clock.now() + AHEAD)
    free = (Slot.kind == "help", Slot.open, Slot.taken < Slot.capacity, Event.state == "published")
    found = select(Slot.id).join(Slot.occurrence).join(Occurrence.event).where(*near, *free)
    return db.session.scalar(found.order_by(Slot.id.desc()).limit(1)) or Example.help
