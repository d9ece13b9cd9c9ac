"""How was it? Three faces behind a link, from a pass or a message: no account, no cookie, one tap is enough."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for

from .. import clock
from ..extensions import csrf, limiter
from ..web.guards import allow, everyone
from ..web.headers import link_page
from . import messages, operations, queries, rules
from .forms import FACE_SYMBOLS, FACE_WORDS, SayForm

blueprint = Blueprint("feedback", __name__, url_prefix="/feedback")

NO_TOKEN = {"csrf": False}
"""The signed token in the address allows it: a phone sends it later, when a token in the form would be too old."""
FACES = {"faces": FACE_WORDS, "symbols": FACE_SYMBOLS}


@blueprint.app_template_global()
def feedback_on(booking):
    """What the pages of a place need to ask how it was: link, form and what was said; None when it is not the time."""
    if not queries.may_say(booking, clock.now()):
        return None
    said = queries.said_of(booking.id)
    return {"link": messages.page(booking), "said": said, "form": _empty(), "booking": booking, **FACES}


@blueprint.app_template_global()
def feedback_wanted(bookings):
    """The same for the first of these places about which nothing was said yet; None when there is none."""
    asked = (feedback_on(booking) for booking in bookings)
    return next((one for one in asked if one and not one["said"]), None)


@blueprint.get("/<token>")
@allow(everyone)
def show(token):
    booking = _booking(token)
    return _page(token, booking, _empty()) if booking else _unknown()


@blueprint.post("/<token>")
@csrf.exempt  # a phone without signal sends it later and by itself; the signed token is what allows it
@limiter.limit("60 per hour")
@allow(everyone)
def say(token):
    booking, form = _booking(token), SayForm(meta=NO_TOKEN)
    if booking is None:
        return _unknown()
    if not form.validate():
        return _page(token, booking, form, 422)
    words = form.words.data if "words" in request.form else None
    try:
        if form.face.data or words is not None:
            operations.say(booking.id, form.face.data or None, words, form.key.data)
    except operations.TooLate:
        return _page(token, booking, _empty(), 410)
    return link_page(redirect(url_for(".show", token=token), 303))


def _empty():
    return SayForm(formdata=None, meta=NO_TOKEN)


def _booking(token):
    booking_id = messages.read_token(token)
    return queries.booking_with(booking_id) if booking_id else None


def _page(token, booking, form, status=200):
    said, now = queries.said_of(booking.id), clock.now()
    if said and not request.form:
        form.words.data = said.words
    may = rules.may_change(said.said_at, now) if said else queries.may_say(booking, now)
    soon = booking.slot.ends_at > now
    return link_page(make_response(render_template(
        "feedback/say.html", token=token, form=form, said=said, may_say=may, is_coming=soon, slot=booking.slot,
        event=booking.slot.occurrence.event, **FACES,
    ), status))  # fmt: skip


def _unknown():
    title, body = messages.unknown()
    return link_page(make_response(render_template("feedback/unknown.html", heading=title, sentence=body), 404))
