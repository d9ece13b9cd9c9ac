"""Places: take one, read it, give it back. The code of a place is its key."""

from flask import Response, after_this_request

from ..bookings import operations, operations_waiting, rules as booking_rules
from ..bookings.messages import why
from ..bookings.operations_waiting import Wishes
from ..bookings.queries import booking_with_code
from ..events.queries import slot_with_event
from ..web.guards import allow
from ..web.headers import link_page
from . import answers, plans, refusals
from .blueprint import PUBLIC, TOKENS, blueprint, described, json_answer, once
from .forms import NewBooking, NewMove, NewWait
from .guards import anybody, caller, scoped
from .operations import Told
from .problems import Problem
from .routes_events import ID

WRITE = "bookings:write"


@blueprint.post(f"/slots/<{ID}:slot_id>/bookings")
@allow(scoped(WRITE, needs_token=False))
@PUBLIC
@TOKENS
@described(
    "book_place", "Bookings", {201: answers.BookedAnswer, 409: answers.ConflictAnswer}, refusals=(404, 422),
    body=NewBooking, scope=WRITE,
)  # fmt: skip
def book_place(slot_id, body) -> Response:
    """Take a place.

    No account is needed: a first name, and a phone number or an e-mail. When every place is taken, the answer names
    up to three alternatives, and where to wait.
    """
    _slot(slot_id)
    wish = plans.place_request(body)

    def book():
        with refusals.in_words(slot_id, wish.party):
            booking = operations.book(slot_id, wish)
        return Told(201, answers.booked_answer(booking).model_dump_json(), f"/api/v1/bookings/{booking.code}")

    return once(body, book)


@blueprint.post(f"/slots/<{ID}:slot_id>/waiting-list")
@allow(scoped(WRITE, needs_token=False))
@PUBLIC
@TOKENS
@described(
    "join_waiting_list", "Bookings", {201: answers.WaitingAnswer, 409: answers.ConflictAnswer}, refusals=(404, 422),
    body=NewWait, scope=WRITE,
)  # fmt: skip
def join_waiting_list(slot_id, body) -> Response:
    """Wait for a place.

    Whoever waits is told when places are kept for them, and has to say yes.
    """
    for wanted in {slot_id, *body.slots}:
        _slot(wanted)
    wish = plans.place_request(body)

    def join():
        with refusals.in_words(slot_id, wish.party):
            entry = operations_waiting.join(Wishes((slot_id, *body.slots), body.least), wish)
        return Told(201, answers.waiting_answer(entry).model_dump_json())

    return once(body, join)


def _slot(slot_id):
    """The slot, if the town may see it and the caller may act for it."""
    slot, token = slot_with_event(slot_id), caller()
    event = slot.occurrence.event if slot else None
    if event is None or not (token.acts_for(event.organisation_id) if token else event.is_public):
        raise Problem("not_found")
    return slot


@blueprint.get("/bookings/<code>")
@allow(anybody)
@described("get_booking", "Bookings", {200: answers.BookingAnswer}, refusals=(404,))
def get_booking(code) -> Response:
    """Read a place by its code."""
    return _private(answers.booking_answer(_booking(code)))


@blueprint.delete("/bookings/<code>")
@allow(anybody)
@PUBLIC
@TOKENS
@described("cancel_booking", "Bookings", {200: answers.BookingAnswer, 409: answers.ProblemAnswer}, refusals=(404,))
def cancel_booking(code) -> Response:
    """Give a place back.

    Always possible until the start. Twice is once.
    """
    booking = _booking(code)
    if not operations.cancel(booking.id) and _booking(code).state in booking_rules.LIVE:
        raise Problem("over", why("over"), like="closed")
    return _private(answers.booking_answer(_booking(code)))


@blueprint.post("/bookings/<code>/move")
@allow(anybody)
@PUBLIC
@TOKENS
@described(
    "move_booking", "Bookings", {200: answers.BookingAnswer, 409: answers.ConflictAnswer}, refusals=(404, 422),
    body=NewMove,
)  # fmt: skip
def move_booking(code, body) -> Response:
    """Change to another slot of the same event.

    The new place is taken before the old one is given back: when there is none, the old one is still theirs.
    """
    booking = _booking(code)

    def move():
        with refusals.in_words(body.slot_id, booking.party):
            operations.move(booking.id, body.slot_id, despite_clash=body.despite_clash)
        return Told(200, answers.booking_answer(_booking(code)).model_dump_json())

    return link_page(once(body, move))


def _booking(code):
    found = booking_with_code(code)
    if found is None:
        raise Problem("not_found")
    return found


def _private(model):
    """An answer whose address is itself a secret."""
    after_this_request(link_page)
    return json_answer(model)
