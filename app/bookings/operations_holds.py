"""A place is kept while somebody types: for ten minutes by the server's clock, one for each visitor and date."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from .. import clock
from ..config import HOLD_EXTENDS_MINUTES, HOLD_MINUTES
from ..database import claim, unit_of_work
from ..events.models import Occurrence
from ..extensions import db
from . import queries_waiting as waiting, rules
from .models import Hold
from .operations_offers import pass_on, settle
from .operations_places import give_back, in_line, take


def hold(slot, phone_mark, party=1) -> Hold:
    """Keep places on a slot for a visitor, and free what they kept on that date before (RULES H1).

    Raises rules.Full; then the earlier hold stays.
    """
    with unit_of_work():
        in_line(slot.occurrence.event_id)
        settle(slot.id)
        if kept := waiting.hold_on(slot.id, phone_mark):
            return _resized(kept, party)
        if not take(slot.id, party):
            raise rules.Full
        release(slot.occurrence_id, phone_mark)
        made = Hold(
            slot_id=slot.id, occurrence_id=slot.occurrence_id, phone_mark=phone_mark, party=party,
            ends_at=clock.now() + timedelta(minutes=HOLD_MINUTES),
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        return made


def _resized(kept, party):
    """The hold that is there, for another number of people; it ends when it would have ended."""
    if not take(kept.slot_id, party - kept.party):
        raise rules.Full
    fewer = party < kept.party
    kept.party = party
    db.session.flush()
    if fewer:
        pass_on([kept.slot_id])
    return kept


def extend(slot_id, phone_mark) -> bool:
    """Five more minutes, once (WCAG 2.2.1); false when there is nothing to extend."""
    running = update(Hold).where(
        Hold.slot_id == slot_id, Hold.phone_mark == phone_mark, Hold.ends_at > clock.now(), ~Hold.extended
    )
    with unit_of_work():
        kept = waiting.hold_on(slot_id, phone_mark)
        if kept is None:
            return False
        ends_at = kept.ends_at + timedelta(minutes=HOLD_EXTENDS_MINUTES)
        return claim(running.values(ends_at=ends_at, extended=True))


def release(occurrence_id, phone_mark):
    """Give back what a visitor kept on a date, to whoever waits for it."""
    mine = delete(Hold).where(Hold.occurrence_id == occurrence_id, Hold.phone_mark == phone_mark)
    with unit_of_work():
        in_line(db.session.scalar(select(Occurrence.event_id).where(Occurrence.id == occurrence_id)))
        for slot_id, party in db.session.execute(mine.returning(Hold.slot_id, Hold.party)).all():
            give_back(slot_id, party)
            pass_on([slot_id])


def use(slot_id, phone_mark) -> int:
    """Turn a visitor's running hold into their booking: how many places it kept, which stay counted; 0 without one."""
    running = delete(Hold).where(Hold.slot_id == slot_id, Hold.phone_mark == phone_mark, Hold.ends_at > clock.now())
    return db.session.scalar(running.returning(Hold.party)) or 0
