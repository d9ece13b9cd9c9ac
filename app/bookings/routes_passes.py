"""Passes over HTTP: see it, change it, give it back; and the plans of this phone."""

from flask import Blueprint, abort, make_response, redirect, render_template, url_for

from .. import clock
from ..web.guards import allow, everyone
from ..web.headers import link_page
from ..web.visitor import forget_phone, phone_mark
from . import operations, queries, rules, standing
from .qr import qr_path
from .visitors import visitor_person

blueprint = Blueprint("passes", __name__)


@blueprint.get("/bookings/<code>")
@allow(everyone)
def show(code):
    booking = _booking(code)
    slot = booking.slot
    now = clock.now()
    page = render_template(
        "bookings/pass.html", booking=booking, slot=slot, event=slot.occurrence.event,
        can_cancel=rules.may_cancel(booking.state, slot.starts_at, now),
        qr=qr_path(url_for(".show", code=code, _external=True)), is_over=now >= slot.ends_at,
        shows_private=slot.kind == "help"
        and rules.shows_private(booking.state, slot.starts_at, slot.ends_at, now),
    )  # fmt: skip
    return link_page(make_response(page))


@blueprint.get("/bookings/<code>/cancellation")
@allow(everyone)
def ask_to_cancel(code):
    booking = _booking(code)
    page = render_template("bookings/cancellation.html", booking=booking, event=booking.slot.occurrence.event)
    return link_page(make_response(page))


@blueprint.post("/bookings/<code>/cancellation")
@allow(everyone)
def cancel(code):
    operations.cancel(_booking(code).id)  # twice is once: the pass says how it stands
    return link_page(redirect(url_for(".show", code=code), 303))


@blueprint.get("/me")
@allow(everyone)
def plans():
    person = visitor_person()
    bookings = queries.plans_of(phone_mark(), person.id if person else None)
    now = clock.now()
    coming = [one for one in bookings if one.is_live and one.slot.ends_at > now]
    waits = standing.waits_of(phone_mark(), person.id if person else None)
    return render_template(
        "bookings/plans.html", person=person, coming=coming, past=[one for one in bookings if one not in coming],
        waits=waits, knows_phone=phone_mark() is not None,
    )  # fmt: skip


@blueprint.post("/me/forgotten-phone")
@allow(everyone)
def forget():
    """This is a shared phone: it forgets whose plans it showed. The places stay."""
    forget_phone()
    return redirect(url_for(".plans"), 303)


def _booking(code):
    return queries.booking_with_code(code) or abort(404)
