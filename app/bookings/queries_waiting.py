"""The waiting list: who is in line for a slot, what is kept for whom, and what somebody waits for."""

from datetime import timedelta

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from .. import clock
from ..config import NOTICE_MINUTES
from ..database import run
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from ..privacy import fingerprint
from .models import Booking, Hold, Offer, WaitingEntry, WaitingWish
from .rules_waiting import IN_LINE, LIVE_OFFER, OPEN_OFFER, Waiting

WHOLE = (
    joinedload(WaitingEntry.person),
    joinedload(WaitingEntry.event).joinedload(Event.organisation),
    joinedload(WaitingEntry.event).joinedload(Event.venue),
    selectinload(WaitingEntry.wishes),
)


def line_for(slot_id) -> list[Waiting]:
    """The entries that wait for a slot, first in line first, without those that were told of it already (RULES W1)."""
    saving = (Offer.entry_id == WaitingEntry.id, Offer.state == "saving")
    saved_here = select(Offer.kept).where(*saving, Offer.slot_id == slot_id).scalar_subquery()
    elsewhere = exists().where(*saving, Offer.slot_id != slot_id)
    told = exists().where(Offer.entry_id == WaitingEntry.id, Offer.slot_id == slot_id, Offer.state == "told")
    rows = (
        select(WaitingEntry.id, WaitingEntry.party, WaitingEntry.least, WaitingEntry.skipped, WaitingEntry.joined_at,
               func.coalesce(saved_here, 0), elsewhere)
        .join(WaitingWish, WaitingWish.entry_id == WaitingEntry.id)
        .where(WaitingWish.slot_id == slot_id, WaitingEntry.state == "waiting", ~told)
        .order_by(WaitingEntry.priority.desc(), WaitingEntry.joined_at, WaitingEntry.id)
    )  # fmt: skip
    return [Waiting(*row) for row in db.session.execute(rows)]


def anybody_waits(slot_id) -> bool:
    """Whether anybody in line would take a place on this slot."""
    waits = select(WaitingEntry.id).join(WaitingWish).where(
        WaitingWish.slot_id == slot_id, WaitingEntry.state == "waiting"
    )  # fmt: skip
    return db.session.scalar(select(waits.exists()))


def saving_of(entry_id):
    """The offer in which places are being saved up for an entry, None without one."""
    return db.session.scalar(select(Offer).where(Offer.entry_id == entry_id, Offer.state == "saving"))


def lapsed_slots(slot_id=None):
    """The slots, or this one alone, on which something was kept beyond its time and is still counted."""
    now = clock.now()
    holds = select(Hold.slot_id).where(Hold.ends_at <= now)
    offers = select(Offer.slot_id).where(Offer.state.in_((*LIVE_OFFER, "told")), Offer.ends_at <= now)
    pending = select(Booking.slot_id).where(Booking.state == "pending", Booking.pending_until <= now)
    if slot_id is not None:
        holds, offers = holds.where(Hold.slot_id == slot_id), offers.where(Offer.slot_id == slot_id)
        pending = pending.where(Booking.slot_id == slot_id)
    return db.session.scalars(holds.union(offers, pending)).all()


def unanswered(slot_id):
    """Select the ids of the places on a slot that waited for a guardian's yes for too long (RULES S2)."""
    late = (Booking.state == "pending", Booking.pending_until <= clock.now())
    return select(Booking.id).where(Booking.slot_id == slot_id, *late)


_hold_on = select(Hold).where(
    Hold.slot_id == bindparam("slot_id"), Hold.phone_mark == bindparam("phone_mark"), Hold.ends_at > bindparam("now")
)


def hold_on(slot_id, phone_mark):
    """The running hold of this visitor on a slot, None without one."""
    return db.session.scalar(_hold_on, {"slot_id": slot_id, "phone_mark": phone_mark, "now": clock.now()})


_held = _hold_on.with_only_columns(Hold.id)


def is_held(slot_id, phone_mark) -> bool:
    """Whether this visitor has a running hold on a slot."""
    return run(_held, slot_id=slot_id, phone_mark=phone_mark, now=clock.now()).first() is not None


def entry_with_code(code):
    """The entry that this link opens, with its person, event and wishes; None for any other."""
    return db.session.scalar(select(WaitingEntry).where(WaitingEntry.code_hash == fingerprint(code)).options(*WHOLE))


def entry_with_key(form_key):
    """The entry that was made from this very form, None when there is none."""
    return db.session.scalar(select(WaitingEntry).where(WaitingEntry.form_key == form_key)) if form_key else None


def live_entry(person_id, event_id):
    """The entry by which a person waits at an event, None when they do not."""
    mine = select(WaitingEntry).where(WaitingEntry.person_id == person_id, WaitingEntry.event_id == event_id)
    return db.session.scalar(mine.where(WaitingEntry.state.in_(IN_LINE)))


def open_offer(entry_id):
    """The offer that an entry can accept now, with its slot, a kept one first; None without one or when it ran out."""
    live = (Offer.entry_id == entry_id, Offer.state.in_(OPEN_OFFER), Offer.ends_at > clock.now())
    newest = select(Offer).where(*live).order_by(Offer.kept.desc(), Offer.id.desc()).limit(1)
    return db.session.scalar(newest.options(joinedload(Offer.slot)))


def people_ahead(entry) -> int:
    """About how many people wait before this entry for the same slots (RULES W5)."""
    ours = select(WaitingWish.slot_id).where(WaitingWish.entry_id == entry.id)
    same = exists().where(WaitingWish.entry_id == WaitingEntry.id, WaitingWish.slot_id.in_(ours))
    before = (WaitingEntry.priority > entry.priority) | (
        (WaitingEntry.priority == entry.priority) & (WaitingEntry.joined_at < entry.joined_at)
    )
    counted = select(func.coalesce(func.sum(WaitingEntry.party), 0)).where(
        WaitingEntry.event_id == entry.event_id, WaitingEntry.state == "waiting", before, same
    )
    return db.session.scalar(counted)


def waiting_on(slot_id) -> int:
    """How many people wait for a slot."""
    waits = select(func.coalesce(func.sum(WaitingEntry.party), 0)).join(WaitingWish)
    return db.session.scalar(waits.where(WaitingWish.slot_id == slot_id, WaitingEntry.state == "waiting"))


def waiting_plans(phone_mark, person_id):
    """What this phone or person waits for and can still get, by when they joined."""
    owners = [WaitingEntry.phone_mark == phone_mark] if phone_mark else []
    owners += [WaitingEntry.person_id == person_id] if person_id else []
    if not owners:
        return []
    mine = owners[0] if len(owners) == 1 else owners[0] | owners[1]
    live = select(WaitingEntry).where(mine, WaitingEntry.state.in_(IN_LINE))
    return db.session.scalars(live.order_by(WaitingEntry.joined_at).options(*WHOLE)).all()


def slots_in(entry):
    """The slots that an entry would accept, by time, with their dates."""
    wished = select(Slot).join(WaitingWish, WaitingWish.slot_id == Slot.id).where(WaitingWish.entry_id == entry.id)
    return db.session.scalars(wished.order_by(Slot.starts_at).options(joinedload(Slot.occurrence))).all()


def cut_off(slot):
    """The last instant at which a place that was waited for can be taken (RULES B1, W5)."""
    return slot.starts_at - timedelta(minutes=NOTICE_MINUTES)


def event_of(slot_id):
    """The id of the event to which a slot belongs, None for no slot."""
    return db.session.scalar(select(Occurrence.event_id).join(Slot).where(Slot.id == slot_id))
