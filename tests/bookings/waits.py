"""Somebody on a waiting list, for the tests of its pages."""

from app.bookings.models import WaitingEntry
from app.bookings.operations import Request
from app.bookings.operations_waiting import Wishes, join
from app.extensions import db
from tests.cast import phone, take


def full(slot, party=1):
    """Fill a slot with one booking; the booking."""
    return take(slot, name="Holder", address=phone(999), party=party)


def wait(slots, name="Will", last=321, party=1, least=None, **more):
    """An entry for these slots, by somebody without an account."""
    slots = slots if isinstance(slots, list) else [slots]
    request = Request(first_name=name, address=phone(last), party=party, says_adult=True, **more)
    return join(Wishes(tuple(slot.id for slot in slots), least), request)


def typed(name="Wendy", last=322, **more):
    """What somebody types into the form."""
    return {"first_name": name, "phone": f"07700 900{last}", "who": "me", "when": "this", "party": "1",
            "together": "all", "least": "1", **more}  # fmt: skip


def entries():
    return db.session.query(WaitingEntry).order_by(WaitingEntry.id).populate_existing().all()
