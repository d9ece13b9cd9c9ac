"""The pages on the way to a place: the form as far as it is known, and the news that keep everything typed.

Reads and renders; decides nothing and writes nothing.
"""

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ..accounts.queries import person_named
from ..events.queries import slot_with_event
from ..web.visitor import phone_mark
from . import queries, queries_left as left, queries_waiting as waiting, rules, wishes
from .checks import CHECKS
from .forms import DetailsForm, how_many_fit
from .messages import why
from .operations import Request
from .others import is_list_open, others_with_room
from .refusals import PRIVATE, open_now, refused as sentence_page
from .visitors import passed_check, visitor_person

OTHERS_SHOWN = 3
"""How many other people of this phone stand by name on the form."""


def visible_slot(slot_id):
    """The slot with its event if the town may see it, else "not found"."""
    return public_slot(slot_id) or abort(404)


def public_slot(slot_id):
    """The slot with its event if the town may see it, None otherwise."""
    slot = slot_with_event(slot_id)
    return slot if slot and slot.occurrence.event.is_public else None


def what_is_known(slot, person) -> dict:
    """What a form about a slot begins with: the person, or whoever booked on this phone before, and what is asked."""
    known = person or _last_person()
    return {
        "known": known, "others": queries.others_on(phone_mark(), known and known.id, OTHERS_SHOWN),
        "for_others": slot.kind == "attend", "asks_age": queries.needs_age(person, slot) or "adult" in request.form,
        "most": min(rules.PARTY_MAX, slot.capacity) if slot.timed else rules.PARTY_MAX,
    }  # fmt: skip


def form_for(slot, person, **more):
    """The form of a slot, begun with what is known."""
    form = DetailsForm(**what_is_known(slot, person) | more)
    form.is_one_tap = queries.is_one_tap(person, slot)
    form.is_grown_up = bool(person and person.band_on(slot.starts_local.date()) == "adult")
    if fewer := request.form.get("fewer", type=int):  # one tap on "Book for 2"
        form.party.data = fewer
    return form


def _last_person():
    booking = queries.last_booking_on(phone_mark())
    return booking.person if booking and booking.person.first_name else None


def my_hold(slot):
    """What this phone keeps of a slot, None when it keeps nothing."""
    mark = phone_mark()
    return waiting.hold_on(slot.id, mark) if mark else None


def room(slot) -> int:
    """How many places this visitor can get on a slot as it stands: what is free, and what they keep."""
    kept = my_hold(slot)
    return left.left_now(slot) + (kept.party if kept else 0)


def details(slot, form, status=200, **news):
    """The form, with the time kept and whatever there is to tell."""
    asks_party = slot.kind == "attend" and form.most > 1
    page = render_template(
        "bookings/details.html", slot=slot, event=slot.occurrence.event, form=form, hold=my_hold(slot),
        asks_party=asks_party or form.is_several, **news,
    )  # fmt: skip
    return page, status, PRIVATE


def gone(slot, form, longer=False):
    """Somebody was quicker, or fewer fit: everything typed is kept, and what is free is one tap away (RULES H2, W5)."""
    party, fits = form.party.data if not form.party.errors else 1, room(slot)
    news = {
        "others": open_now(left.free_slots_like(slot, party=party, longer=longer)),
        "can_wait": not longer and is_list_open(slot) and slot.capacity >= party,
    }
    if not form.is_submitted():
        page = render_template(
            "bookings/gone.html", slot=slot, event=slot.occurrence.event, gone=all_taken(slot), **news
        )
        return page, 409, PRIVATE
    if longer:
        said = _("With an interpreter we need two times in a row. The next one is taken.")
    else:
        said = how_many_fit(party, fits) if 0 < fits < party else all_taken(slot)
    return details(slot, form, 409, gone=said, fits=fits if 0 < fits < party and not longer else 0, **news)


def all_taken(slot) -> str:
    """That nothing is left, in a sentence."""
    return _("That time has just gone.") if slot.timed else _("All places are taken.")


def refused(slot, reason):
    """Why this place cannot be taken; a young person is led to asking their guardian, a check comes first."""
    if reason == rules.ASK_GUARDIAN:
        return redirect(url_for("guardian.new", slot_id=slot.id), 303)
    if reason == "check first":
        return redirect(url_for("checks.new", slot_id=slot.id), 303)
    return sentence_page(slot, reason)


def not_bookable(slot, form, reason):
    """What was sent cannot be booked: everything typed is kept wherever another answer helps."""
    if reason in ("clash", "clash?"):
        return _clash(slot, form, reason)
    if reason == "too many":
        return details(slot, form, 409, news=why(reason), knows_phone=bool(queries.last_booking_on(phone_mark())))
    if reason == "say your age":
        form = form_for(slot, visitor_person(), asks_age=True)
        form.validate()
        return details(slot, form, 422)
    if reason == "party":
        form.refuse("party", _("Only one person can take this place"))
        return details(slot, form, 422)
    if reason == "check first" and form.is_submitted():
        return check_page(slot)
    return refused(slot, reason)


def _clash(slot, form, reason):
    """Something else is at that time: they may take both where that can be, and else another time (RULES B4)."""
    person = person_named(form.first_name.data, form.address) if form.address else visitor_person()
    said = _what_clashes(slot, person)
    if reason == "clash?":
        return details(slot, form, 409, clash=said)
    wish = Request(party=form.party.data, says_adult=True, passed=passed_check(slot.occurrence.event))
    found = others_with_room(slot, person, wish)
    same = [other for other in found if other.occurrence.event_id == slot.occurrence.event_id]
    return details(slot, form, 409, gone=said, others=same, fits=0, can_wait=False)


def _what_clashes(slot, person):
    """The sentence; it names the other thing only where this phone or this person booked it."""
    visitor = visitor_person()
    clashing = wishes.clashing(slot, person)
    mine = queries.plans_of(phone_mark(), visitor and visitor.id)
    for booking in mine:
        if booking.id == clashing:
            title = booking.slot.occurrence.event.title
            if booking.for_someone_else:
                return _("%(name)s is at %(title)s at that time.", name=person.first_name, title=title)
            return _("You are at %(title)s at that time.", title=title)
    return _("There is something else at that time for this person.")


def check_page(slot, then="", answered=True, status=200):
    """The questions that come first; what was typed before travels along. Nothing of the answers is kept (B6)."""
    event = slot.occurrence.event
    typed = [(name, value) for name, value in request.form.items(multi=True)
             if name not in ("csrf_token", "answer", "then")]  # fmt: skip
    page = render_template(
        "bookings/eligibility.html", slot=slot, event=event, check=CHECKS[event.eligibility], hold=my_hold(slot),
        then=then, typed=typed, answered=answered,
    )  # fmt: skip
    return page, status, PRIVATE
