"""Places over HTTP: who is it for, the pass, giving it back, and the plans of this phone."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from .. import clock
from ..events.queries import slot_with_event
from ..web.guards import allow, everyone
from ..web.headers import link_page
from ..web.visitor import forget_phone, give_mark, phone_mark
from . import operations, queries, rules
from .forms import DetailsForm
from .messages import why
from .qr import qr_path

blueprint = Blueprint("bookings", __name__)


def visitor_person():
    """The signed-in person, None for everybody else."""
    return current_user.person if current_user.is_authenticated else None


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
    return redirect(url_for(".show", code=booking.code), 303)


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
    return render_template(
        "bookings/plans.html", person=person, coming=coming, past=[one for one in bookings if one not in coming],
        knows_phone=phone_mark() is not None,
    )  # fmt: skip


@blueprint.post("/me/forgotten-phone")
@allow(everyone)
def forget():
    """This is a shared phone: it forgets whose plans it showed. The places stay."""
    forget_phone()
    return redirect(url_for(".plans"), 303)


def _visible_slot(slot_id):
    slot = slot_with_event(slot_id)
    if slot is None or not slot.occurrence.event.is_public:
        abort(404)
    return slot


def _booking(code):
    return queries.booking_with_code(code) or abort(404)


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
        return redirect(url_for(".show", code=mine.code), 303)
    form.refuse("first_name", _("%(name)s has this place already. We sent the pass by message", name=wish.first_name))
    return _details(_visible_slot(slot_id), form, 409)


def _refused(slot, sentence):
    return render_template("bookings/refused.html", event=slot.occurrence.event, sentence=sentence), 409
