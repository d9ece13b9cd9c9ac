"""What a phone shows of a reminder: what kind of thing, when, in which part of town, and two buttons (RULES M4, M6)."""

from flask import current_app
from flask_babel import gettext as _

from ..bookings.notices import answers, place_tag, what, where_and_when
from ..notifications.notices import Notice
from ..web.words import date_words, local, time_words


def reminder(booking, somebody_waits) -> Notice:
    """The notice that goes with a reminder; `somebody_waits` says whether anybody would take the place."""
    slot = booking.slot
    day = date_words(local(slot.starts_at).date())
    if booking.told == "carer":
        title = _("A place you booked, on %(day)s", day=day)
    elif slot.kind == "help":
        title = _("You are helping on %(day)s", day=day)
    else:
        title = _("Your place on %(day)s", day=day)
    asks = [_("Someone else is waiting for this place.")] if somebody_waits else []
    return _notice(
        booking, title, [f"{what(slot)}: {where_and_when(slot)}.", *asks, _("Are you coming?"), *_call(slot)]
    )


def soon(booking) -> Notice:
    """Two hours before: short, for it is read on the way (RULES M1)."""
    slot = booking.slot
    title = _("Today at %(time)s", time=time_words(local(slot.starts_at)))
    area = slot.occurrence.event.venue.area.name
    return _notice(booking, title, [_("%(what)s, %(area)s.", what=what(slot), area=area), _("Are you coming?")])


def _notice(booking, title, sentences):
    return Notice(
        "reminder", title, " ".join(sentences), f"/bookings/{booking.code}/answer", place_tag(booking),
        actions=answers(booking),
    )  # fmt: skip


def _call(slot):
    number = slot.occurrence.event.organisation.phone or current_app.config["PHONE"]
    return [_("Or call %(phone)s.", phone=number)] if number else []
