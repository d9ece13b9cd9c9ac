"""Calendars over HTTP: the file of one pass, and a person's feed with the page that makes, renews and ends its link."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ..extensions import limiter
from ..privacy import fingerprint
from ..web.calendars import TYPE
from ..web.guards import allow, everyone
from ..web.headers import link_page
from ..web.visitor import phone_mark
from . import calendars, operations_feeds as feeds, queries, queries_feeds
from .visitors import visitor_person

blueprint = Blueprint("calendars", __name__)

GUESSES = limiter.limit("20 per 10 minutes", deduct_when=lambda answer: answer.status_code == 404)
"""Links that open nothing, from one address: a calendar program whose link was renewed asks a few times an hour."""
READS = limiter.limit("60 per hour", key_func=lambda: fingerprint(request.view_args["secret"]))
"""Reads of one feed: ten calendar programs that each ask every ten minutes."""


@blueprint.get("/bookings/<code>/calendar")
@allow(everyone)
def of_booking(code):
    booking = queries.booking_with_code(code) or abort(404)
    answer = Response(calendars.pass_file(booking), content_type=TYPE)
    answer.headers["Content-Disposition"] = f'inline; filename="{calendars.FILE_NAME}"'  # phones open it at once
    return link_page(answer)


@blueprint.get("/feeds/plans/<secret>.ics")
@allow(everyone)
@GUESSES
@READS
def feed(secret):
    """What a calendar program reads, again and again; a link that was renewed or ended is not found."""
    found = queries_feeds.feed_with_secret(secret) or abort(404)
    answer = Response(calendars.feed_file(queries_feeds.bookings_in(found)), content_type=TYPE)
    answer.headers["Cache-Control"] = "private, no-cache"  # kept by the program that asked, and asked for each time
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.add_etag()
    return answer.make_conditional(request)


@blueprint.get("/me/calendar")
@allow(everyone)
def feed_page():
    mark, person_id = _owner()
    found = queries_feeds.feed_of(mark, person_id)
    address = _address(found.secret) if found else ""
    return render_template(
        "bookings/feed.html", can_have=bool(mark or person_id), address=address,
        opens=f"webcal://{address.partition('://')[2]}" if found else "",
    ), 200, {"Cache-Control": "no-store"}  # fmt: skip


@blueprint.post("/me/calendar")
@allow(everyone)
def renew():
    mark, person_id = _owner()
    if mark or person_id:
        feeds.renew(mark, person_id)
        flash(_("Here is your link. Keep it to yourself."))
    return redirect(url_for(".feed_page"), 303)


@blueprint.post("/me/calendar/removal")
@allow(everyone)
def end():
    feeds.stop(*_owner())
    flash(_("Done. The link opens nothing any more."))
    return redirect(url_for(".feed_page"), 303)


def _owner():
    person = visitor_person()
    return phone_mark(), person.id if person else None


def _address(secret):
    return current_app.config["BASE_URL"] + url_for(".feed", secret=secret)
