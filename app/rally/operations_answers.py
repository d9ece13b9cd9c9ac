"""What people answer to a question: I can help, not this time, ask me less. Each twice is once."""

from dataclasses import dataclass

from sqlalchemy import update

from .. import clock
from ..backends.jobs import enqueue
from ..bookings.models import Booking, WaitingEntry
from ..bookings.operations import book
from ..bookings.operations_entering import Request
from ..bookings.operations_waiting import HasRoom, ListClosed, Wishes, join
from ..bookings.queries import live_booking
from ..bookings.queries_waiting import live_entry
from ..bookings.rules import AlreadyBooked, Full, NotBookable
from ..database import claim, unit_of_work
from ..extensions import db
from ..notifications.operations_phones import choose
from ..notifications.queries_phones import preference_of
from . import queries
from .models import Ask


@dataclass(frozen=True)
class Answered:
    """How a question stands after an answer: asks, going, reserve, no, less, full, settled, over, off, given back, or
    refused by may_book.

    `reason` is that of may_book, `booking` the place, `entry` that on the waiting list, `a_week` how often they are
    asked now.
    """

    outcome: str
    ask: Ask
    reason: str = ""
    booking: Booking | None = None
    entry: WaitingEntry | None = None
    a_week: int = 0


def answer(ask_id, said) -> Answered | None:
    """Somebody answers a question with one of messages.ANSWERS; None when it is nobody's any more. Twice is once."""
    ask = queries.ask_with(ask_id)
    if ask is None or ask.person_id is None:
        return None
    if said.startswith("less"):
        return _less(ask, int(said.removeprefix("less")))
    return {"yes": _yes, "no": _no, "page": stands}[said](ask)


def stands(ask) -> Answered:
    """How a question stands now; changes nothing."""
    slot = ask.rally.slot
    if booking := live_booking(slot.id, ask.person_id):
        return Answered("going", ask, booking=booking)
    if gone := _gone(slot):
        return Answered(gone, ask)
    if entry := live_entry(ask.person_id, slot.occurrence.event_id):
        return Answered("reserve", ask, entry=entry)
    said = {"yes": "given back", "no": "no"}.get(ask.state)
    asks = "settled" if ask.state == "taken back" else "asks"
    return Answered(said or (asks if slot.left else "full"), ask)


def _yes(ask, again=True):
    """Take the place by itself; who comes too late is the first reserve, never an error (RALLY 6)."""
    slot = ask.rally.slot
    if booking := live_booking(slot.id, ask.person_id):
        return Answered("going", _note(ask, "yes"), booking=booking)
    gone = _gone(slot)
    return Answered(gone, ask) if gone else _take(ask, again)


def _take(ask, again):
    slot_id, person_id = ask.rally.slot_id, ask.person_id
    try:
        booking = book(slot_id, Request(person_id=person_id, form_key=f"rally ask {ask.id}"))
    except Full:
        return _reserve(ask, again)
    except AlreadyBooked:
        return Answered("going", _note(ask, "yes"), booking=live_booking(slot_id, person_id))
    except NotBookable as refusal:
        return Answered("refused", ask, refusal.reason)
    if not booking.is_live:  # they gave it back since: the old button does not take it again
        return Answered("given back", ask, booking=booking)
    return Answered("going", _note(ask, "yes"), booking=booking)


def _gone(slot):
    """Whether there is nothing left to say yes to: "off" or "over"; "" while there is."""
    event, date = slot.occurrence.event, slot.occurrence
    if event.state != "published" or date.state != "on" or not slot.open:
        return "off"
    return "over" if clock.now() >= slot.starts_at else ""


def _reserve(ask, again):
    slot_id, request = ask.rally.slot_id, Request(person_id=ask.person_id, form_key=f"rally reserve {ask.id}")
    try:
        entry = join(Wishes((slot_id,)), request, first=True)
    except HasRoom:
        if again:  # somebody gave a place back in this very moment
            return _yes(ask, again=False)
        return Answered("full", _note(ask, "reserve"))
    except AlreadyBooked:
        return Answered("going", _note(ask, "yes"), booking=live_booking(slot_id, ask.person_id))
    except (ListClosed, NotBookable):
        return Answered("full", _note(ask, "reserve"))
    return Answered("reserve", _note(ask, "reserve"), entry=entry)


def _no(ask):
    if booking := live_booking(ask.rally.slot_id, ask.person_id):
        return Answered("going", ask, booking=booking)
    return Answered("no", _note(ask, "no", ("open",)))


def _note(ask, state, then=("open", "no", "taken back", "unreached")):
    """Write the answer down, once, and have the rally look at once."""
    with unit_of_work():
        unanswered = update(Ask).where(Ask.id == ask.id, Ask.state.in_(then))
        if claim(unanswered.values(state=state, answered_at=clock.now())):
            enqueue("rally.look", ask.rally_id)
    db.session.refresh(ask)
    return ask


def _less(ask, a_week):
    """So many asks a week at most from now on; 0 is none at all. It never makes them more."""
    wishes = preference_of(ask.person_id)
    if a_week == 0:
        choose(ask.person_id, asks=False)
    elif a_week < wishes.asks_a_week:
        choose(ask.person_id, asks_a_week=a_week)
    now = preference_of(ask.person_id)
    return Answered("less", ask, a_week=now.asks_a_week if now.asks else 0)
