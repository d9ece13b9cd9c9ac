"""What a phone shows of a place or a waiting list: short, and nothing that is not meant for who looks over a shoulder.

Neither the title of an event, nor its venue or address, nor anybody's name stands in a notice (RULES M6): only the
kind of thing in the town's own words, "your appointment" where that would tell of somebody's health, the time, and
the part of town. The page behind it says the rest.
"""

from flask_babel import gettext as _, ngettext

from ..notifications.notices import Action, Notice
from ..pictures import PICTURES
from ..signed import read_signed, sign
from ..web.words import date_words, local, time_words, until_words
from .calendars import is_quiet


def what(slot) -> str:
    """What kind of thing it is, in words that tell nothing of anybody: "Clean-up", "Your appointment"."""
    event = slot.occurrence.event
    if is_quiet(event) or (slot.kind == "attend" and slot.timed):
        return _("Your appointment") if slot.timed else _("Your place")
    return str(PICTURES[event.picture].label)


def where_and_when(slot) -> str:
    """ "Saturday 28 November, 10am, Millom": the part of town, never the house."""
    starts = local(slot.starts_at)
    return _(
        "%(day)s, %(time)s, %(area)s", day=date_words(starts.date()), time=time_words(starts),
        area=slot.occurrence.event.venue.area.name,
    )  # fmt: skip


def of_place(about, booking) -> Notice | None:
    """The notice that goes with a letter about a place, by the letter's code word; None for what needs none."""
    slot, asks = booking.slot, booking.asks_again
    body = f"{what(slot)}: {where_and_when(slot)}."
    short = _("Your place on %(day)s is free again.", day=date_words(local(slot.starts_at).date()))
    title, words = {
        "bookings.confirmation": (_("You are going") if slot.kind == "help" else _("Booked"), body),
        "bookings.pending": (_("Waiting for a yes from home"), body),
        "bookings.not_agreed": (_("No yes from home"), short),
        "bookings.changed": (_("Changed: your new time"), body),
        "bookings.moved": (
            _("The organiser changed this"),
            f"{body} " + (_("Can you still come?") if asks else _("Your place stays yours.")),
        ),
        "bookings.cancelled": (_("You are no longer down for this"), short + " " + _("Thank you for telling us.")),
        "bookings.called_off": (_("Sorry, this is called off"), body),
    }.get(about, ("", ""))  # fmt: skip
    return Notice("reminder", title, words, f"/bookings/{booking.code}", place_tag(booking)) if title else None


def place_tag(booking) -> str:
    """By which the newest notice about a place takes the place of the older ones."""
    return f"place-{booking.id}"


def of_waiting(about, entry) -> Notice | None:
    """The notice that goes with a letter about a place on a waiting list; None for what needs none."""
    title, body = {
        "bookings.waiting": (_("You are on the waiting list"), _("We tell you when a place is free.")),
        "bookings.offer_lapsed": (_("The place went to somebody else"), _("Do you still want one? Tap to tell us.")),
        "bookings.offer_called_off": (_("Sorry, that place is gone"), _("The date is called off. Tap to see more.")),
        "bookings.list_closed": (_("No place this time"), _("Sorry, and thank you for waiting. See what else is on.")),
    }.get(about, ("", ""))
    return _waiting(entry, title, body) if title else None


def offered(entry, offer, slot) -> Notice:
    """A place for somebody who waited (RULES W3)."""
    title = ngettext("%(num)s place is free", "%(num)s places are free", offer.party)
    if offer.kept:
        ends = _("Kept for you until %(until)s.", until=until_words(offer.ends_at))
    else:
        ends = _("The first to say yes gets it.")
    return _waiting(entry, title, f"{what(slot)}: {where_and_when(slot)}. {ends}")


def _waiting(entry, title, body):
    return Notice("reminder", title, body, f"/waiting/{entry.code}", f"waits-{entry.id}")


def answers(booking) -> tuple[Action, Action]:
    """The two buttons of a reminder, each with what proves that we made it for this place as it is now."""
    url = f"/bookings/{booking.code}/notice"
    return (
        Action("yes", _("I'm coming"), url, _token(booking, "yes")),
        Action("no", _("I can't come"), url, _token(booking, "no")),
    )  # fmt: skip


def answer_in(token, booking) -> str | None:
    """The "yes" or "no" that a button of ours says about this place; None for anything else, or once it was moved."""
    *place, answer = read_signed("answer by notice", token) or [None]
    return answer if place == [booking.id, booking.sequence] else None


def said(booking, answer, done) -> dict[str, str]:
    """What the phone shows after a tap, as its worker reads it; `done` says whether the answer still counted."""
    if not done:
        title, body = _("This has changed"), _("Tap to see how it stands.")
    elif answer == "yes":
        title, body = _("Thank you. See you there"), f"{what(booking.slot)}: {where_and_when(booking.slot)}."
    else:
        title, body = _("Your place is free again"), _("Thank you for telling us. Somebody else can have it.")
    return {"title": title, "body": body, "navigate": f"/bookings/{booking.code}", "tag": place_tag(booking)}


def _token(booking, answer):
    return sign("answer by notice", [booking.id, booking.sequence, answer])
