"""Why a place cannot be had, as a page: the sentence, what can be done instead, and an honest status."""

from flask import render_template
from flask_babel import gettext as _

from .. import clock
from ..web.words import date_words, local, time_words
from . import queries_left as left, wishes
from .messages import why

PRIVATE = {"Cache-Control": "no-store"}
CONFLICT, GONE = 409, 410


def refused(slot, reason):
    """The page that says why a place cannot be taken, with the times of the same event that can be."""
    sentence, more, status = _said(slot, reason)
    page = render_template(
        "bookings/refused.html", event=slot.occurrence.event, slot=slot, sentence=sentence, more=more,
        others=open_now(left.free_slots_like(slot)),
    )  # fmt: skip
    return page, status, PRIVATE


def _said(slot, reason):
    """The sentence, what else there is to say, and the status: gone for good, or not now."""
    event, starts = slot.occurrence.event, local(slot.starts_at)
    if reason == "closed" and "cancelled" in (event.state, slot.occurrence.state):
        return _("This is called off."), event.cancel_reason, GONE
    if reason == "over":
        day = date_words(starts.date(), with_year=starts.year != clock.today().year)
        return why(reason), _("It was on %(day)s.", day=day), GONE
    if reason == "not open yet":
        opens = local(wishes.opens_at(slot))
        facts = {"day": date_words(opens.date()), "time": time_words(opens)}
        return why(reason), _("Booking opens on %(day)s at %(time)s.", **facts), CONFLICT
    if reason == "once a year":
        return why(reason), _("Do you think that is wrong? Call us."), CONFLICT
    return why(reason), "", CONFLICT


def open_now(slots):
    """Those of the slots whose booking has opened."""
    now = clock.now()
    return [slot for slot in slots if (wishes.opens_at(slot) or now) <= now]
