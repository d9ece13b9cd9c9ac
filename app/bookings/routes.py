"""Taking a place over HTTP: which one, and who is it for."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ..events.queries import slot_with_event
from ..web.guards import allow, everyone
from ..web.visitor import give_mark, phone_mark
from . import operations, queries, rules
from .forms import DetailsForm
from .messages import why
from .visitors import visitor_person

blueprint = Blueprint("bookings", __name__)


@blueprint.get("/bookings/new")
@allow(everyone)
def choose():
    """Where the times of a clinic lead: to the form of the one that was picked."""
    slot_id = request.args.get("slot", type=int)
    if slot_id is None:
        event = request.args.get("event", "")
        return redirect(url_for("discovery.event", slug=event, pick="none") if event else "/events", 303)
    return redirect(url_for(".new", slot_id=slot_id), 303)


@blueprint.get("/slots/<int:slot_id>/bookings/new")
@allow(everyone)
def new(slot_id):
    slot = _visible_slot(slot_id)
    person = visitor_person()
    if reason := operations.why_not(slot, person):
        return _refused(slot, why(reason))
    if not slot.left:
        return _gone(slot, _form(slot, person))
    return _details(slot, _form(slot, person))


@blueprint.post("/slots/<int:slot_id>/bookings")
@allow(everyone)
def create(slot_id):
    slot = _visible_slot(slot_id)
    form = _form(slot, visitor_person())
    one_tap = form.is_known and "first_name" not in request.form
    if not one_tap and not form.validate_on_submit():
        return _details(slot, form, 422)
    wish = _request(form, one_tap)
    try:
        booking = operations.book(slot_id, wish)
    except rules.Full:
        return _gone(_visible_slot(slot_id), form)
    except rules.AlreadyBooked:
        return _already(slot_id, wish, form)
    except rules.NotBookable as refusal:
        return _refused(slot, why(refusal.reason))
    return redirect(url_for("passes.show", code=booking.code), 303)


def _visible_slot(slot_id):
    slot = slot_with_event(slot_id)
    if slot is None or not slot.occurrence.event.is_public:
        abort(404)
    return slot


def _form(slot, person):
    known = person or _last_person()
    form = DetailsForm(
        asks_age=queries.needs_age(person, slot),
        for_others=slot.kind == "attend",
        first_name=known.first_name if known else "",
        phone=known.phone if known else "",
        email=known.email if known else "",
    )
    form.is_known = queries.is_one_tap(person, slot)
    return form


def _last_person():
    booking = queries.last_booking_on(phone_mark())
    return booking.person if booking else None


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


def _details(slot, form, status=200):
    page = render_template("bookings/details.html", slot=slot, event=slot.occurrence.event, form=form)
    return page, status, {"Cache-Control": "no-store"}


def _gone(slot, form):
    """Somebody was quicker: everything typed is kept, and each free time beside it is one tap away."""
    page = render_template(
        "bookings/details.html", slot=slot, event=slot.occurrence.event, form=form, gone=True,
        others=queries.free_slots_like(slot),
    )  # fmt: skip
    return page, 409, {"Cache-Control": "no-store"}


def _already(slot_id, wish, form):
    """The place is theirs already: this phone gets its pass, any other only the news (the pass stays private)."""
    mine = queries.booking_seen_by(slot_id, phone_mark(), wish.person_id, wish.first_name)
    if mine:
        return redirect(url_for("passes.show", code=mine.code), 303)
    form.refuse("first_name", _("%(name)s has this place already. We sent the pass by message", name=wish.first_name))
    return _details(_visible_slot(slot_id), form, 409)


def _refused(slot, sentence):
    return render_template("bookings/refused.html", event=slot.occurrence.event, sentence=sentence), 409
