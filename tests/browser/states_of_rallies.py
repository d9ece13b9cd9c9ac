"""Rallies in each of their states, with their questions, for the pages of organisers and of those who were asked.

The asks are written as rows: at night, when these tests may run, nobody is really asked.
"""

from datetime import timedelta

from app import clock
from app.bookings.operations import Request, book
from app.bookings.operations_waiting import Wishes, join
from app.database import unit_of_work
from app.extensions import db
from app.notifications.operations_phones import choose
from app.rally import messages, operations
from app.rally.models import Ask, Rally
from app.rally.operations_ticking import end
from tests import cast


def rallies(town) -> dict:
    """The names that the addresses of their pages ask for."""
    running, ask = _rally(town, "Clear the dune path", 3, _asked(4, 5))
    dry, _ask = _rally(town, "Carry sandbags", 2, _asked(2, 2), dry_at=clock.now())
    paused, no = _rally(town, "Paint the hut", 4, ["no"])
    _stopped, settled = _rally(town, "Count the terns", 2, ["open"])
    end(_stopped.id, "stopped")
    full, late = _rally(town, "Mend the fence", 1, ["open", "no"])
    going = _rally(town, "Rake the sand", 2, ["open"])[1]
    reserve, first = _rally(town, "Plant marram", 1, ["open"])
    with unit_of_work():
        db.session.get(Rally, paused.id).state = "paused"
    for rally in (full, reserve):
        cast.take(rally.slot, name=f"Quick {rally.id}")
    book(going.rally.slot_id, Request(person_id=going.person_id))
    join(Wishes((reserve.slot_id,)), Request(person_id=first.person_id), first=True)
    far = cast.first_slot(cast.drive(town, title="Summer clean", days=30))
    return {
        "not_asked_slot": cast.first_slot(cast.drive(town, title="Not asked", days=2)).id, "far_slot": far.id,
        "rally_slot": running.slot_id, "dry_slot": dry.slot_id, "paused_slot": paused.slot_id,
        "rally_full_slot": full.slot_id, "ask": messages.token(ask.id), "ask_no": messages.token(no.id),
        "ask_settled": messages.token(settled.id), "ask_late": messages.token(late.id),
        "ask_going": messages.token(going.id), "ask_reserve": messages.token(first.id),
    }  # fmt: skip


def _asked(first, second):
    return ["open"] * first + ["no"] * second


def _rally(town, title, places, states, **more):
    """A rally with asks in these states, the first of them to be looked at."""
    slot = cast.first_slot(cast.drive(town, title=title, capacity=places, days=1))
    rally = operations.start(slot.id)
    with unit_of_work():
        row = db.session.get(Rally, rally.id)
        for name, value in ({"dry_at": None} | more).items():
            setattr(row, name, value)
        asks = [_ask(rally.id, number, state) for number, state in enumerate(states)]
        db.session.add_all(asks)
    return rally, asks[0]


def _ask(rally_id, number, state):
    person = cast.person(f"Asked{rally_id}x{number}", (1990, 3)).person_id
    choose(person, asks=True)
    at = clock.now() - timedelta(minutes=70 if number > 3 else 20)
    return Ask(
        rally_id=rally_id, person_id=person, state=state, tick=1 if number > 3 else 2, chance=0.18, freshness=1.0,
        context=1.2, rank=number + 1, ring=number % 3, reason="new here" if number == 4 else "best", places=3,
        sure=0.1 * (number > 3), wanted=0.3, asked_at=at, answered_at=None if state == "open" else at,
    )  # fmt: skip
