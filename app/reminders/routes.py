"""Remind everybody now: it says first how many people hear of it, by what, and when."""

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from .. import clock
from ..events.queries import event_for
from ..organisations.guards import organiser
from ..organisations.queries import organisations_of
from ..web.guards import allow
from . import messages, operations_organiser

blueprint = Blueprint("reminders", __name__, url_prefix="/organise/events/<slug>/dates/<int:date_id>/reminders")


@blueprint.get("")
@allow(organiser)
def new(slug, date_id):
    event, date = _own_date(slug, date_id)
    outlook = operations_organiser.outlook(date.id)
    return render_template(
        "reminders/new.html", event=event, date=date, outlook=outlook, sentences=messages.outlook(outlook)
    )


@blueprint.post("")
@allow(organiser)
def remind(slug, date_id):
    _event, date = _own_date(slug, date_id)
    done = operations_organiser.remind_all(date.id)
    structlog.get_logger().info("people.reminded", account_id=current_user.account_id, date_id=date.id)
    flash(messages.reminded(done))
    return redirect(url_for(".new", slug=slug, date_id=date_id), 303)


def _own_date(slug, date_id):
    """The event and its coming date, if whoever asks may see its people; for everybody else it does not exist."""
    ours = [one.id for one in organisations_of(current_user.account, "see people")]
    event = event_for(slug, ours) or abort(404)
    dates = [date for date in event.occurrences if date.id == date_id and date.is_on(clock.now())]
    return (event, dates[0]) if dates and event.state == "published" else abort(404)
