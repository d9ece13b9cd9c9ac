"""A place as an entry of somebody's calendar: what goes with an e-mail, what the pass offers, what a feed holds.

Calendars are shared at home and at work, so an entry is private, and says of a matter of health only that there is a
place; the pass says the rest (RULES P1, M6).
"""

from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _

from .. import clock
from ..pictures import group_of
from ..web.calendars import Entry, calendar_file, entry_uid
from .messages import link
from .queries_pages import last_slot

FILE_NAME = "place.ics"
QUIET_GROUPS = ("health", "calm")
"""The groups of pictures whose names say something of a person's health."""
STATES = {"pending": "tentative", "declined": "cancelled", "cancelled": "cancelled",
          "cancelled by organiser": "cancelled"}  # fmt: skip
REFRESH = timedelta(hours=1)


def attachment(booking, method) -> bytes:
    """The calendar file that goes with an e-mail about a booking; `method` is REQUEST or CANCEL (RFC 5546)."""
    return calendar_file([_entry(booking, clock.now(), invites=True)], method)


def attached(booking, letter) -> tuple:
    """The attachments of a letter about a booking, for notifications.tell: none where nobody reads e-mail."""
    if not letter.calendar or not any(address.kind == "email" for address in booking.person.addresses):
        return ()
    kind = f"text/calendar; method={letter.calendar}; charset=utf-8"
    return ((FILE_NAME, kind, attachment(booking, letter.calendar)),)


def pass_file(booking) -> bytes:
    """The calendar file that a pass offers."""
    return calendar_file([_entry(booking, clock.now())])


def feed_file(pairs) -> bytes:
    """A calendar of bookings, as pairs of booking and the instant of its last change."""
    name = _("My plans in %(town)s", town=current_app.config["TOWN"])
    return calendar_file([_entry(booking, changed_at) for booking, changed_at in pairs], name=name, refresh=REFRESH)


def _entry(booking, changed_at, invites=False):
    slot, last = booking.slot, last_slot(booking)
    date, event = slot.occurrence, slot.occurrence.event
    off = date.state != "on" or event.state == "cancelled"
    return Entry(
        uid=entry_uid("booking", booking.id), sequence=booking.sequence, changed_at=changed_at,
        summary=_summary(slot, event), starts=(slot.starts_local, slot.starts_at),
        ends=(last.ends_local, last.ends_at), zone=date.zone,
        place=", ".join(filter(None, (event.venue.name, event.venue.address))), text=_text(booking, event),
        url=link(booking.code), state="cancelled" if off else STATES.get(booking.state, "confirmed"), is_private=True,
        point=None if event.venue.latitude is None else (event.venue.latitude, event.venue.longitude),
        sender=_sender() if invites else None,
        guest=(booking.person.first_name, booking.person.email) if invites else None,
    )  # fmt: skip


def is_quiet(event) -> bool:
    """Whether the name of an event would tell something of the health of who goes there."""
    return bool(event.eligibility) or group_of(event.picture) in QUIET_GROUPS


def _summary(slot, event):
    if not is_quiet(event):
        return event.title
    return _("Your appointment") if slot.timed else _("Your place")


def _text(booking, event):
    lines = [] if is_quiet(event) else [event.meeting_point]
    return "\n".join(filter(None, [*lines, _("See, change or cancel: %(link)s", link=link(booking.code))]))


def _sender():
    """Who invites: the town's own e-mail address, from which the invitation comes."""
    town, address = current_app.config["TOWN"], parseaddr(current_app.config["MAIL_FROM"])[1]
    return town, address or f"calendar@{urlsplit(current_app.config['BASE_URL']).hostname or 'localhost'}"
