"""The words of what this slice sends, and of why a place cannot be taken."""

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _, ngettext

from .. import clock
from ..web.words import date_words, local, time_words

REASONS = {
    "closed": lambda: _("This cannot be booked."),
    "over": lambda: _("This is over."),
    "not open yet": lambda: _("You cannot book this yet."),
    "too late": lambda: _("It is too late to book this time. Please call us."),
    "under 18": lambda: _("You need to be 18 for this. A parent or carer can call us about it."),
    "say your age": lambda: _("Tick the box if you are 18 or over."),
    "party": lambda: _("You can book for 1 to 6 people. For more, please call us."),
    "check first": lambda: _("First answer a few questions, to see if this is for you."),
    "once a year": lambda: _("You have this check already this year. One a year is enough."),
    "too many": lambda: _("This number has two new places already. Say yes to those first, in the message we sent."),
    "clash": lambda: _("You have something else at that time. Pick another time, or call us."),
    "clash?": lambda: _("You have something else around that time."),
}  # fmt: skip
"""The sentence for every reason of rules.may_book."""


@dataclass(frozen=True)
class Letter:
    """What is told: the subject and text of an e-mail; `calendar` says what its calendar entry does, if it has one."""

    subject: str
    text: str
    about: str
    calendar: str = ""


def why(reason) -> str:
    """Why a place cannot be taken, in a sentence (RULES B8)."""
    return REASONS[reason]()


def link(code) -> str:
    """The address of a pass, built from the town's own address and never from a request."""
    return f"{current_app.config['BASE_URL']}/bookings/{code}"


def waiting_link(entry) -> str:
    """The address of a place on a waiting list."""
    return f"{current_app.config['BASE_URL']}/waiting/{entry.code}"


def confirmation(booking, code) -> Letter:
    """For somebody who has just taken a place."""
    facts = _facts(booking.slot) | {
        "words": booking.code_words, "link": link(code), "name": booking.person.first_name,
    }  # fmt: skip
    text = _opening(booking, facts) + " "
    if booking.party > 1:
        text += ngettext("For %(num)s person.", "For %(num)s people.", booking.party) + " "
    text += _("Your code is %(words)s. See, change or cancel: %(link)s", **facts)
    return Letter(_("%(title)s on %(day)s", **facts), text, "bookings.confirmation", "REQUEST")


def _opening(booking, facts):
    if booking.for_someone_else and booking.told == "carer":
        return _("Booked for %(name)s: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)
    if booking.slot.kind == "help":
        return _("You are going: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)
    return _("Booked: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)


def changed(booking) -> Letter:
    """For somebody who moved their place to another time."""
    facts = _facts(booking.slot) | {"words": booking.code_words, "link": link(booking.code)}
    text = _("Changed: %(title)s, now %(day)s, %(time)s, %(place)s. Your code is %(words)s. See it: %(link)s", **facts)
    return Letter(_("New time: %(title)s on %(day)s", **facts), text, "bookings.changed", "REQUEST")


def moved(booking) -> Letter:
    """For somebody whose date the organiser moved (RULES B3)."""
    facts = _facts(booking.slot) | {"link": link(booking.code)}
    text = _("Changed by the organiser: %(title)s is now %(day)s, %(time)s, %(place)s.", **facts) + " "
    if booking.asks_again:
        text += _("Can you still come? Tell us here: %(link)s", **facts)
    else:
        text += _("Your place stays yours: %(link)s", **facts)
    return Letter(_("Changed: %(title)s", **facts), text, "bookings.moved", "REQUEST")


def cancelled(booking) -> Letter:
    """For somebody who gave their place back."""
    facts = _facts(booking.slot)
    text = _("Your place at %(title)s on %(day)s is free again. Thank you for telling us.", **facts)
    return Letter(_("You are no longer down for %(title)s", **facts), text, "bookings.cancelled", "CANCEL")


def called_off(booking) -> Letter:
    """When the organiser called the whole thing off."""
    facts = _facts(booking.slot)
    text = _("Sorry. %(title)s on %(day)s is called off by %(organisation)s.", **facts)
    subject = _("%(title)s is called off", **facts)
    return Letter(subject, f"{text} {facts['reason']}".strip(), "bookings.called_off", "CANCEL")


def joined(entry) -> Letter:
    """For somebody who joined a waiting list."""
    facts = _entry_facts(entry)
    text = _(
        "You are on the waiting list for %(title)s. We tell you when a place is free. See or leave: %(link)s", **facts
    )
    return Letter(_("You are on the list for %(title)s", **facts), text, "bookings.waiting")


def offered(entry, offer, slot) -> Letter:
    """A place for somebody who waited; nothing is theirs before they say yes (RULES W4)."""
    facts = _facts(slot) | _entry_facts(entry) | {"until": _until(offer.ends_at)}
    if offer.kept:
        text = _("A place is free: %(title)s, %(day)s, %(time)s. It is kept for you until %(until)s.", **facts)
    else:
        text = _("A place is free: %(title)s, %(day)s, %(time)s. The first to say yes gets it.", **facts)
    if offer.party > 1 or entry.party > 1:
        text = text.replace(
            _("A place is free"), ngettext("%(num)s place is free", "%(num)s places are free", offer.party)
        )
    return Letter(_("A place at %(title)s", **facts), text + " " + _("Yes or no: %(link)s", **facts), "bookings.offer")


def offer_lapsed(entry, may_stay) -> Letter:
    """The time to say yes is over; asked once whether they still want to wait (RULES W3)."""
    facts = _entry_facts(entry)
    text = _("Your time to say yes to %(title)s is over, so the next person is asked.", **facts) + " "
    text += _("Still want a place? Tell us: %(link)s", **facts) if may_stay else _("You are off the list.")
    return Letter(_("The place at %(title)s went on", **facts), text.strip(), "bookings.offer_lapsed")


def list_closed(entry) -> Letter:
    """Nothing became free in time (RULES W5)."""
    facts = _entry_facts(entry)
    text = _("Sorry, no place became free at %(title)s. Thank you for waiting. See what else is on: %(home)s", **facts)
    return Letter(_("No place at %(title)s this time", **facts), text, "bookings.list_closed")


def waiting_called_off(entry) -> Letter:
    """What they waited for was called off."""
    facts = _entry_facts(entry)
    text = _("Sorry. %(title)s is called off, so the waiting list is closed. See what else is on: %(home)s", **facts)
    return Letter(_("%(title)s is called off", **facts), text, "bookings.list_closed")


def _until(instant):
    ends = local(instant)
    when = time_words(ends)
    if ends.date() == clock.today():
        return when
    return _("%(time)s on %(day)s", time=when, day=date_words(ends.date()))


def _facts(slot):
    event, starts = slot.occurrence.event, local(slot.starts_at)
    return {
        "title": event.title, "day": date_words(starts.date()), "time": time_words(starts), "place": event.venue.name,
        "organisation": event.organisation.name, "reason": event.cancel_reason,
    }  # fmt: skip


def _entry_facts(entry):
    home = current_app.config["BASE_URL"] + "/events"
    return {"title": entry.event.title, "link": waiting_link(entry), "home": home}
