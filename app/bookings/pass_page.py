"""What a pass shows, put together for its pages: the state in words, the square code, what can be done from it."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from flask_babel import gettext as _, lazy_gettext as _l

from .. import clock
from ..events.models import Slot
from ..web.words import date_words, local, time_words
from . import queries_left, queries_pages, rules, rules_passes
from .operations import Request
from .passes import pass_text
from .wishes import may_take, opens_at

NEEDS = {
    "wheelchair": _l("Room for a wheelchair"),
    "hearing": _l("Help with hearing"),
    "seeing": _l("Help with seeing"),
    "calm": _l("A calm place to wait"),
    "carer": _l("A carer comes along"),
}
"""The words of accounts.rules.NEEDS as a pass shows them back."""


@dataclass(frozen=True)
class PassPage:
    """Everything the template of a pass needs beside the booking itself; `ends` is wall time."""

    shows: str
    line: str
    qr: tuple[int, str] | None
    ends: datetime
    is_longer: bool
    has_started: bool
    can_cancel: bool
    can_change: bool
    asks_if_coming: bool
    shows_private: bool
    cancel_words: str
    needs: list[str]
    share: "Share"


@dataclass(frozen=True)
class Share:
    """What a friend gets to read, and the public address that goes with it."""

    text: str
    url: str

    @property
    def whole(self):
        return f"{self.text} {self.url}"


def page_of(booking) -> PassPage:
    """How the pass of a booking looks now."""
    slot, now = booking.slot, clock.now()
    last = queries_pages.last_slot(booking)
    shows = shows_now(booking)
    live = shows in ("pending", "asks", "coming")
    return PassPage(
        shows=shows, line=_line(booking, shows), qr=square(booking) if rules_passes.opens_the_door(shows) else None,
        ends=last.ends_local, is_longer=last.id != slot.id, has_started=now >= slot.starts_at,
        can_cancel=live and rules.may_cancel(booking.state, slot.starts_at, now),
        can_change=live and rules.may_change(booking.state, slot.starts_at, now)
        and bool(free_times(booking)),
        asks_if_coming=rules_passes.asks_if_coming(shows, booking.answered_at, slot.starts_at, now),
        shows_private=slot.kind == "help"
        and rules.shows_private(booking.state, slot.starts_at, slot.ends_at, now),
        cancel_words=cancel_words(slot, now), needs=_needs(booking.person) if live else [], share=_share(slot),
    )  # fmt: skip


@dataclass(frozen=True)
class ChangeMenu:
    """The days on which there is another time, the one that is shown, and its free slots."""

    days: list[date]
    day: date | None
    times: list[Slot]
    is_timed: bool


def change_menu(booking, day) -> ChangeMenu:
    """What a booking can be changed to on a day, or on the day nearest to its own."""
    free = free_times(booking)
    days = sorted({slot.starts_local.date() for slot in free})
    own = booking.slot.starts_local.date()
    shown = day if day in days else min(days, key=lambda one: (abs(one - own), one), default=None)
    return ChangeMenu(days, shown, [slot for slot in free if slot.starts_local.date() == shown], booking.slot.timed)


def free_times(booking) -> list[Slot]:
    """The other times of the event that the person may change to, with room for their party, by time (RULES B2, S3)."""
    now = clock.now()
    found = queries_left.free_slots_like(booking.slot, None, booking.party, longer=booking.second_slot_id is not None)
    found = [slot for slot in found if slot.occurrence.state == "on" and (opens_at(slot) or now) <= now]
    if booking.slot.kind != "help" or booking.person.band_on(clock.today()) in (None, "adult"):
        return found
    wish = Request(says_adult=True, despite_clash=True, passed=booking.eligibility)
    return [slot for slot in found if may_take(slot, booking.person, wish, instead_of=booking.id) is None]


def shows_now(booking) -> str:
    """The state of a pass, one of rules_passes.SHOWS."""
    date = booking.slot.occurrence
    off = date.state != "on" or date.event.state == "cancelled"
    return rules_passes.pass_shows(
        booking.state, booking.asks_again, booking.pending_until, off, booking.slot.ends_at, clock.now()
    )


def in_short(booking) -> tuple[str, str]:
    """How a pass stands, for a list: its line, and the words for the door where it opens one, else ""."""
    shows = shows_now(booking)
    return _line(booking, shows), booking.code_words if rules_passes.opens_the_door(shows) else ""


def square(booking) -> str:
    """The square code of a pass: a picture of one pixel a module, as a data address.

    A third smaller on the wire than drawn as a path; the border is the quiet zone of ISO/IEC 18004.
    """
    import segno

    settings = current_app.config
    text = pass_text(settings["BASE_URL"], booking.code, booking.occurrence_id, settings["PASS_KEY"])
    return segno.make(text, error="m", micro=False).png_data_uri(border=4)


def cancel_words(slot, now) -> str:
    """What the button says that gives the place back (RULES B2)."""
    return _("I can't come") if rules.is_soon(slot.starts_at, now) else _("Cancel my place")


def _line(booking, shows):
    if shows == "coming":
        if booking.slot.kind == "help":
            return _("You are going")
        if booking.for_someone_else:
            return _("Booked for %(name)s", name=booking.person.first_name)
        return _("Booked for you, %(name)s", name=booking.person.first_name)
    return {
        "pending": _("Kept for you"), "not kept": _("This place was not kept"), "asks": _("It has moved"),
        "arrived": _("You are in"), "over": _("This is over"), "given back": _("Given back"),
        "called off": _("Called off"),
    }[shows]  # fmt: skip


def _needs(person):
    words = [str(NEEDS[need]) for need in person.access_needs if need in NEEDS]
    if person.interpreter:
        words.append(_("Somebody who speaks %(language)s", language=person.interpreter))
    return words


def _share(slot):
    """What a friend is sent: the thing itself, never the pass."""
    event, starts = slot.occurrence.event, local(slot.starts_at)
    url = f"{current_app.config['BASE_URL']}/events/{event.slug}"
    text = _(
        "%(title)s, %(day)s, %(time)s. Come too!", title=event.title, day=date_words(starts.date()),
        time=time_words(starts),
    )  # fmt: skip
    return Share(text, url)
