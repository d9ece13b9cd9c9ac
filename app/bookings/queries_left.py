"""How many places are left, counting what has run out as free at once, so with no scheduler too (RULES H1)."""

from datetime import timedelta

from sqlalchemy import and_, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from .. import clock
from ..config import NOTICE_MINUTES
from ..events.models import Occurrence, Slot
from ..extensions import db
from .models import Hold, Offer, WaitingEntry, WaitingWish

FREE_LIMIT = 3


def lapsed_places(now):
    """A subquery of (slot_id, places): what a slot still counts although its hold or offer has run out.

    Not where somebody waits for the slot, since then the places are theirs (RULES C3). There are few such rows at any
    time, so this is read once and joined, never asked again for each slot. `now` is an instant or a bound one.
    """
    holds = select(Hold.slot_id.label("slot_id"), Hold.party.label("places")).where(Hold.ends_at <= now)
    offers = select(Offer.slot_id, Offer.kept).where(Offer.state == "open", Offer.ends_at <= now)
    over = union_all(holds, offers).subquery()
    waits = exists().where(
        WaitingWish.slot_id == over.c.slot_id, WaitingEntry.id == WaitingWish.entry_id, WaitingEntry.state == "waiting"
    )
    sums = select(over.c.slot_id, func.sum(over.c.places).label("places")).where(~waits)
    return sums.group_by(over.c.slot_id).subquery()


def left_now(slot) -> int:
    """How many more people fit on a slot at this moment."""
    lapsed = lapsed_places(clock.now())
    places = db.session.scalar(select(lapsed.c.places).where(lapsed.c.slot_id == slot.id))
    return max(0, slot.capacity - slot.taken + (places or 0))


def free_slots_like(slot, limit=FREE_LIMIT, party=1, longer=False):
    """The slots of the same event and kind with room for so many people, the nearest in time first.

    They come with their dates and in order of time; `longer` leaves only those whose next time is free as well.
    """
    now = clock.now()
    lapsed, occurrence = lapsed_places(now), slot.occurrence
    notice = now + timedelta(minutes=NOTICE_MINUTES)
    bookable = or_(and_(Slot.timed, Slot.starts_at > notice), and_(~Slot.timed, Slot.ends_at > now))
    free = (
        select(Slot).join(Slot.occurrence).outerjoin(lapsed, lapsed.c.slot_id == Slot.id)
        .where(Occurrence.event_id == occurrence.event_id, Slot.kind == slot.kind, Slot.id != slot.id, bookable,
               _room(Slot, lapsed, party))
        .options(joinedload(Slot.occurrence).joinedload(Occurrence.event))
    )  # fmt: skip
    if longer:
        free = free.where(_next_is_free(party, now))
    found = db.session.scalars(free).all()
    nearest = sorted(found, key=lambda other: abs(other.starts_at - slot.starts_at))[:limit]
    return sorted(nearest, key=lambda other: other.starts_at)


def _room(slots, lapsed, party):
    return and_(slots.open, slots.taken - func.coalesce(lapsed.c.places, 0) + party <= slots.capacity)


def _next_is_free(party, now):
    """Whether the time that begins when a slot ends has room too (as queries.slot_after finds it)."""
    after, lapsed = aliased(Slot), lapsed_places(now)
    follows = (
        after.occurrence_id == Slot.occurrence_id, after.starts_at == Slot.ends_at, after.timed,
        after.kind == Slot.kind, after.label == Slot.label,
    )  # fmt: skip
    found = select(after.id).outerjoin(lapsed, lapsed.c.slot_id == after.id)
    found = found.where(*follows, _room(after, lapsed, party))
    return or_(~Slot.timed, found.correlate(Slot).exists())


def holds_at(event_id, phone_mark):
    """What a phone keeps for itself at an event while its owner types: running holds, by time, as (slot, ends_at)."""
    mine = (Hold.phone_mark == phone_mark, Hold.ends_at > clock.now(), Occurrence.event_id == event_id)
    kept = select(Slot, Hold.ends_at).join(Hold, Hold.slot_id == Slot.id).join(Slot.occurrence).where(*mine)
    return db.session.execute(kept.order_by(Slot.starts_at)).all()
