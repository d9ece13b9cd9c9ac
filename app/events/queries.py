"""Events for their organisers, and the last answers to start the next posting from."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from .. import clock
from ..extensions import db
from .models import Event, Occurrence, Slot

WHOLE = (
    joinedload(Event.organisation),
    joinedload(Event.venue),
    selectinload(Event.occurrences).selectinload(Occurrence.slots),
)


def event_for(slug, organisation_ids):
    """The event of that slug with its dates and slots if one of these organisations runs it, else None."""
    ours = select(Event).where(Event.slug == slug, Event.organisation_id.in_(organisation_ids))
    return db.session.scalar(ours.options(*WHOLE))


def events_of(organisation_ids, limit=50):
    """The events of these organisations with their dates and slots: the coming ones by time, then the newest."""
    dates = select(func.min(Occurrence.starts_at)).where(Occurrence.event_id == Event.id)
    coming = dates.where(Occurrence.ends_at > clock.now(), Occurrence.state == "on").scalar_subquery()
    mine = select(Event).where(Event.organisation_id.in_(organisation_ids)).options(*WHOLE)
    return db.session.scalars(mine.order_by(coming.is_(None), coming, Event.id.desc()).limit(limit)).all()


def last_posted(organisation_id, kind):
    """The newest event of an organisation that has a slot of this kind, None when there is none."""
    of_kind = select(Event).join(Occurrence).join(Slot).where(Event.organisation_id == organisation_id)
    newest = of_kind.where(Slot.kind == kind).order_by(Event.id.desc()).limit(1)
    return db.session.scalar(newest.options(*WHOLE))


_up = joinedload(Slot.occurrence).joinedload(Occurrence.event)
_slot_with_event = (
    select(Slot).where(Slot.id == bindparam("slot_id"))
    .options(_up.joinedload(Event.venue), _up.joinedload(Event.organisation))
    .execution_options(populate_existing=True)
)  # fmt: skip


def slot_with_event(slot_id):
    """The slot with its date, event, venue and organisation; None when there is none."""
    return db.session.scalar(_slot_with_event, {"slot_id": slot_id})


def events_count():
    """How many events the town has ever had."""
    return db.session.scalar(select(func.count(Event.id)))
