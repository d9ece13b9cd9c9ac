"""Taking a place over HTTP: who is it for."""

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _

from ..web.guards import allow, everyone
from ..web.visitor import give_mark, phone_mark
from . import operations, pages, queries, rules
from .visitors import visitor_person

blueprint = Blueprint("bookings", __name__)


@blueprint.get("/slots/<int:slot_id>/bookings/new")
@allow(everyone)
def new(slot_id):
    slot = pages.visible_slot(slot_id)
    person = visitor_person()
    if reason := operations.why_not(slot, person):
        return pages.refused(slot, reason)
    form = pages.form_for(slot, person)
    return pages.details(slot, form) if pages.has_room(slot) else pages.gone(slot, form)


@blueprint.post("/slots/<int:slot_id>/bookings")
@allow(everyone)
def create(slot_id):
    slot = pages.visible_slot(slot_id)
    form = pages.form_for(slot, visitor_person())
    one_tap = form.is_known and "first_name" not in request.form
    if not one_tap and not form.validate_on_submit():
        return pages.details(slot, form, 422)
    wish = _request(form, one_tap)
    try:
        booking = operations.book(slot_id, wish)
    except rules.Full:
        return pages.gone(pages.visible_slot(slot_id), form)
    except rules.AlreadyBooked:
        return _already(slot_id, wish, form)
    except rules.NotBookable as refusal:
        return pages.refused(slot, refusal.reason)
    return redirect(url_for("passes.show", code=booking.code), 303)


def _request(form, one_tap):
    common = {"form_key": form.key.data, "phone_mark": give_mark()}
    if one_tap:
        return operations.Request(person_id=visitor_person().id, **common)
    person = visitor_person()
    mine = person and not form.is_for_someone and person.first_name == form.first_name.data
    return operations.Request(
        person_id=person.id if mine else None, first_name=form.first_name.data, address=form.address,
        for_someone_else=form.is_for_someone, says_adult=form.asks_age and form.adult.data, **common,
    )  # fmt: skip


def _already(slot_id, wish, form):
    """The place is theirs already: this phone gets its pass, any other only the news (the pass stays private)."""
    mine = queries.booking_seen_by(slot_id, phone_mark(), wish.person_id, wish.first_name)
    if mine:
        return redirect(url_for("passes.show", code=mine.code), 303)
    form.refuse("first_name", _("%(name)s has this place already. We sent the pass by message", name=wish.first_name))
    return pages.details(pages.visible_slot(slot_id), form, 409)
