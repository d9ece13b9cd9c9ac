"""The waiting list over HTTP: join it, see how it stands, say yes or no to an offer."""

from dataclasses import replace

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for

from ..events.queries import slot_with_event
from ..web.errors import SignedOut
from ..web.guards import allow, everyone
from ..web.headers import link_page
from ..web.visitor import give_mark, phone_mark, was_left_by
from . import (
    operations_offers,
    operations_waiting as operations,
    pages,
    queries,
    queries_waiting as waiting,
    rules,
    standing,
)
from .forms import request_from
from .forms_waiting import WaitingForm
from .messages import why
from .operations import Request
from .others import is_list_open, others_with_room
from .visitors import forget_passed, needs_check, passed_check, visitor_person

blueprint = Blueprint("waiting", __name__)


# --- joining -------------------------------------------------------------------------------------------------------


@blueprint.get("/slots/<int:slot_id>/waiting-entries/new")
@allow(everyone)
def new(slot_id):
    slot = _visible_slot(slot_id)
    if not is_list_open(slot):
        return _closed(slot)
    if needs_check(slot.occurrence.event):
        return redirect(url_for("checks.new", slot_id=slot_id, then="wait"), 303)
    return _page(slot, _form(slot))


@blueprint.post("/slots/<int:slot_id>/waiting-entries")
@allow(everyone)
def create(slot_id):
    slot = _visible_slot(slot_id)
    form = _form(slot)
    if not form.validate_on_submit():
        return _page(slot, form, 422)
    passed = passed_check(slot.occurrence.event)
    wish = replace(request_from(form, visitor_person(), give_mark(), passed), despite_clash=True)
    try:
        times = standing.times_for(slot, form.when.data, form.fewest)
        entry = operations.join(operations.Wishes(times, form.fewest), wish)
    except operations.HasRoom as room:
        return _has_room(slot_with_event(room.slot_id), form)
    except operations.ListClosed:
        return _closed(slot)
    except rules.AlreadyBooked:
        return _already(slot, form, wish)
    except rules.NotBookable as refusal:
        return _not_bookable(slot, refusal.reason)
    forget_passed()
    return link_page(redirect(url_for(".show", code=entry.code), 303))


def _visible_slot(slot_id):
    slot = slot_with_event(slot_id)
    if slot is None or not slot.occurrence.event.is_public:
        abort(404)
    return slot


def _form(slot):
    party = request.args.get("party", 1, type=int)
    known = pages.what_is_known(slot, visitor_person())
    return WaitingForm(wishes=standing.wishes_for(slot), party=party, **known | {"most": rules.PARTY_MAX})


def _others(slot, party=1):
    return others_with_room(slot, visitor_person(), Request(party=party, says_adult=True, despite_clash=True))


def _page(slot, form, status=200):
    page = render_template(
        "bookings/waiting_new.html", slot=slot, event=slot.occurrence.event, form=form,
        others=_others(slot, form.party.data if form.party.data in range(1, rules.PARTY_MAX + 1) else 1),
    )  # fmt: skip
    return page, status, {"Cache-Control": "no-store"}


def _has_room(slot, form):
    """Nobody needs to wait: all that was typed goes along, and one tap books."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "key")]
    page = render_template("bookings/waiting_room.html", slot=slot, event=slot.occurrence.event, form=form, typed=typed)
    return page, 409, {"Cache-Control": "no-store"}


def _already(slot, form, wish):
    mine = queries.booking_seen_by(slot.id, phone_mark(), wish.person_id, wish.first_name)
    if mine:
        return link_page(redirect(url_for("passes.show", code=mine.code), 303))
    form.refuse("first_name", standing.has_place_already(form.first_name.data))
    return _page(slot, form, 409)


def _not_bookable(slot, reason):
    if reason == "check first":
        return redirect(url_for("checks.new", slot_id=slot.id, then="wait"), 303)
    return _refused(slot, why(reason))


def _closed(slot):
    return _refused(slot, standing.why_closed(slot))


def _refused(slot, sentence):
    page = render_template(
        "bookings/refused.html", event=slot.occurrence.event, sentence=sentence, others=_others(slot)
    )
    return page, 409, {"Cache-Control": "no-store"}


# --- being on it ---------------------------------------------------------------------------------------------------


@blueprint.get("/waiting/<code>")
@allow(everyone)
def show(code):
    return _entry_page(_entry(code))


@blueprint.post("/waiting/<code>/acceptance")
@allow(everyone)
def accept(code):
    entry = _entry(code)
    try:
        booking = operations.accept(entry.id, give_mark(), despite_clash="despite_clash" in request.form)
    except operations.OfferOver:
        return _entry_page(_settled(code), too_late=True, status=409)
    except rules.AlreadyBooked:
        return _entry_page(_entry(code), refusal="already", status=409)
    except rules.NotBookable as refusal:
        return _entry_page(_entry(code), refusal=refusal.reason, status=409)
    return link_page(redirect(url_for("passes.show", code=booking.code), 303))


@blueprint.post("/waiting/<code>/refusal")
@allow(everyone)
def refuse(code):
    return _after(code, operations.decline)


@blueprint.post("/waiting/<code>/stay")
@allow(everyone)
def stay(code):
    return _after(code, operations.stay)


@blueprint.post("/waiting/<code>/departure")
@allow(everyone)
def leave(code):
    return _after(code, operations.leave)


def _after(code, do):
    do(_settled(code).id)  # twice is once: the page says how it stands
    return link_page(redirect(url_for(".show", code=code), 303))


def _entry(code):
    entry = waiting.entry_with_code(code) or abort(404)
    if was_left_by(entry.person_id, entry.phone_mark):
        raise SignedOut
    return entry


def _settled(code):
    """The entry, after what ran out in the meantime has been written down."""
    for wish in _entry(code).wishes:
        operations_offers.settle(wish.slot_id)
    return _entry(code)


def _entry_page(entry, status=200, too_late=False, refusal=None):
    view = standing.of(entry)
    others = _others(view.slot, entry.party) if view.slot and view.shows in ("closed", "left", "waiting") else []
    page = render_template(
        "bookings/waiting.html", entry=entry, event=entry.event, view=view, others=others, too_late=too_late,
        refusal=refusal, why=standing.why_not(refusal),
    )  # fmt: skip
    return link_page(make_response(page, status))
