"""Passes by their code, and the plans of a phone or of a person."""

from datetime import timedelta
from functools import cache

from sqlalchemy import bindparam, func, or_, select, union_all
from sqlalchemy.orm import joinedload

from .. import clock
from ..accounts.models import Person
from ..accounts.queries import name_key
from ..database import run
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from ..places.models import Venue
from ..privacy import fingerprint
from .models import Booking, Hold, Offer
from .rules import LIVE, UNCONFIRMED_WITHIN, asks_age
from .rules_waiting import LIVE_OFFER

_event = joinedload(Booking.slot).joinedload(Slot.occurrence).joinedload(Occurrence.event)
WHOLE = (joinedload(Booking.person), _event.joinedload(Event.venue), _event.joinedload(Event.organisation))
PAST_DAYS = 30


def booking_with_code(code):
    """The booking that this pass code opens, with its slot, event and person; None for any other code."""
    return db.session.scalar(select(Booking).where(Booking.code_hash == fingerprint(code)).options(*WHOLE))


_with_key = select(Booking.id).where(Booking.form_key == bindparam("form_key"))


def booking_with_key(form_key):
    """The booking that was made from this very form, None when there is none."""
    booking_id = run(_with_key, form_key=form_key).scalar()
    return booking_id and db.session.get(Booking, booking_id, populate_existing=True)


_live = select(Booking.id).where(
    Booking.slot_id == bindparam("slot_id"), Booking.person_id == bindparam("person_id"), Booking.state.in_(LIVE)
)


def has_place(slot_id, person_id) -> bool:
    """Whether the person has a live place on the slot."""
    return run(_live, slot_id=slot_id, person_id=person_id).first() is not None


def live_booking(slot_id, person_id):
    """The person's live place on the slot, None when they have none."""
    booking_id = run(_live, slot_id=slot_id, person_id=person_id).scalar()
    return booking_id and db.session.get(Booking, booking_id)


def bookings_around(person, slot):
    """What the rules want to know of the other bookings at the person's address: one row each.

    Those that are coming, were made within the last hour, or were for the same eligibility check in its year. `counts`
    says whether the place is held or was used.
    """
    now, check = clock.now(), slot.occurrence.event.eligibility
    values = {
        "person_id": person.id, "phone_key": person.phone_key, "now": now, "lately": now - UNCONFIRMED_WITHIN,
        "check": check,
    }  # fmt: skip
    return run(_around(bool(person.phone_key), bool(check)), **values).all()


@cache
def _around(has_phone, is_checked):
    # One list of people, since "theirs or at their number" would read every booking of the town.
    theirs = select(Person.id).where(Person.id == bindparam("person_id"))
    if has_phone:
        theirs = theirs.union(select(Person.id).where(Person.phone_key == bindparam("phone_key")))
    coming = [Slot.ends_at > bindparam("now"), Booking.made_at > bindparam("lately")]
    if is_checked:
        coming.append(Event.eligibility == bindparam("check"))
    return (
        select(
            Booking.id, Booking.person_id, Booking.slot_id, Booking.made_at, Booking.answered_at, Booking.door,
            Booking.state.in_((*LIVE, "attended")).label("counts"), Slot.kind, Slot.starts_local, Slot.starts_at,
            Slot.ends_at, Event.eligibility, Event.title, Event.venue_id, Venue.latitude, Venue.longitude,
        )
        .join(Booking.slot).join(Slot.occurrence).join(Occurrence.event).join(Event.venue)
        .where(Booking.person_id.in_(theirs), or_(*coming))
    )  # fmt: skip


def helpers_of(slot, but) -> tuple[int, int]:
    """How many grown-ups and how many of 13 to 15 have a place on a slot, without this person (RULES S1)."""
    day, adults, young = slot.starts_local.date(), 0, 0
    held = (Booking.slot_id == slot.id, Booking.state.in_(LIVE), Booking.person_id != but)
    for booking in db.session.scalars(select(Booking).where(*held).options(joinedload(Booking.person))):
        band = booking.person.band_on(day)
        adults += booking.party if band in (None, "adult") else 0
        young += band in ("under 13", "13 to 15")
    return adults, young


def slot_after(slot):
    """The timed slot of the same date that begins when this one ends, None without one."""
    after = (Slot.occurrence_id == slot.occurrence_id, Slot.starts_at == slot.ends_at, Slot.timed, Slot.open)
    return db.session.scalar(select(Slot).where(*after, Slot.kind == slot.kind, Slot.label == slot.label).limit(1))


def plans_of(phone_mark, person_id):
    """The bookings made on this phone or for this person, coming ones and the last month's, by time."""
    since = clock.now() - timedelta(days=PAST_DAYS)
    owners = []
    if phone_mark:
        owners.append(Booking.phone_mark == phone_mark)
    if person_id:
        owners.append(Booking.person_id == person_id)
    if not owners:
        return []
    mine = select(Booking).join(Booking.slot).where(or_(*owners), Slot.ends_at > since)
    return db.session.scalars(mine.order_by(Slot.starts_at, Booking.id).options(*WHOLE)).all()


def coming_help(person_id):
    """The live places to help that a person has, by time, with their events: what a guardian may see."""
    mine = (Booking.person_id == person_id, Booking.state.in_(LIVE), Slot.kind == "help", Slot.ends_at > clock.now())
    return db.session.scalars(
        select(Booking).join(Booking.slot).where(*mine).order_by(Slot.starts_at).options(*WHOLE)
    ).all()


def slots_taken_by(phone_mark, person_id, event_id):
    """The live bookings of this phone or person at an event, by slot."""
    return {
        booking.slot_id: booking
        for booking in plans_of(phone_mark, person_id)
        if booking.is_live and booking.slot.occurrence.event_id == event_id
    }


def miscounted_slots():
    """The slots whose counter differs from what is kept: (slot id, counter, kept); none when all is well (RULES C2).

    Kept are the places of live bookings, of holds, and of offers and savings that still stand.
    """
    kept = union_all(
        select(Booking.slot_id.label("slot_id"), Booking.party.label("party")).where(Booking.state.in_(LIVE)),
        select(Booking.second_slot_id, Booking.party).where(
            Booking.state.in_(LIVE), Booking.second_slot_id.is_not(None)
        ),
        select(Hold.slot_id, Hold.party),
        select(Offer.slot_id, Offer.kept).where(Offer.state.in_(LIVE_OFFER)),
    ).subquery()
    sums = select(kept.c.slot_id, func.sum(kept.c.party).label("party")).group_by(kept.c.slot_id).subquery()
    total = func.coalesce(sums.c.party, 0)
    wrong = select(Slot.id, Slot.taken, total).outerjoin(sums, sums.c.slot_id == Slot.id).where(Slot.taken != total)
    return db.session.execute(wrong).all()


def export_bookings(subject) -> list[dict]:
    """Every place of the subject, in plain words."""
    mine = select(Booking).where(Booking.person_id.in_(subject.person_ids)).order_by(Booking.id).options(*WHOLE)
    return [
        {
            "what": booking.slot.occurrence.event.title, "when": booking.slot.starts_local.isoformat(),
            "where": booking.slot.occurrence.event.venue.name, "state": booking.state, "code": booking.code_words,
        }
        for booking in db.session.scalars(mine)
    ]  # fmt: skip


def last_booking_on(phone_mark):
    """The newest booking made on this phone for its own user, to start the next form from; None without one."""
    if not phone_mark:
        return None
    mine = select(Booking).where(Booking.phone_mark == phone_mark, ~Booking.for_someone_else)
    return db.session.scalar(mine.order_by(Booking.id.desc()).limit(1).options(joinedload(Booking.person)))


def others_on(phone_mark, but_id, limit) -> list:
    """The newest booking of each other person whom this phone booked for, for one tap the next time (RULES C5).

    Without the person `but_id`, and without anybody whose details are gone.
    """
    if not phone_mark:
        return []
    mine = select(Booking).where(Booking.phone_mark == phone_mark, Booking.person_id != (but_id or 0))
    newest = db.session.scalars(mine.order_by(Booking.id.desc()).limit(50).options(joinedload(Booking.person)))
    found = {}
    for booking in newest:
        if booking.person.first_name and booking.person.address:
            found.setdefault(booking.person_id, booking)
    return list(found.values())[:limit]


def booking_seen_by(slot_id, phone_mark, person_id, first_name=""):
    """The live booking of this signed-in person, or of that first name on this phone, on a slot; None without one."""
    for booking in plans_of(phone_mark, person_id):
        is_theirs = booking.person_id == person_id or booking.person.name_key == name_key(first_name)
        if booking.slot_id == slot_id and booking.is_live and is_theirs:
            return booking
    return None


def needs_age(person, slot) -> bool:
    """Whether the form of this slot must ask the person, or somebody unknown (None), if they are 18."""
    band = person.band_on(slot.starts_local.date()) if person else None
    return asks_age(slot.kind, slot.occurrence.event.min_age, band)


def is_one_tap(person, slot) -> bool:
    """Whether everything that a booking needs is known of the person, so that the button books."""
    return bool(person and person.first_name and person.address) and not needs_age(person, slot)
