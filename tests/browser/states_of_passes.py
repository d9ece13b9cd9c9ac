"""Passes and waiting entries in each of their states, in a served demo town."""

from datetime import timedelta

from app import clock
from app.accounts.queries import account_at
from app.bookings.models import Booking, Offer
from app.bookings.operations import Request, answer, cancel as give_back
from app.bookings.operations_feeds import renew
from app.bookings.operations_waiting import Wishes, join, leave
from app.database import unit_of_work
from app.demo.operations import address_of
from app.events.models import Slot
from app.events.operations import move_date
from app.extensions import db
from app.web.words import local
from tests import cast

KNOWN = {"good_to_know": ["Bring a list of your medicines"], "meeting_point": "The blue door, ring the bell."}


def passes(town) -> dict:
    """The codes of passes by the names that the pages ask for."""
    clinic = cast.clinic(town, title="Blood pressure check", lanes=2, **KNOWN)
    moved = cast.drive(town, title="Dune planting day", days=6)
    asks = cast.take(cast.first_slot(moved), "Ann")
    move_date(moved.occurrences[0].id, cast.days_ahead(7, 15), cast.days_ahead(7, 17))
    slots = clinic.occurrences[0].slots
    longer = cast.take(slots[0], "Amina", cast.phone(145), interpreter="Arabic", needs=("wheelchair", "calm"))
    party = cast.take(slots[3], "Joan", cast.phone(146), party=2, for_someone_else=True)
    said_yes = cast.take(slots[4], "Yes", cast.phone(147))
    answer(said_yes.id)
    alone = cast.take(cast.first_slot(cast.gathering(town, title="Tea and talk", days=9)))
    started = cast.take(cast.first_slot(cast.gathering(town, title="Open house")), "Late")
    over = cast.take(cast.first_slot(cast.gathering(town, title="Last week's walk")), "Past")
    _shift(started, -1, 1)
    _shift(over, -50, -48)
    renew(None, account_at(address_of("Ben")).person_id)
    return {
        "asks": asks.code, "longer": longer.code, "party": party.code, "said_yes": said_yes.code, "alone": alone.code,
        "started": started.code, "past": over.code,
    }  # fmt: skip


def _shift(booking, starts, ends):
    """Let a slot start and end so many hours from now."""
    with unit_of_work():
        slot = db.session.get(Slot, booking.slot_id)
        for row in (slot, slot.occurrence):
            row.starts_at, row.ends_at = (clock.now() + timedelta(hours=hours) for hours in (starts, ends))
            row.starts_local, row.ends_local = (local(at).replace(tzinfo=None) for at in (row.starts_at, row.ends_at))


def entries(town) -> dict:
    """The codes of waiting entries by the names that the pages ask for."""
    return {
        "waits": _entry(town, "Choir", party=3, least=2).code,
        "offer": _offered(town, "Yoga").code,
        "lapsed": _lapsed(town).code,
        "left": _left(town).code,
        "waits_slot": cast.first_slot(cast.gathering(town, title="Dance", capacity=1, days=12)).id,
    }


def _entry(town, title, **more):
    """Somebody who waits for the only place at an event of that title."""
    event = cast.gathering(town, title=title, capacity=3, days=12)
    slot = cast.first_slot(event)
    cast.take(slot, f"Holder of {title}", cast.phone(999), party=3)
    least = more.pop("least", None)
    request = Request(first_name=f"Will, {title}", address=cast.phone(321), says_adult=True, **{"party": 1, **more})
    return join(Wishes((slot.id,), least), request)


def _offered(town, title):
    entry = _entry(town, title)
    holder = db.session.query(Booking).filter_by(slot_id=entry.wishes[0].slot_id, state="confirmed").one()
    give_back(holder.id)
    return entry


def _lapsed(town):
    entry = _offered(town, "Pottery")
    with unit_of_work():
        db.session.query(Offer).filter_by(entry_id=entry.id).one().ends_at = clock.now() - timedelta(minutes=1)
    return entry


def _left(town):
    entry = _entry(town, "Knitting")
    leave(entry.id)
    return entry
