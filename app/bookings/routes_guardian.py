""" "Ask my parent": a place is kept for a young person while their guardian is asked."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user

from .. import clock
from ..accounts.guards import signed_in
from ..consents.forms import GuardianForm
from ..consents.messages import WHY_NOT_ASKED
from ..consents.rules_asking import NotAsked
from ..events.queries import slot_with_event
from ..extensions import limiter
from ..web.guards import allow
from ..web.visitor import give_mark
from ..web.words import date_words, span_words
from . import operations, queries, rules
from .operations_young import guardian_asked

blueprint = Blueprint("guardian", __name__)

ASKS = limiter.shared_limit("40 per hour", scope="ask a guardian", methods=["POST"])


@blueprint.get("/slots/<int:slot_id>/guardian")
@allow(signed_in)
def new(slot_id):
    slot = _slot(slot_id)
    return _page(slot, GuardianForm(formdata=None))


@blueprint.post("/slots/<int:slot_id>/guardian")
@allow(signed_in)
@ASKS
def create(slot_id):
    slot, form = _slot(slot_id), GuardianForm()
    asked = guardian_asked(slot, current_user.person)
    if not asked and not form.validate_on_submit():
        return _page(slot, form, 422)
    wish = operations.Request(
        person_id=current_user.person.id, form_key=form.key.data, phone_mark=give_mark(),
        guardian=None if asked else form.found, guardian_name=form.guardian_name.data or "",
    )  # fmt: skip
    try:
        booking = operations.book(slot_id, wish)
    except NotAsked as refusal:
        form.refuse("address", WHY_NOT_ASKED[refusal.reason]())
        return _page(slot, form, 409)
    except (rules.Full, rules.NotBookable, rules.AlreadyBooked):
        return redirect(_elsewhere(slot), 303)
    return redirect(url_for("passes.show", code=booking.code), 303)


@blueprint.app_template_global()
def coming_places(person):
    """What a young person helps with next, for their guardian's page: (title, when, where) in words."""
    return [_place(booking.slot) for booking in queries.coming_help(person.id)]


def _place(slot):
    starts, event = slot.starts_local, slot.occurrence.event
    return event.title, f"{date_words(starts.date())}, {span_words(starts, slot.ends_local)}", event.venue.name


def _slot(slot_id):
    """The slot, if a guardian's yes is all that is missing; everybody else is led to where they can go on."""
    slot = slot_with_event(slot_id)
    if slot is None or not slot.occurrence.event.is_public:
        abort(404)
    if operations.why_not(slot, current_user.person) != rules.ASK_GUARDIAN:
        abort(redirect(_elsewhere(slot), 303))
    return slot


def _elsewhere(slot):
    """Where this person goes on: to the pass they have, to the form, or to the page that says how it stands."""
    person = current_user.person
    if mine := queries.live_booking(slot.id, person.id):
        return url_for("passes.show", code=mine.code)
    reason = operations.why_not(slot, person)
    if reason in (None, rules.ASK_GUARDIAN) and not slot.left:
        return url_for("discovery.event", slug=slot.occurrence.event.slug)
    return url_for("bookings.new", slot_id=slot.id)


def _page(slot, form, status=200):
    page = render_template(
        "bookings/guardian.html", slot=slot, event=slot.occurrence.event, form=form,
        asked=guardian_asked(slot, current_user.person), action=url_for(".create", slot_id=slot.id),
        until=rules.pending_until(clock.now(), slot.starts_at),
    )  # fmt: skip
    return page, status, {"Cache-Control": "no-store"}
