"""Take a place, change it, give it back. Every change of a slot's counter is one conditional UPDATE beside its row."""

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..accounts.operations import need_until
from ..database import claim, unit_of_work
from ..events.models import Slot
from ..events.queries import slot_with_event
from ..extensions import db
from . import messages, queries, queries_waiting as waiting, rules
from .models import Booking, BookingChange
from .operations_entering import (
    Request,
    enter,
    free_words,
    known_person,
    take_longer,
    wants_interpreter,
    who_asks,
)
from .operations_holds import use
from .operations_offers import pass_on, settle
from .operations_places import end_booking, give_back, in_line, say_who_helps, take
from .operations_telling import tell_holder
from .operations_young import asks_guardian
from .wishes import may_take


def book(slot_id, request) -> Booking:
    """Give the person a place on the slot and tell them; the same form key gives the booking it made before.

    A visitor's hold on the slot becomes the place. Where a guardian has still to say yes, the place is pending.
    Raises rules.Full, rules.AlreadyBooked, rules.NotBookable or, for the guardian's address, NotAsked.
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
    # Whoever touches more than one row of places stands in line first; all others only need the slot's own row,
    # whose lock queues everybody who wants it, on PostgreSQL too. So it comes before anything is read.
    if request.party < 1:
        raise rules.NotBookable("party")
    known, at_address = known_person(request)
    longer = wants_interpreter(request, known)
    kept = _kept(slot_id, request) or (in_line(waiting.event_of(slot_id)) if longer else 0) or 0
    has_room = _take_places(slot_id, request.party, kept)
    slot = slot_with_event(slot_id)
    if slot is None:
        raise rules.NotBookable("closed")
    person = who_asks(request, known, slot.ends_at)
    reason = may_take(slot, person if at_address else None, request)  # for a stranger there is nothing to look up
    if reason and not (reason == rules.ASK_GUARDIAN and asks_guardian(slot, person, request)):
        raise rules.NotBookable(reason)
    if known and queries.has_place(slot_id, person.id):
        raise rules.AlreadyBooked
    if not has_room:
        raise rules.Full
    booking = enter(slot, person, request, second=take_longer(slot, request.party) if longer else None,
                    pending=reason is not None)  # fmt: skip
    if request.party < kept:
        pass_on([slot_id])
    return booking


def _kept(slot_id, request):
    if not request.phone_mark or not waiting.is_held(slot_id, request.phone_mark):
        return 0
    in_line(waiting.event_of(slot_id))
    return use(slot_id, request.phone_mark)


def _take_places(slot_id, party, kept):
    if take(slot_id, party - kept):
        return True
    return settle(slot_id) and take(slot_id, party - kept)


def why_not(slot, person) -> str | None:
    """Why this person, or somebody unknown (None), cannot take a place on the slot; None when they can.

    What the visitor is still to be asked, as whether they are grown up, is no reason before they are asked; nor is a
    clash, since the place may be for somebody else.
    """
    reason = may_take(slot, person, Request(
        person_id=person.id if person else None, says_adult=True, despite_clash=True,
        passed=slot.occurrence.event.eligibility,
    ))  # fmt: skip
    return None if reason == "clash" else reason


def move(booking_id, slot_id, despite_clash=False, by_staff=False) -> Booking:
    """Change a booking to another slot of the same event: the new place is taken before the old one is freed.

    Raises rules.Full, rules.AlreadyBooked or rules.NotBookable, and then the old place is still theirs (RULES B2).
    """
    with unit_of_work():
        booking = db.session.get_one(Booking, booking_id)
        event_id = booking.slot.occurrence.event_id
        in_line(event_id)
        db.session.refresh(booking)
        if booking.slot_id == slot_id:
            return booking
        slot = slot_with_event(slot_id)
        _check_move(booking, slot, event_id, despite_clash, by_staff)
        old = {booking.slot_id, *filter(None, [booking.second_slot_id])}
        if slot_id not in old and not _take_places(slot_id, booking.party, 0):
            raise rules.Full
        second = take_longer(slot, booking.party, old) if booking.second_slot_id else None
        _put(booking, slot, second)
        freed = old - {slot_id, second and second.id}
        for place in freed:
            give_back(place, booking.party)
            say_who_helps(db.session.get_one(Slot, place))
        say_who_helps(slot)
        pass_on(freed)
        return booking


def _check_move(booking, slot, event_id, despite_clash, by_staff):
    if not rules.may_change(booking.state, booking.slot.starts_at, clock.now()):
        raise rules.NotBookable("over")
    if slot is None or slot.occurrence.event_id != event_id or slot.kind != booking.slot.kind:
        raise rules.NotBookable("closed")
    request = Request(
        party=booking.party, says_adult=True, passed=booking.eligibility, despite_clash=despite_clash,
        by_staff=by_staff, door=booking.door,
    )  # fmt: skip
    if reason := may_take(slot, booking.person, request, instead_of=booking.id):
        raise rules.NotBookable(reason)
    if queries.has_place(slot.id, booking.person_id):
        raise rules.AlreadyBooked


def _put(booking, slot, second):
    """Write the new place into a booking and tell its holder."""
    door_key = rules.door_key(slot.occurrence.event.venue_id, slot.starts_local)
    if door_key != booking.door_key:
        booking.door_key, booking.code_words = door_key, free_words(door_key)
    booking.slot, booking.occurrence_id, booking.second_slot_id = slot, slot.occurrence_id, second and second.id
    booking.sequence += 1
    booking.version_told, booking.asks_again = slot.occurrence.version, False
    need_until(booking.person, slot.ends_at)
    db.session.flush()
    db.session.add(BookingChange(booking_id=booking.id, state="moved", at=clock.now()))
    tell_holder(booking, messages.changed)


def cancel(booking_id, by="cancelled") -> bool:
    """Give a place back; false when it was no longer held, or the thing has started. Twice is once."""
    now = clock.now()
    with unit_of_work():
        booking = db.session.get_one(Booking, booking_id)
        slot = booking.slot
        if not rules.may_cancel(booking.state, slot.starts_at, now):
            return False
        in_line(slot.occurrence.event_id)
        if not end(booking_id, by, rules.is_late(slot.starts_at, now)):
            return False
        db.session.refresh(booking)
        tell_holder(booking, messages.cancelled)
        return True


def end(booking_id, state, late=False) -> bool:
    """Move one live booking out of its place and pass the place on; false when it held none any more."""
    freed = end_booking(booking_id, state, late)
    pass_on(freed)
    return bool(freed)


def answer(booking_id) -> bool:
    """ "I'm coming": note that the person said so; false when the place is no longer theirs."""
    live = update(Booking).where(Booking.id == booking_id, Booking.state.in_(rules.LIVE))
    with unit_of_work():
        return claim(live.values(answered_at=clock.now(), asks_again=False))
