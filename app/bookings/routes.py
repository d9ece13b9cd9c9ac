"""Taking a place over HTTP: who is it for."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from ..accounts.queries import name_key
from ..addresses import spoken_form
from ..web.errors import show_expired
from ..web.forms import new_key
from ..web.guards import allow, everyone
from ..web.visitor import give_mark, phone_mark
from . import operations, pages, queries, rules
from .forms import request_from
from .visitors import forget_passed, needs_check, passed_check, visitor_person

blueprint = Blueprint("bookings", __name__)


@blueprint.get("/slots/<int:slot_id>/bookings/new")
@allow(everyone)
def new(slot_id):
    slot = pages.visible_slot(slot_id)
    person = visitor_person()
    if reason := operations.why_not(slot, person):
        return pages.refused(slot, reason)
    if needs_check(slot.occurrence.event):
        return pages.refused(slot, "check first")
    form = pages.form_for(slot, person)
    return pages.details(slot, form) if pages.room(slot) else pages.gone(slot, form)


@blueprint.post("/slots/<int:slot_id>/bookings")
@allow(everyone)
def create(slot_id):
    slot = pages.visible_slot(slot_id)
    form = pages.form_for(slot, visitor_person())
    if not form.is_for_someone and (reason := _no_for(visitor_person(), slot)):
        return pages.refused(slot, reason)
    one_tap = form.is_one_tap and "first_name" not in request.form
    if not one_tap and not form.validate_on_submit():
        return pages.details(slot, form, 422)
    wish = _request(slot, form, one_tap)
    try:
        booking = operations.book(slot_id, wish)
    except rules.Full as reason:
        return pages.gone(pages.visible_slot(slot_id), form, longer=isinstance(reason, rules.NeedsLonger))
    except rules.AlreadyBooked:
        return _already(slot_id, wish, form)
    except rules.NotBookable as refusal:
        return _held(slot_id, wish) or pages.not_bookable(slot, form, refusal.reason)
    return _booked(booking, wish)


@blueprint.errorhandler(CSRFError)
def expired(error):
    """The page was open for a long time, or its cookie is gone: nothing is booked, and everything typed is kept."""
    slot = pages.public_slot(request.view_args["slot_id"])
    if slot is None:
        return show_expired(error)
    news = _("This page was open for a long time. Nothing is lost. Please tap again.")
    return pages.details(slot, pages.form_for(slot, visitor_person()), 400, news=news)


def _no_for(person, slot):
    """Why somebody signed in cannot have it for themselves, whichever name they type (RULES S3)."""
    return operations.why_not(slot, person) if person else None


def _request(slot, form, one_tap):
    passed = passed_check(slot.occurrence.event)
    form.validate_key(form.key)
    if one_tap:
        person, mark = visitor_person(), give_mark()
        key = _key(form, slot, lambda made: made.person_id == person.id)
        return operations.Request(
            form_key=key, phone_mark=mark, person_id=person.id, passed=passed,
            despite_clash="despite_clash" in request.form,
        )  # fmt: skip
    form.key.data = _key(form, slot, lambda made: _is_same(made, form))
    return request_from(form, visitor_person(), give_mark(), passed)


def _key(form, slot, is_same):
    """The form's key; a fresh one where Back brought the form again and it now asks for something else.

    Else the place of the first would be shown as the second's, and what was typed would be lost.
    """
    made = queries.booking_with_key(form.key.data)
    return form.key.data if made is None or (made.slot_id == slot.id and is_same(made)) else new_key()


def _is_same(made, form):
    same_person = made.person.name_key == name_key(form.first_name.data) and form.address in made.person.addresses
    return same_person and made.party == form.party.data


def _booked(booking, wish):
    forget_passed()
    if wish.address and not wish.address.can_text:
        flash(_("This is a landline. We will call this number: %(number)s", number=spoken_form(wish.address.value)))
    return redirect(url_for("passes.show", code=booking.code), 303)


def _already(slot_id, wish, form):
    """The place is theirs already: this phone gets its pass, any other only the news (the pass stays private)."""
    if held := _held(slot_id, wish):
        return held
    form.refuse("first_name", _("%(name)s has this place already. We sent the pass by message", name=wish.first_name))
    return pages.details(pages.visible_slot(slot_id), form, 409)


def _held(slot_id, wish):
    """To the pass, where this phone or person has this very place already; None where they have not."""
    mine = queries.booking_seen_by(slot_id, phone_mark(), wish.person_id, wish.first_name)
    if mine is None:
        return None
    flash(_("You have this place already."))
    return redirect(url_for("passes.show", code=mine.code), 303)
