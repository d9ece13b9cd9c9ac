"""The counter of a slot: taken by one conditional UPDATE, given back by another. Tells nobody, offers nothing."""

from sqlalchemy import bindparam, select, update

from .. import clock
from ..backends.jobs import enqueue
from ..database import claim, run
from ..events.models import Event, Slot
from ..extensions import db
from .models import Booking, BookingChange
from .rules import LIVE

_slot = update(Slot).where(Slot.id == bindparam("slot_id"))
_take = _slot.where(Slot.open, Slot.taken + bindparam("party") <= Slot.capacity).values(
    taken=Slot.taken + bindparam("party")
)
_give_back = _slot.values(taken=Slot.taken - bindparam("party"))


def take(slot_id, party) -> bool:
    """Count so many places as taken if that many are free on an open slot (RULES C1)."""
    if party <= 0:
        return party == 0 or give_back(slot_id, -party)
    return run(_take, slot_id=slot_id, party=party).rowcount == 1


def give_back(slot_id, party) -> bool:
    """Count so many places as free again."""
    return run(_give_back, slot_id=slot_id, party=party).rowcount == 1


def in_line(event_id):
    """Wait until nobody else frees, offers or moves places of this event; ends with the transaction.

    Whoever needs more than one slot asks for this first, so that two of them never wait for each other on PostgreSQL;
    on SQLite there is one writer anyway. Taking one place needs only the slot's own row.
    """
    db.session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True))


def say_who_helps(slot):
    """Let those hear of it who look for helpers: somebody took or freed a place to help on this slot."""
    if slot.kind == "help":
        enqueue("rally.refill", slot.id)


def end_booking(booking_id, state, late=False) -> list[int]:
    """Move one live booking out of its place, whoever else tries the same; the slots on which it freed places."""
    live = update(Booking).where(Booking.id == booking_id, Booking.state.in_(LIVE))
    if not claim(live.values(state=state, late=late, sequence=Booking.sequence + 1)):
        return []
    places = select(Booking.slot_id, Booking.second_slot_id, Booking.party).where(Booking.id == booking_id)
    *slot_ids, party = db.session.execute(places).one()
    freed = [slot_id for slot_id in slot_ids if slot_id]
    for slot_id in freed:
        give_back(slot_id, party)
        say_who_helps(db.session.get_one(Slot, slot_id))
    db.session.add(BookingChange(booking_id=booking_id, state=state, at=clock.now()))
    return freed
