"""Tokens, kept answers, and the rows that programs ask for by their ids."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ..bookings.models import WaitingEntry, WaitingWish
from ..events.models import Event, Occurrence, Slot
from ..events.queries import WHOLE
from ..extensions import db
from ..organisations.models import Organisation
from ..places.models import Venue
from ..privacy import fingerprint
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


def an_example():
    """Ids of an event and a slot of it that can be looked at, for the examples; 1 and 1 in an empty town."""
    public = (Event.state == "published", Organisation.approved_at.is_not(None), Slot.kind == "attend")
    newest = select(Event.id, Slot.id).select_from(Slot).join(Slot.occurrence).join(Occurrence.event)
    found = db.session.execute(newest.join(Event.organisation).where(*public).order_by(Slot.id.desc()).limit(1)).first()
    return tuple(found) if found else (1, 1)
