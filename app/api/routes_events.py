"""Events and slots: what is on, one of each, and posting."""

from flask import Response
from flask_babel import gettext as _

from ..discovery.queries import whats_on
from ..discovery.rules import Filters
from ..events import operations
from ..events.queries import slot_with_event
from ..organisations.queries import with_slug
from ..places.queries import area_named
from ..web.guards import allow
from . import answers, plans, queries, rules
from .blueprint import TOKENS, blueprint, described, form_key, json_answer, once, public_read
from .forms import EventsQuery, NewEvent
from .guards import anybody, caller, scoped
from .operations import Told
from .problems import Problem, invalid

ID = f"int(max={rules.BIGGEST_ID})"


@blueprint.get("/events")
@allow(anybody)
@public_read
@described("list_events", "Events", {200: answers.EventsAnswer}, refusals=(422,), query=EventsQuery)
def list_events(query) -> Response:
    """List what is on.

    The coming events that everybody may see, the next one first.
    """
    if query.area is not None and area_named(query.area) is None:
        raise invalid(("area", _("There is no such area")))
    after = _place(query.cursor) if query.cursor else None
    rows, more = whats_on(
        Filters(query.want or "", query.picture or "", query.area or "", query.since, query.until),
        limit=query.limit, after=after,
    )  # fmt: skip
    following = rules.cursor_after(rows[-1].starts, rows[-1].id) if more else None
    return json_answer(answers.EventsAnswer(items=[answers.card(row) for row in rows], next=following))


def _place(cursor):
    try:
        return rules.read_cursor(cursor)
    except ValueError as problem:
        raise invalid(("cursor", _("Use `next` of the page before"))) from problem


@blueprint.get(f"/events/<{ID}:event_id>")
@allow(anybody)
@public_read
@described("get_event", "Events", {200: answers.EventAnswer}, refusals=(404,))
def get_event(event_id) -> Response:
    """Read one event, with its dates and slots.

    A draft shows to a token of its organisation alone.
    """
    event = queries.event_with_id(event_id)
    if event is None or not _may_see(event):
        raise Problem("not_found")
    return json_answer(answers.event_answer(event))


@blueprint.get(f"/slots/<{ID}:slot_id>")
@allow(anybody)
@public_read
@described("get_slot", "Events", {200: answers.SlotAnswer}, refusals=(404,))
def get_slot(slot_id) -> Response:
    """Read one slot: how many places it has, and how many are left."""
    slot = slot_with_event(slot_id)
    if slot is None or not _may_see(slot.occurrence.event):
        raise Problem("not_found")
    return json_answer(answers.slot_answer(slot, queries.waiting_on([slot_id]).get(slot_id, 0)))


def _may_see(event):
    token = caller()
    return event.is_public or (token is not None and token.acts_for(event.organisation_id))


@blueprint.post("/events")
@allow(scoped("events:write"))
@TOKENS
@described(
    "create_event", "Events", {201: answers.EventAnswer}, refusals=(404, 422), body=NewEvent, scope="events:write",
    anonymous=False,
)  # fmt: skip
def create_event(body) -> Response:
    """Post an event.

    Times are wall times of the town, without an offset. A draft is shown to nobody until it is published.
    """
    plan = plans.event_plan(body, _organisation(body.organisation))

    def post():
        made = operations.post(plan, None, publish_now=body.state == "published", form_key=form_key())
        event = queries.event_with_id(made.id)
        return Told(201, answers.event_answer(event).model_dump_json(), f"/api/v1/events/{event.id}")

    return once(body, post)


def _organisation(wanted):
    """For whom the token of this request posts: its own organisation, or any by its short name for a town token."""
    token = caller()
    if token.organisation:
        if wanted not in (None, token.organisation.slug):
            raise Problem("not_found")
        return token.organisation
    found = with_slug(wanted) if wanted else None
    if found is None:
        raise invalid(("organisation", _("Say for which organisation, by its short name")))
    return found
