"""A button of a reminder's notice: the phone's worker posts it by itself, and shows what we say."""

from flask import Blueprint, abort, jsonify, request

from ..extensions import csrf
from ..web.guards import allow, everyone
from ..web.headers import link_page
from . import notices, operations, pass_page, queries

blueprint = Blueprint("notices", __name__)


@blueprint.post("/bookings/<code>/notice")
@csrf.exempt  # a service worker has seen no form; the token in the body is ours, for this place and this answer
@allow(everyone)
def answer(code):
    booking = queries.booking_with_code(code) or abort(404)
    said = notices.answer_in(request.form.get("token", ""), booking)
    if said == "yes":
        done = pass_page.shows_now(booking) in ("asks", "coming") and operations.answer(booking.id)
    else:
        done = said == "no" and (operations.cancel(booking.id) or booking.state == "cancelled")
    return link_page(jsonify(notices.said(booking, said, done)))
