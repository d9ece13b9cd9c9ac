"""Why a place cannot be had, as problems with stable codes: what the rules of bookings say, for programs."""

from contextlib import contextmanager

from flask import current_app
from flask_babel import gettext as _

from .. import clock
from ..bookings.messages import REASONS, why
from ..bookings.operations_waiting import HasRoom, ListClosed
from ..bookings.queries_left import free_slots_like
from ..bookings.rules import AlreadyBooked, Full, NotBookable
from ..bookings.rules_waiting import CLOSES
from ..events.queries import slot_with_event
from ..rally.messages import REASONS as WHY_NOT, why_not
from . import answers, queries
from .problems import WORDS, Problem, invalid

FIELDS = {"say your age": "adult", "party": "party"}
"""The reasons that another request can put right, and the field that does."""
CODES = {"clash?": "clash_warning"}
"""The reasons whose code is not just their words."""
ALTERNATIVES = 3


@contextmanager
def in_words(slot_id, party):
    """Turn what the operations of bookings raise into the Problem that tells it to a program."""
    try:
        yield
    except Full:
        raise full(slot_id, party) from None
    except AlreadyBooked:
        raise Problem("already_booked") from None
    except HasRoom as room:
        raise Problem("has_room", alternatives=_told([slot_with_event(room.slot_id)])) from None
    except ListClosed:
        raise Problem("list_closed") from None
    except NotBookable as refusal:
        raise of_reason(refusal.reason) from None


def of_reason(reason) -> Problem:
    """The Problem of one reason of bookings.rules.may_book."""
    if reason == "say your age":
        return invalid(("adult", _("Send true if the person is 18 or over: helping here is for adults")))
    if reason in FIELDS:
        return invalid((FIELDS[reason], why(reason)))
    return Problem(_code(reason), why(reason), like="closed")


def _code(reason):
    return CODES.get(reason) or reason.replace(" ", "_")


def of_rally(reason) -> Problem:
    """The Problem of one reason why nobody can be asked for a slot."""
    word = _rally_code(reason)
    return Problem(word, why_not(reason), like=None if word in WORDS else "closed")


def _rally_code(reason):
    return reason if reason in ("full", "over", "closed") else f"rally_{reason.replace(' ', '_')}"


def reasons() -> list[tuple[str, str]]:
    """The code and the sentence of every reason that has a code of its own."""
    codes = {_rally_code(reason): why_not(reason) for reason in WHY_NOT}
    codes |= {_code(reason): why(reason) for reason in REASONS if reason not in FIELDS}
    return [(code, sentence) for code, sentence in codes.items() if code not in WORDS]


def full(slot_id, party) -> Problem:
    """Every place is taken; with what else has room, and where to wait."""
    slot = slot_with_event(slot_id)
    others = free_slots_like(slot, limit=50, party=party)
    return Problem("full", alternatives=_told(others)[:ALTERNATIVES], waiting_list=_where_to_wait(slot, party))


def _told(slots):
    waiting = queries.waiting_on([slot.id for slot in slots])
    found = [answers.slot_answer(slot, waiting.get(slot.id, 0)) for slot in slots]
    return [slot.model_dump(mode="json") for slot in found if slot.state == "open"]


def _where_to_wait(slot, party):
    if slot.starts_at - clock.now() <= CLOSES or slot.capacity < party:
        return None
    return f"{current_app.config['BASE_URL']}/api/v1/slots/{slot.id}/waiting-list"
