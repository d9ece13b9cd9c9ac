"""Which places there are to call to mind, and whether a reminder that was written is still true."""

from sqlalchemy import String, cast, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from .. import clock
from ..accounts.models import Person
from ..accounts.rules import band_on
from ..bookings.models import Booking, BookingChange, WaitingEntry, WaitingWish
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from ..notifications.models import Message, Subscription
from ..notifications.queries import told_only_if
from . import rules

HOLDS_TRUE = (
    Booking.state == "confirmed", Booking.version_told == Occurrence.version, Occurrence.state == "on",
    Event.state == "published",
)  # fmt: skip
"""What a reminder needs to be true: the place is theirs, and what its holder was last told of it still stands."""

_event = selectinload(Booking.slot).selectinload(Slot.occurrence).selectinload(Occurrence.event)
WHOLE = (joinedload(Booking.person), _event.selectinload(Event.venue), _event.selectinload(Event.organisation))
"""A place with everything that is said of it; what many of them share is read once."""
known_at = (
    select(func.max(BookingChange.at)).where(BookingChange.booking_id == Booking.id).scalar_subquery().label("known_at")
)
"""Since when its holder knows of a place as it is: it was taken, said yes to by a guardian, or moved then."""


def coming(rule, now):
    """The places that may be due by a rule and were not called to mind by it: what the rules want to know of each.

    Rows of id, sequence, starts_at, known_at and the person's age_band and age_changes; nothing private is read.
    """
    least, most = rules.WITHIN[rule]
    written = literal(f"{rules.PREFIX}:{rule}:").concat(cast(Booking.id, String)).concat(":")
    is_told = select(Message.id).where(Message.once == written.concat(cast(Booking.sequence, String))).exists()
    soon = (Slot.starts_at > now + least, Slot.starts_at <= now + most)
    date = (Occurrence.ends_at > now + least, Occurrence.starts_at <= now + most)  # an index has the ends of dates
    is_reached = or_(Person.phone_key.is_not(None), Person.email_key.is_not(None))
    return db.session.execute(_facts().where(*soon, *date, is_reached, ~is_told)).all()


def coming_soon(now):
    """The places of people whose phones may hear that it begins in two hours, and did not: rows as of `coming`."""
    least, most = rules.SOON_WITHIN
    written = literal(f"{rules.PREFIX}:{rules.SOON}:").concat(cast(Booking.id, String)).concat(":")
    is_told = select(Message.id).where(Message.once == written.concat(cast(Booking.sequence, String))).exists()
    soon = (Slot.starts_at > now + least, Slot.starts_at <= now + most)
    date = (Occurrence.ends_at > now + least, Occurrence.starts_at <= now + most)
    has_phone = (
        select(Subscription.id)
        .where(Subscription.state == "live")
        .where(or_(Subscription.person_id == Booking.person_id, Subscription.phone_mark == Booking.phone_mark))
    )
    return db.session.execute(_facts().where(*soon, *date, has_phone.exists(), ~is_told)).all()


def on_date(occurrence_id, now):
    """The places on one date that have not begun, whether their holders were reminded or not: the same rows."""
    return db.session.execute(_facts().where(Slot.occurrence_id == occurrence_id, Slot.starts_at > now)).all()


def _facts():
    rows = select(Booking.id, Booking.sequence, Slot.starts_at, known_at, Person.age_band, Person.age_changes)
    whole = rows.join(Booking.slot).join(Slot.occurrence).join(Occurrence.event).join(Booking.person)
    return whole.where(*HOLDS_TRUE).order_by(Booking.id)


def is_young(place) -> bool:
    """Whether the holder of a place, one of these rows, has told us to be under 18."""
    return band_on(place.age_band, place.age_changes, clock.today()) not in (None, "adult")


def still_held(sequences) -> dict[int, Booking]:
    """Those of these places that can be called to mind as they are now, whole, by id; `sequences` is by id too."""
    rows = select(Booking).join(Booking.slot).join(Slot.occurrence).join(Occurrence.event)
    mine = rows.where(Booking.id.in_(sequences), *HOLDS_TRUE, Slot.starts_at > clock.now())
    found = db.session.scalars(mine.options(*WHOLE).execution_options(populate_existing=True)).all()
    return {one.id: one for one in found if one.sequence == sequences[one.id]}


def waited_for(slot_ids) -> set[int]:
    """Those of the slots on which somebody waits for a place."""
    waits = select(WaitingWish.slot_id).join(WaitingEntry).where(WaitingEntry.state == "waiting")
    return set(db.session.scalars(waits.where(WaitingWish.slot_id.in_(slot_ids)).distinct()))


def told(sequences) -> dict[int, dict]:
    """When these places were called to mind as they are now, by id: a dictionary of instants by rule."""
    found = {booking_id: {} for booking_id in sequences}
    rows = select(Message.once, Message.made_at).where(Message.about == rules.ABOUT, Message.about_id.in_(sequences))
    for once, made_at in db.session.execute(rows):
        rule, booking_id, version = rules.read_key(once)
        if sequences[booking_id] == version:
            found[booking_id][rule] = made_at
    return found


@told_only_if(rules.SOON)
@told_only_if(rules.ABOUT)
def still_true(messages) -> set[int]:
    """Those of these reminders, by id, whose place is held as it was when they were written (RULES M3)."""
    places = {message.id: rules.read_key(message.once)[1:] for message in messages}
    held = set(_held({booking_id for booking_id, _version in places.values()}))
    return {number for number, place in places.items() if place in held}


def _held(booking_ids):
    """The id and sequence of those of the places that can be called to mind now."""
    rows = select(Booking.id, Booking.sequence).join(Booking.slot).join(Slot.occurrence).join(Occurrence.event)
    held = rows.where(Booking.id.in_(booking_ids), *HOLDS_TRUE, Slot.starts_at > clock.now())
    return [tuple(row) for row in db.session.execute(held)]
