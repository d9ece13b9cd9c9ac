"""Who is coming, for the people who run an event; and whom somebody should phone. Every look is a line in the log."""

import structlog
from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ..addresses import spoken_form
from ..events.queries import event_for
from ..notifications.operations import told_by_phone
from ..notifications.queries import outcomes
from ..organisations.guards import sees_people
from ..organisations.queries import organisations_of
from ..web.guards import allow
from . import queries_roster as queries
from .messages import ABOUT_HOLDER
from .roster import roster

blueprint = Blueprint("roster", __name__, url_prefix="/organise")
SEES = "see people"


@blueprint.get("/events/<slug>/people")
@allow(sees_people)
def people(slug):
    event = event_for(slug, _ours()) or abort(404)
    bookings = queries.bookings_of(event.id)
    told = outcomes(ABOUT_HOLDER, [booking.id for booking in bookings])
    dates = roster(event, bookings, queries.line_of(event.id), queries.offers_of(event.id), told)
    may_post = event.organisation_id in {one.id for one in organisations_of(current_user.account)}
    _note_look([event.id])
    return _private("bookings/roster.html", event=event, dates=dates, may_post=may_post)


@blueprint.get("/calls")
@allow(sees_people)
def calls():
    ours = _ours() or abort(404)
    found = list(queries.calls_for(ours))
    _note_look(sorted({event.id for _call, _person, event in found}))
    return _private("bookings/roster_calls.html", calls=found, spoken=spoken_form)


@blueprint.post("/calls/<int:message_id>")
@allow(sees_people)
def told(message_id):
    """Somebody has phoned and told it; twice is once."""
    ours = _ours() or abort(404)
    if message_id in {call.message_id for call, _person, _event in queries.calls_for(ours)}:
        told_by_phone(message_id)
        flash(_("Noted. Thank you for calling."))
    return redirect(url_for(".calls"), 303)


def _ours():
    """The organisations of which whoever asks may see the people."""
    return [one.id for one in organisations_of(current_user.account, SEES)]


def _note_look(event_ids):
    """Until there is a log that nobody can alter, the log says who looked at people (RULES P1)."""
    log = structlog.get_logger()
    for event_id in event_ids:
        log.info("people.seen", account_id=current_user.account_id, event_id=event_id)


def _private(template, **facts):
    answer = make_response(render_template(template, **facts))
    answer.headers["Cache-Control"] = "no-store"
    return answer
