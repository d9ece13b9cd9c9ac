"""Take a place and give it back. Every change of a slot's counter is one conditional UPDATE beside its booking."""

from dataclasses import dataclass
from secrets import randbelow, token_urlsafe

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..accounts.models import Person
from ..accounts.operations import need_until, person_for
from ..addresses import Address
from ..config import NOTICE_MINUTES
from ..database import claim, unit_of_work
from ..events.models import Event, Occurrence, Slot
from ..events.queries import slot_with_event
from ..extensions import db
from ..notifications.operations import tell
from ..privacy import Holding, fingerprint, register
from . import messages, queries, rules
from .models import Booking, BookingChange

KEEP_DAYS = 365


@dataclass(frozen=True)
class Request:
    """Who wants a place: the signed-in `person_id`, or a first name and an `Address`.

    `form_key` is the form's idempotency key, `phone_mark` the fingerprint of the phone it was sent from.
    """

    form_key: str | None = None
    person_id: int | None = None
    first_name: str = ""
    address: Address | None = None
    for_someone_else: bool = False
    says_adult: bool = False
    phone_mark: str | None = None
    party: int = 1
    door: str = "web"


def book(slot_id, request) -> Booking:
    """Give the person a place on the slot and tell them; the same form key gives the booking it made before.

    Raises rules.Full, rules.AlreadyBooked or rules.NotBookable.
    """
    try:
        with unit_of_work():
            made = _booking_of(request.form_key, slot_id)
            return made or _book(slot_id, request)
    except (IntegrityError, rules.AlreadyBooked):  # perhaps by a twin of this very request, a moment ago
        made = _booking_of(request.form_key, slot_id)
        if made is None:
            raise rules.AlreadyBooked from None
        return made


def _booking_of(form_key, slot_id):
    made = queries.booking_with_key(form_key) if form_key else None
    if made and made.slot_id != slot_id:
        raise rules.NotBookable("closed")  # one form's key on another form: nobody's browser does that
    return made


def _book(slot_id, request):
    # The counter comes first: its row lock queues everybody who wants this slot, on PostgreSQL too.
    has_room = _take_places(slot_id, request.party)
    slot = slot_with_event(slot_id)
    if slot is None:
        raise rules.NotBookable("closed")
    person = _who(request)
    if reason := rules.may_book(_wish(slot, person, request.says_adult), clock.now(), NOTICE_MINUTES):
        raise rules.NotBookable(reason)
    if queries.live_booking(slot_id, person.id):
        raise rules.AlreadyBooked
    if not has_room:
        raise rules.Full
    return _enter(slot, person, request)


def _who(request):
    if request.person_id:
        return db.session.get_one(Person, request.person_id)
    return person_for(request.first_name, request.address)


def _wish(slot, person, says_adult=False):
    event = slot.occurrence.event
    day = slot.starts_local.date()
    return rules.Wish(
        kind=slot.kind, timed=slot.timed, open=slot.open and event.is_public, starts_at=slot.starts_at,
        ends_at=slot.ends_at, min_age=event.min_age, band=person.band_on(day) if person else None,
        says_adult=says_adult,
    )  # fmt: skip


def why_not(slot, person) -> str | None:
    """Why this person, or somebody unknown (None), cannot take a place on the slot; None when they can.

    Somebody unknown may still have to say that they are grown up: that is no reason before they are asked.
    """
    return rules.may_book(_wish(slot, person, says_adult=True), clock.now(), NOTICE_MINUTES)


def _take_places(slot_id, party):
    room = update(Slot).where(Slot.id == slot_id, Slot.open, Slot.taken + party <= Slot.capacity)
    return claim(room.values(taken=Slot.taken + party))


def _enter(slot, person, request):
    code, now = token_urlsafe(16), clock.now()
    booking = Booking(
        code=code, code_hash=fingerprint(code), code_words=_free_words(slot.occurrence_id),
        occurrence_id=slot.occurrence_id, slot=slot, person=person, phone_mark=request.phone_mark,
        party=request.party, for_someone_else=request.for_someone_else, door=request.door, made_at=now,
        form_key=request.form_key, state="confirmed",
    )  # fmt: skip
    db.session.add(booking)
    need_until(person, slot.ends_at)
    db.session.flush()
    db.session.add(BookingChange(booking_id=booking.id, state="confirmed", at=now))
    _tell(booking, *messages.confirmation(booking, code))
    return booking


def _free_words(occurrence_id):
    while True:  # about 10,000 codes for at most 5,000 people on a date: a free one is always near
        words = rules.code_words(randbelow)
        said = select(Booking.id).where(Booking.occurrence_id == occurrence_id, Booking.code_words == words)
        if db.session.scalar(said) is None:
            return words


def _tell(booking, subject, text):
    if address := booking.person.address:
        tell(address, subject, text, about="bookings")


def cancel(booking_id) -> bool:
    """Give a place back; false when it was no longer held, or the thing has started. Twice is once."""
    now = clock.now()
    with unit_of_work():
        booking = db.session.get_one(Booking, booking_id)
        starts_at = booking.slot.starts_at
        if not rules.may_cancel(booking.state, starts_at, now):
            return False
        if not _end(booking_id, "cancelled", rules.is_late(starts_at, now)):
            return False
        db.session.refresh(booking)
        _tell(booking, *messages.cancelled(booking))
        return True


def _end(booking_id, state, late=False):
    """Move one live booking out of its place and count the place free, whoever else tries the same."""
    live = update(Booking).where(Booking.id == booking_id, Booking.state.in_(rules.LIVE))
    if not claim(live.values(state=state, late=late)):
        return False
    slot_id, party = db.session.execute(select(Booking.slot_id, Booking.party).where(Booking.id == booking_id)).one()
    db.session.execute(update(Slot).where(Slot.id == slot_id).values(taken=Slot.taken - party))
    db.session.add(BookingChange(booking_id=booking_id, state=state, at=clock.now()))
    return True


def release_cancelled() -> int:
    """Free and tell everybody who holds a place on a date that was called off; how many there were.

    Asks the rows and not the caller, so that a lost call is made good by the next.
    """
    off = (
        select(Booking.id).join(Booking.slot).join(Slot.occurrence).join(Occurrence.event)
        .where(Booking.state.in_(rules.LIVE), (Occurrence.state == "cancelled") | (Event.state == "cancelled"))
    )  # fmt: skip
    ids = db.session.scalars(off).all()
    for booking_id in ids:
        with unit_of_work():
            if _end(booking_id, "cancelled by organiser"):
                booking = db.session.get_one(Booking, booking_id, populate_existing=True)
                _tell(booking, *messages.called_off(booking))
    return len(ids)


def erase_bookings(subject):
    """Free the subject's coming places without a word, and unlink their passes from their phones."""
    mine = Booking.person_id.in_(subject.person_ids)
    coming = select(Booking.id).join(Booking.slot).where(mine, Slot.starts_at > clock.now())
    with unit_of_work():
        for booking_id in db.session.scalars(coming).all():
            _end(booking_id, "cancelled")
        db.session.execute(update(Booking).where(mine).values(phone_mark=None))


def purge_bookings(before) -> int:
    """Unlink the passes of what ended before the instant from phones; how many there were. Counts stay."""
    old = select(Slot.id).where(Slot.ends_at < before)
    with unit_of_work():
        linked = update(Booking).where(Booking.slot_id.in_(old), Booking.phone_mark.is_not(None))
        return db.session.execute(linked.values(phone_mark=None)).rowcount


register(
    Holding(
        name="places",
        purpose="Keeping the place somebody took, and letting them in",
        columns=("booking.code", "booking.code_words", "booking.phone_mark"),
        keep_days=KEEP_DAYS,
        export=queries.export_bookings,
        erase=erase_bookings,
        purge=purge_bookings,
    )
)
