"""The pages on the way to a place: the form as far as it is known, and the news that keep everything typed.

Reads and renders; decides nothing and writes nothing.
"""

from flask import abort, redirect, render_template, url_for

from .. import clock
from ..events.queries import slot_with_event
from ..web.visitor import phone_mark
from . import queries, queries_left as left, queries_waiting as waiting, rules, wishes
from .forms import DetailsForm
from .messages import why

PRIVATE = {"Cache-Control": "no-store"}


def visible_slot(slot_id):
    """The slot with its event if the town may see it, else "not found"."""
    slot = slot_with_event(slot_id)
    if slot is None or not slot.occurrence.event.is_public:
        abort(404)
    return slot


def form_for(slot, person):
    """The form of a slot, begun with what is known of the person, or of whoever booked on this phone before."""
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


def my_hold(slot):
    """What this phone keeps of a slot, None when it keeps nothing."""
    mark = phone_mark()
    return waiting.hold_on(slot.id, mark) if mark else None


def has_room(slot):
    """Whether this visitor can get a place on a slot as it stands: one that is free, or the one they keep."""
    return bool(left.left_now(slot) or my_hold(slot))


def details(slot, form, status=200, **news):
    """The form, with the time kept and whatever there is to tell."""
    page = render_template(
        "bookings/details.html", slot=slot, event=slot.occurrence.event, form=form, hold=my_hold(slot), **news
    )
    return page, status, PRIVATE


def gone(slot, form):
    """Somebody was quicker: everything typed is kept, and each free time beside it is one tap away (RULES H2)."""
    return details(slot, form, 409, gone=True, others=_open_now(left.free_slots_like(slot)))


def _open_now(slots):
    now = clock.now()
    return [slot for slot in slots if (wishes.opens_at(slot) or now) <= now]


def refused(slot, reason):
    """Why this place cannot be taken, and what can be done instead; a young person is led to asking their guardian."""
    if reason == rules.ASK_GUARDIAN:
        return redirect(url_for("guardian.new", slot_id=slot.id), 303)
    return render_template("bookings/refused.html", event=slot.occurrence.event, sentence=why(reason)), 409, PRIVATE
