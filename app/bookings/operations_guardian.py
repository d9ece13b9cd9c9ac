"""What a guardian's answer does to the places of a young person: theirs, or free for somebody else (RULES S2)."""

from sqlalchemy import select, update

from .. import clock
from ..consents.models import Consent
from ..database import claim, unit_of_work
from ..events.models import Slot
from ..extensions import db
from . import messages, queries, rules
from .models import Booking, BookingChange
from .operations import end
from .operations_places import in_line
from .operations_telling import tell_holder
from .operations_young import guardian_asked
from .wishes import age_of


def consent_answered(consent_id) -> int:
    """Look again at the coming places of whom a consent is about; how many there were."""
    person_id = db.session.scalar(select(Consent.person_id).where(Consent.id == consent_id))
    return sum(_look_again(booking_id) for booking_id in _places(Booking.person_id == person_id))


def follow_consents() -> int:
    """Do the same for every place that waits, or whose yes was taken back, so that a lost call is made good."""
    taken_back = select(Consent.id).where(
        Consent.person_id == Booking.person_id, Consent.state == "withdrawn", Consent.ends_at > Booking.made_at
    )
    return sum(_look_again(booking_id) for booking_id in _places((Booking.state == "pending") | taken_back.exists()))


def _places(condition):
    coming = select(Booking.id).join(Booking.slot).where(Slot.kind == "help", Slot.starts_at > clock.now())
    return db.session.scalars(coming.where(Booking.state.in_(("pending", "confirmed")), condition)).all()


def _look_again(booking_id) -> bool:
    with unit_of_work():
        booking = db.session.get_one(Booking, booking_id)
        in_line(booking.slot.occurrence.event_id)
        db.session.refresh(booking)
        if booking.state not in ("pending", "confirmed"):
            return False
        reason = age_of(
            booking.slot, booking.person, queries.bookings_around(booking.person, booking.slot), booking.id
        )  # fmt: skip
        if reason is None:
            return _confirm(booking)
        if reason == rules.ASK_GUARDIAN and booking.state == "pending" and guardian_asked(booking.slot, booking.person):
            return False
        if reason == rules.ASK_GUARDIAN or booking.state == "pending":
            return _give_up(booking)
        return False


def _confirm(booking):
    waits = update(Booking).where(Booking.id == booking.id, Booking.state == "pending")
    if not claim(waits.values(state="confirmed", pending_until=None)):
        return False
    db.session.refresh(booking)
    db.session.add(BookingChange(booking_id=booking.id, state="confirmed", at=clock.now()))
    tell_holder(booking, messages.agreed)
    return True


def _give_up(booking):
    if not end(booking.id, "declined"):
        return False
    db.session.refresh(booking)
    tell_holder(booking, messages.not_agreed)
    return True
