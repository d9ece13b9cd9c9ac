"""What an organiser changes about a date that people have places on; it says first how many will hear of it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, ngettext
from flask_login import current_user

from .. import clock
from ..events import operations as events
from ..events.forms_changes import CapacityForm, MoveForm, PlaceForm
from ..events.queries import event_for
from ..events.rules import instant, is_far_move
from ..organisations.guards import organiser
from ..organisations.queries import organisations_of
from ..places.queries import venues
from ..web.guards import allow
from ..web.words import date_words, span_words
from . import operations_organiser, queries_roster as roster
from .queries_waiting import waiting_on

blueprint = Blueprint("changes", __name__, url_prefix="/organise/events/<slug>")


@blueprint.route("/slots/<int:slot_id>/capacity", methods=["GET", "POST"])
@allow(organiser)
def capacity(slug, slot_id):
    event, _date, slot = _own_slot(slug, slot_id)
    form = CapacityForm(places=slot.capacity)
    if not form.validate_on_submit():
        return _asked("bookings/capacity.html", form, event=event, slot=slot, waiting=waiting_on(slot.id))
    over = slot.taken - form.places.data
    if over > 0 and not _is_sure():
        return _confirm(event, _("Fewer places than people?"), [over_by(over)], _("Do it"))
    over = operations_organiser.change_capacity(slot.id, form.places.data)
    flash(over_by(over) if over else _("Saved."))
    return _back(slug)


@blueprint.route("/dates/<int:date_id>/time", methods=["GET", "POST"])
@allow(organiser)
def time(slug, date_id):
    event, date = _own_date(slug, date_id)
    form, told = MoveForm(date), roster.holders_on([date.id])
    if not form.validate_on_submit():
        return _asked("bookings/time.html", form, event=event, date=date, told=told)
    starts, ends = form.times()
    new_start, new_end = (instant(wall, clock.town_zone()) for wall in (starts, ends))
    if (new_start, new_end) == (date.starts_at, date.ends_at):
        flash(_("It is at that time now."))
        return _back(slug)
    if told and not _is_sure():
        is_far = is_far_move(date.starts_at, new_start)
        new = f"{date_words(starts.date())}, {span_words(starts, ends)}"
        return _confirm(event, _("Move it?"), [_("New: %(time)s.", time=new), *telling(told, is_far)], _("Move it"))
    events.move_date(date.id, starts, ends)
    flash(_("Moved. We tell everybody.") if told else _("Moved."))
    return _back(slug)


@blueprint.route("/place", methods=["GET", "POST"])
@allow(organiser)
def place(slug):
    event = _own(slug)
    dates = _coming(event) or abort(404)
    form, told = PlaceForm(event, venues()), roster.holders_on([date.id for date in dates])
    if not form.validate_on_submit():
        return _asked("bookings/place.html", form, event=event, told=told)
    is_moved = form.venue.data != event.venue_id
    if told and is_moved and not _is_sure():
        return _confirm(event, _("Move it?"), [_("New: %(place)s.", place=form.name), *telling(told)], _("Move it"))
    events.move_place(event.id, form.venue.data, form.meeting_point.data)
    flash(_("Moved. We tell everybody.") if told and is_moved else _("Saved."))
    return _back(slug)


@blueprint.get("/dates/<int:date_id>/cancellation")
@allow(organiser)
def ask_to_cancel(slug, date_id):
    event, date = _own_date(slug, date_id)
    told, waiting = roster.holders_on([date.id]), roster.waiters_on([date.id])
    return render_template("bookings/date_cancellation.html", event=event, date=date, told=told, waiting=waiting)


@blueprint.post("/dates/<int:date_id>/cancellation")
@allow(organiser)
def cancel_date(slug, date_id):
    event = _own(slug)
    date = next((date for date in event.occurrences if date.id == date_id), None) or abort(404)
    try:
        events.cancel_date(date.id)
    except events.NotAllowed:
        flash(_("This was called off before."))
    return _back(slug)


def over_by(over):
    """What fewer places than people mean (RULES C4)."""
    return _("Over by %(num)s. Nobody is dropped. Nothing new is sold.", num=over)


def telling(told, is_far=True):
    """Who hears of a move, and whether they are asked again (RULES B3)."""
    said = ngettext("%(num)s person has a place. We tell them at once.",
                    "%(num)s people have a place. We tell them at once.", told)  # fmt: skip
    return [said, _("We ask them again: can you still come?") if is_far else _("Their places stay theirs.")]


def _own(slug):
    """The event if it is one of ours: for everybody else it does not exist."""
    ours = [one.id for one in organisations_of(current_user.account)]
    return event_for(slug, ours) or abort(404)


def _coming(event):
    """The dates that can still be changed."""
    now = clock.now()
    return [date for date in event.occurrences if event.state != "cancelled" and date.is_on(now)]


def _own_date(slug, date_id):
    event = _own(slug)
    date = next((date for date in _coming(event) if date.id == date_id), None)
    return event, date or abort(404)


def _own_slot(slug, slot_id):
    event = _own(slug)
    slots = [(event, date, slot) for date in _coming(event) for slot in date.slots if slot.id == slot_id]
    return slots[0] if slots else abort(404)


def _is_sure():
    return "sure" in request.form


def _asked(template, form, **facts):
    return render_template(template, form=form, **facts), 422 if form.is_submitted() else 200


def _confirm(event, title, sentences, button):
    """Ask whether it is meant, with everything that was answered kept in the page."""
    given = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return render_template("bookings/sure.html", event=event, title=title, sentences=sentences, button=button,
                           given=given, here=request.path)  # fmt: skip


def _back(slug):
    return redirect(url_for("events.manage", slug=slug), 303)
