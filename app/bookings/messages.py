"""The words of what this slice sends: confirmations, and the news that something is off."""

from flask import current_app
from flask_babel import gettext as _

from ..web.words import date_words, local, time_words


def link(code) -> str:
    """The address of a pass, built from the town's own address and never from a request."""
    return f"{current_app.config['BASE_URL']}/bookings/{code}"


def confirmation(booking, code) -> tuple[str, str]:
    """Subject and text for somebody who has just taken a place."""
    slot = booking.slot
    event, starts = slot.occurrence.event, local(slot.starts_at)
    facts = {
        "title": event.title, "day": date_words(starts.date()), "time": time_words(starts), "place": event.venue.name,
        "words": booking.code_words, "link": link(code), "name": booking.person.first_name,
    }  # fmt: skip
    if booking.for_someone_else:
        opening = _("Booked for %(name)s: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)
    elif slot.kind == "help":
        opening = _("You are going: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)
    else:
        opening = _("Booked: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)
    return _("%(title)s on %(day)s", **facts), f"{opening} " + _(
        "Your code is %(words)s. See, change or cancel: %(link)s", **facts
    )


def cancelled(booking) -> tuple[str, str]:
    """Subject and text after somebody gave their place back."""
    facts = _what(booking)
    return _("You are no longer down for %(title)s", **facts), _(
        "Your place at %(title)s on %(day)s is free again. Thank you for telling us.", **facts
    )


def called_off(booking) -> tuple[str, str]:
    """Subject and text when the organiser called the whole thing off."""
    facts = _what(booking)
    subject = _("%(title)s is called off", **facts)
    text = _("Sorry. %(title)s on %(day)s is called off by %(organisation)s.", **facts)
    return subject, f"{text} {facts['reason']}".strip()


def _what(booking):
    event = booking.slot.occurrence.event
    return {
        "title": event.title, "day": date_words(local(booking.slot.starts_at).date()),
        "organisation": event.organisation.name, "reason": event.cancel_reason,
    }  # fmt: skip
