"""The counter of a slot: taken by one conditional UPDATE, given back by another. Tells nobody, offers nothing."""

from sqlalchemy import select, update

from ..database import claim
from ..events.models import Event, Slot
from ..extensions import db


def take(slot_id, party) -> bool:
    """Count so many places as taken if that many are free on an open slot (RULES C1)."""
    if party <= 0:
        return party == 0 or give_back(slot_id, -party)
    room = update(Slot).where(Slot.id == slot_id, Slot.open, Slot.taken + party <= Slot.capacity)
    return claim(room.values(taken=Slot.taken + party))


def give_back(slot_id, party) -> bool:
    """Count so many places as free again."""
    return claim(update(Slot).where(Slot.id == slot_id).values(taken=Slot.taken - party))


def in_line(event_id):
    """Wait until nobody else frees, offers or moves places of this event; ends with the transaction.

    Whoever needs more than one slot asks for this first, so that two of them never wait for each other on PostgreSQL;
    on SQLite there is one writer anyway. Taking one place needs only the slot's own row.
    """
    db.session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True))
