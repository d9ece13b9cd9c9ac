"""The words of what this slice sends, and of why a place cannot be taken."""

from dataclasses import dataclass, replace

from flask import current_app
from flask_babel import gettext as _, ngettext

from ..gsm import sms_text
from ..web.words import date_words, local, short_date, time_words, until_words, weekday

REASONS = {
    "closed": lambda: _("This cannot be booked."),
    "over": lambda: _("This is over."),
    "not open yet": lambda: _("You cannot book this yet."),
    "too late": lambda: _("It is too late to book this time. Please call us."),
    "under 18": lambda: _("You need to be 18 for this. A parent or carer can call us about it."),
    "say your age": lambda: _("Tick the box if you are 18 or over."),
    "too young": lambda: _("This is for older helpers."),
    "organisation may not": lambda: _("This organisation only takes helpers of 18 and over."),
    "not this kind of work": lambda: _("This kind of work is for people of 18 and over."),
    "too early": lambda: _("This starts too early for your age."),
    "too late in the evening": lambda: _("This ends too late for your age."),
    "too long on a school day": lambda: _("On a school day you can help for two hours at most."),
    "needs more adults": lambda: _("More adults must come first. Try again tomorrow, or pick another."),
    "needs consent": lambda: _("Your parent or carer has to say yes first."),
    "party": lambda: _("You can book for 1 to 6 people. For more, please call us."),
    "check first": lambda: _("First answer a few questions, to see if this is for you."),
    "once a year": lambda: _("You have this check already this year. One a year is enough."),
    "too many": lambda: _("This number has two new places already. Say yes to those first, in the message we sent."),
    "clash": lambda: _("You have something else at that time. Pick another time, or call us."),
    "clash?": lambda: _("You have something else around that time."),
}  # fmt: skip
"""The sentence for every reason of rules.may_book."""


ABOUT_PLACE = ("bookings.confirmation", "bookings.pending", "bookings.changed", "bookings.moved", "reminders")
"""What is told of a place that is held; none of it is true once the place is given up."""
ENDS_PLACE = (*ABOUT_PLACE, "soon")
"""The same with what is for phones alone."""
ABOUT_HOLDER = (*ABOUT_PLACE, "bookings.cancelled", "bookings.called_off", "bookings.not_agreed")
"""All that whoever has or had a place is told of it."""
ABOUT_WAITING = ("bookings.waiting", "bookings.offer", "bookings.offer_lapsed", "bookings.offer_called_off")


@dataclass(frozen=True)
class Letter:
    """What is told: subject and text of an e-mail, and the words of a text message.

    `about` is its code word, `ends` are those of which nothing waiting may be sent any more. `calendar` says what the
    calendar entry that goes with it does: REQUEST, CANCEL or nothing. `pace` is that of the outbox.
    """

    about: str
    subject: str
    text: str
    sms: str = ""
    calendar: str = ""
    pace: str = "answer"
    ends: tuple[str, ...] = ()


def why(reason) -> str:
    """Why a place cannot be taken, in a sentence (RULES B8)."""
    return REASONS[reason]()


def link(code) -> str:
    """The address of a pass, built from the town's own address and never from a request."""
    return f"{current_app.config['BASE_URL']}/bookings/{code}"


def waiting_link(entry) -> str:
    """The address of a place on a waiting list."""
    return f"{current_app.config['BASE_URL']}/waiting/{entry.code}"


def confirmation(booking) -> Letter:
    """For somebody who has just taken a place, or whose place waited for a yes."""
    facts = _facts(booking.slot, booking.code_words, link(booking.code)) | {"name": booking.person.first_name}
    text = _opening(booking, facts) + " "
    if booking.party > 1:
        text += ngettext("For %(num)s person.", "For %(num)s people.", booking.party) + " "
    text += _("Your code is %(words)s. See, change or cancel: %(link)s", **facts)
    sms = _text(_opening_word(booking), facts, _(". %(when)s. Code %(words)s. %(link)s", **facts))
    return Letter("bookings.confirmation", _("%(title)s on %(day)s", **facts), text, sms, "REQUEST")


def _opening(booking, facts):
    if booking.for_someone_else and booking.told == "carer":
        return _("Booked for %(name)s: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)
    if booking.slot.kind == "help":
        return _("You are going: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)
    return _("Booked: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)


def _opening_word(booking):
    return _("You are going: ") if booking.slot.kind == "help" else _("Booked: ")


def pending(booking) -> Letter:
    """For a young person whose place waits for a guardian's yes (RULES S2)."""
    facts = _facts(booking.slot, link=link(booking.code)) | {"until": until_words(booking.pending_until)}
    text = _("%(title)s, %(day)s: your place is kept until %(until)s.", **facts) + " "
    text += _("It is yours when your parent or carer says yes. See it: %(link)s", **facts)
    sms = _text("", facts, _(": kept until %(until)s, for a yes from home. %(link)s", **facts))
    return Letter("bookings.pending", _("Waiting for a yes: %(title)s", **facts), text, sms)


def agreed(booking) -> Letter:
    """For a young person whose guardian said yes: the place is theirs now."""
    return replace(confirmation(booking), ends=("bookings.pending",))


def not_agreed(booking) -> Letter:
    """For a young person whose guardian did not say yes: kindly, and with a next step."""
    facts = _facts(booking.slot)
    text = _("There was no yes for %(title)s on %(day)s, so your place went to somebody else.", **facts) + " "
    text += _("Talk about it at home. See what else is on: %(home)s", **facts)
    sms = _text(_("No yes from home for "), facts, _(", so your place is free again. %(home)s", **facts))
    return Letter("bookings.not_agreed", _("No place at %(title)s this time", **facts), text, sms, "CANCEL",
                  ends=ENDS_PLACE)  # fmt: skip


def changed(booking) -> Letter:
    """For somebody who moved their place to another time."""
    facts = _facts(booking.slot, booking.code_words, link(booking.code))
    text = _("Changed: %(title)s, now %(day)s, %(time)s, %(place)s. Your code is %(words)s. See it: %(link)s", **facts)
    sms = _text(_("Changed: "), facts, _(", now %(when)s. Code %(words)s. %(link)s", **facts))
    return Letter("bookings.changed", _("New time: %(title)s on %(day)s", **facts), text, sms, "REQUEST",
                  ends=ENDS_PLACE)  # fmt: skip


def moved(booking, is_soon) -> Letter:
    """For somebody whose date the organiser moved (RULES B3); at once when it is soon."""
    facts = _facts(booking.slot, booking.code_words, link(booking.code))
    text = _("Changed by the organiser: %(title)s is now %(day)s, %(time)s, %(place)s.", **facts) + " "
    if booking.asks_again:
        text += _("Can you still come? Tell us here: %(link)s", **facts)
        end = _(" is now %(when)s, %(place)s. Can you still come? %(link)s", **facts)
    else:
        text += _("Your place stays yours: %(link)s", **facts)
        end = _(" is now %(when)s, %(place)s. %(link)s", **facts)
    return Letter("bookings.moved", _("Changed: %(title)s", **facts), text, _text("", facts, end), "REQUEST",
                  "urgent" if is_soon else "normal", ENDS_PLACE)  # fmt: skip


def cancelled(booking) -> Letter:
    """For somebody who gave their place back."""
    facts = _facts(booking.slot)
    text = _("Your place at %(title)s on %(day)s is free again. Thank you for telling us.", **facts)
    sms = _text(_("Your place at "), facts, _(" on %(short_day)s is free again. Thank you for telling us.", **facts))
    return Letter("bookings.cancelled", _("You are no longer down for %(title)s", **facts), text, sms, "CANCEL",
                  ends=ENDS_PLACE)  # fmt: skip


def called_off(booking, is_soon) -> Letter:
    """When the organiser called the whole thing off; at once when it is soon."""
    facts = _facts(booking.slot)
    text = _("Sorry. %(title)s on %(day)s is called off by %(organisation)s.", **facts)
    sms = _text(_("Sorry. "), facts, _(" on %(when)s is called off. See what else is on: %(home)s", **facts))
    pace = "urgent" if is_soon else "normal"
    text = f"{text} {facts['reason']}".strip()
    return Letter("bookings.called_off", _("%(title)s is called off", **facts), text, sms, "CANCEL", pace, ENDS_PLACE)


def joined(entry) -> Letter:
    """For somebody who joined a waiting list."""
    facts = _entry_facts(entry)
    text = _("You are on the waiting list for %(title)s. We tell you when a place is free.", **facts) + " "
    text += _("See or leave: %(link)s", **facts)
    sms = _text(_("You are on the list for "), facts, _(". We tell you when a place is free. %(link)s", **facts))
    return Letter("bookings.waiting", _("You are on the list for %(title)s", **facts), text, sms)


def offered(entry, offer, slot) -> Letter:
    """A place for somebody who waited; nothing is theirs before they say yes (RULES W4)."""
    facts = _facts(slot) | _entry_facts(entry) | {"until": until_words(offer.ends_at)}
    many = ngettext("%(num)s place is free", "%(num)s places are free", offer.party)
    if offer.kept:
        rest = _("Kept until %(until)s. Yes or no: %(link)s", **facts)
    else:
        rest = _("The first to say yes gets it: %(link)s", **facts)
    text = f"{many}: " + _("%(title)s, %(day)s, %(time)s.", **facts) + f" {rest}"
    sms = _text(f"{many}: ", facts, _(", %(when)s. ", **facts) + rest)
    pace = "normal" if offer.kept else "urgent"
    return Letter("bookings.offer", _("A place at %(title)s", **facts), text, sms, pace=pace, ends=ABOUT_WAITING)


def offer_lapsed(entry, may_stay) -> Letter:
    """The time to say yes is over; asked once whether they still want to wait (RULES W3)."""
    facts = _entry_facts(entry)
    rest = _("Still want a place? Tell us: %(link)s", **facts) if may_stay else _("You are off the list.")
    text = _("Your time to say yes to %(title)s is over, so the next person is asked.", **facts) + f" {rest}"
    sms = _text(_("Your time to say yes to "), facts, _(" is over. ") + rest)
    return Letter("bookings.offer_lapsed", _("The place at %(title)s went on", **facts), text, sms, pace="normal",
                  ends=ABOUT_WAITING)  # fmt: skip


def offer_called_off(entry, slot) -> Letter:
    """The date on which they were offered a place was called off; they wait on for the others they named."""
    facts = _facts(slot) | _entry_facts(entry)
    text = _("Sorry. %(title)s on %(day)s is called off, so that place is gone.", **facts) + " "
    text += _("See where you stand: %(link)s", **facts)
    sms = _text(_("Sorry. "), facts, _(" on %(when)s is called off. See where you stand: %(link)s", **facts))
    return Letter("bookings.offer_called_off", _("%(title)s on %(day)s is called off", **facts), text, sms,
                  pace="normal", ends=ABOUT_WAITING)  # fmt: skip


def list_closed(entry, called_off) -> Letter:
    """What they waited for was called off, or nothing became free in time (RULES W5)."""
    facts = _entry_facts(entry)
    if called_off:
        subject = _("%(title)s is called off", **facts)
        text = _("Sorry. %(title)s is called off, so the waiting list is closed.", **facts)
        sms = _text(_("Sorry. "), facts, _(" is called off. See what else is on: %(home)s", **facts))
    else:
        subject = _("No place at %(title)s this time", **facts)
        text = _("Sorry, no place became free at %(title)s. Thank you for waiting.", **facts)
        sms = _text(_("Sorry, no place became free at "), facts, _(". See what else is on: %(home)s", **facts))
    text += " " + _("See what else is on: %(home)s", **facts)
    return Letter("bookings.list_closed", subject, text, sms, pace="normal", ends=ABOUT_WAITING)


def _text(start, facts, end):
    """One text message: the sender first, the title giving way, one thing to do (RULES L3)."""
    return sms_text(f"{current_app.config['TOWN']}: {start}", facts["title"], end)


def _facts(slot, words="", link=""):
    event, starts = slot.occurrence.event, local(slot.starts_at)
    day = f"{weekday(starts, short=True)} {short_date(starts)}"
    return {
        "title": event.title, "day": date_words(starts.date()), "time": time_words(starts), "place": event.venue.name,
        "organisation": event.organisation.name, "reason": event.cancel_reason, "words": words, "link": link,
        "short_day": day, "when": f"{day}, {time_words(starts)}", "home": current_app.config["BASE_URL"] + "/events",
    }  # fmt: skip


def _entry_facts(entry):
    home = current_app.config["BASE_URL"] + "/events"
    return {"title": entry.event.title, "link": waiting_link(entry), "home": home}
