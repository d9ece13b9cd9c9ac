"""What follows from what an organiser did: fewer or more places, another time or place, called off. And forgetting."""

from sqlalchemy import case, select, update

from .. import clock
from ..database import claim, unit_of_work
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from ..privacy import Holding, register
from . import messages, queries, queries_waiting as waiting, rules
from .models import Booking, BookingChange, WaitingEntry
from .operations import end
from .operations_entering import free_words
from .operations_offers import pass_on, withdraw_called_off
from .operations_places import in_line, say_who_helps
from .operations_telling import tell_holder
from .operations_waiting import close_lists, end_entry

KEEP_DAYS = 365


def change_capacity(slot_id, capacity) -> int:
    """Give a slot another number of places; by how many it is over then (RULES C4).

    Nobody is dropped: with fewer places than are taken nothing new is sold. More places go to whoever waits first.
    """
    with unit_of_work():
        in_line(waiting.event_of(slot_id))
        over = case((Slot.taken > capacity, Slot.taken - capacity), else_=0)
        claim(update(Slot).where(Slot.id == slot_id).values(capacity=capacity, overbook=over))
        pass_on([slot_id])
        slot = db.session.get_one(Slot, slot_id, populate_existing=True)
        say_who_helps(slot)
        return max(0, slot.taken - slot.capacity)


def follow_organiser() -> int:
    """Tell everybody whose date was called off or moved, and free what nobody needs; how many bookings it was.

    Asks the rows and not the caller, so that a lost call is made good by the next.
    """
    off, moved = _bookings_called_off(), _bookings_moved()
    for booking_id in off:
        _call_off(booking_id)
    for booking_id in moved:
        _follow_move(booking_id)
    withdraw_called_off()
    close_lists()
    return len(off) + len(moved)


def _bookings_called_off():
    off = (
        select(Booking.id).join(Booking.slot).join(Slot.occurrence).join(Occurrence.event)
        .where(Booking.state.in_(rules.LIVE), (Occurrence.state == "cancelled") | (Event.state == "cancelled"))
    )  # fmt: skip
    return db.session.scalars(off).all()


def _bookings_moved():
    behind = (
        select(Booking.id).join(Booking.slot).join(Slot.occurrence)
        .where(Booking.state.in_(rules.LIVE), Booking.version_told < Occurrence.version, Occurrence.state == "on",
               Slot.ends_at > clock.now())
    )  # fmt: skip
    return db.session.scalars(behind).all()


def _call_off(booking_id):
    with unit_of_work():
        if end(booking_id, "cancelled by organiser"):
            booking = db.session.get_one(Booking, booking_id, populate_existing=True)
            tell_holder(booking, messages.called_off, _is_soon(booking))


def _follow_move(booking_id):
    """Tell one person of a move, once for each version; their code words change where others say the same there."""
    with unit_of_work():
        booking = db.session.get_one(Booking, booking_id, populate_existing=True)
        date = booking.slot.occurrence
        told = update(Booking).where(Booking.id == booking_id, Booking.version_told < date.version)
        asks = booking.asks_again or booking.version_told < date.far_version
        if not claim(told.values(version_told=date.version, asks_again=asks, sequence=Booking.sequence + 1)):
            return
        db.session.refresh(booking)
        _renew_words(booking)
        db.session.add(BookingChange(booking_id=booking_id, state="moved by organiser", at=clock.now()))
        tell_holder(booking, messages.moved, _is_soon(booking))


def _is_soon(booking):
    return rules.is_late(booking.slot.starts_at, clock.now())


def _renew_words(booking):
    door_key = rules.door_key(booking.slot.occurrence.event.venue_id, booking.slot.starts_local)
    if booking.door_key == door_key:
        return
    same = select(Booking.id).where(Booking.door_key == door_key, Booking.code_words == booking.code_words)
    if db.session.scalar(same) is not None:
        booking.code_words = free_words(door_key)
    booking.door_key = door_key
    db.session.flush()


def erase_bookings(subject):
    """Free the subject's coming places without a word, and unlink their passes from their phones."""
    mine = Booking.person_id.in_(subject.person_ids)
    coming = select(Booking.id).join(Booking.slot).where(mine, Slot.starts_at > clock.now())
    waits = WaitingEntry.person_id.in_(subject.person_ids)
    with unit_of_work():
        _in_line_for(mine, waits)
        for booking_id in db.session.scalars(coming).all():
            end(booking_id, "cancelled")
        for entry in db.session.scalars(select(WaitingEntry).where(waits, WaitingEntry.ended_at.is_(None))).all():
            end_entry(entry, "left")
        db.session.execute(update(Booking).where(mine).values(phone_mark=None))
        db.session.execute(update(WaitingEntry).where(waits).values(phone_mark=None))


def _in_line_for(mine, waits):
    """Our turn at every event with one of these bookings or entries; in order, so that no two wait for each other."""
    booked = select(Occurrence.event_id).join(Slot).join(Booking, Booking.slot_id == Slot.id).where(mine)
    waited = select(WaitingEntry.event_id).where(waits)
    for event_id in sorted(db.session.scalars(booked.union(waited))):
        in_line(event_id)


def purge_bookings(before) -> int:
    """Unlink the passes of what ended before the instant from phones; how many there were. Counts stay."""
    old = select(Slot.id).where(Slot.ends_at < before)
    with unit_of_work():
        linked = update(Booking).where(Booking.slot_id.in_(old), Booking.phone_mark.is_not(None))
        waited = update(WaitingEntry).where(WaitingEntry.ended_at < before, WaitingEntry.phone_mark.is_not(None))
        return sum(db.session.execute(one.values(phone_mark=None)).rowcount for one in (linked, waited))


register(
    Holding(
        name="places",
        purpose="Keeping the place somebody took or waits for, and letting them in",
        columns=("booking.code", "booking.code_words", "booking.phone_mark", "waiting_entry.code",
                 "waiting_entry.phone_mark", "hold.phone_mark"),
        keep_days=KEEP_DAYS,
        export=queries.export_bookings,
        erase=erase_bookings,
        purge=purge_bookings,
    )
)  # fmt: skip
