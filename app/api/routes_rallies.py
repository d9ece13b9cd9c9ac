"""Rallies: have people asked for the free places of a slot, and see how it goes."""

from flask import Response

from ..events.queries import slot_with_event
from ..rally import operations
from ..rally.queries import rally_with
from ..web.guards import allow
from . import refusals
from .answers import ProblemAnswer
from .answers_rallies import RallyAnswer, rally_answer
from .blueprint import TOKENS, blueprint, described, json_answer, once
from .forms import NewRally
from .guards import caller, scoped
from .operations import Told
from .problems import Problem
from .routes_events import ID

WRITE = "events:write"


@blueprint.post(f"/slots/<{ID}:slot_id>/rally")
@allow(scoped(WRITE))
@TOKENS
@described(
    "start_rally", "Rallies", {201: RallyAnswer, 409: ProblemAnswer}, refusals=(404, 422), body=NewRally, scope=WRITE,
    anonymous=False,
)  # fmt: skip
def start_rally(slot_id, body) -> Response:
    """Ask people until it is full.

    The few whom it suits best are asked by push, then the next few. A rally that runs already stays as it is.
    """
    slot = slot_with_event(slot_id)
    if slot is None or not _is_ours(slot):
        raise Problem("not_found")

    def start():
        try:
            rally = rally_with(operations.start(slot_id, lead_minutes=body.lead_minutes).id)
        except operations.NotStarted as problem:
            raise refusals.of_rally(problem.reason) from None
        return Told(201, rally_answer(rally).model_dump_json(), f"/api/v1/rallies/{rally.id}")

    return once(body, start)


@blueprint.get(f"/rallies/<{ID}:rally_id>")
@allow(scoped(WRITE))
@described(
    "get_rally", "Rallies", {200: RallyAnswer}, refusals=(404,), scope=WRITE, anonymous=False,
)  # fmt: skip
def get_rally(rally_id) -> Response:
    """Read how a rally stands."""
    rally = rally_with(rally_id)
    if rally is None or not _is_ours(rally.slot):
        raise Problem("not_found")
    return json_answer(rally_answer(rally))


def _is_ours(slot):
    """Whether the token of this request acts for who runs the event: for all others it does not exist."""
    return caller().acts_for(slot.occurrence.event.organisation_id)
