"""The words of what this slice sends: how was it, somebody reported something, and what was answered.

Nothing of what was reported stands in a message to a team, and no title in a notice (RULES M6): the page says it.
"""

from flask import current_app
from flask_babel import gettext as _

from ..bookings.messages import Letter
from ..bookings.notices import place_tag, what, where_and_when
from ..gsm import sms_text
from ..notifications.notices import Notice
from ..signed import read_signed, sign
from ..web.words import date_words, local
from . import rules

REPORTED, ANSWERED = "feedback.reported", "feedback.answered"
"""The code words of what is told about a report."""


def token(booking_id) -> str:
    """The signed word by which whoever had a place says how it was."""
    return sign("feedback", booking_id)


def read_token(text) -> int | None:
    """The booking in a token of ours; None for every other text."""
    return read_signed("feedback", text)


def page(booking) -> str:
    """The path of the page that asks how it was."""
    return f"/feedback/{token(booking.id)}"


def how_was_it(booking) -> Letter:
    """For somebody whose place is over."""
    facts = _facts(booking) | {"link": current_app.config["BASE_URL"] + page(booking)}
    subject = _("How was %(title)s?", **facts)
    text = _("%(title)s on %(day)s: how was it? One tap is enough: %(link)s", **facts)
    text += "\n" + _("The organiser reads it without your name.")
    sms = sms_text(_("%(town)s: how was ", **facts), facts["title"], _("? One tap: %(link)s", **facts))
    return Letter(rules.QUESTION, subject, text, sms, pace="normal")


def notice(booking) -> Notice:
    """The same on a phone."""
    body = _("%(what)s: %(when)s. One tap is enough.", what=what(booking.slot), when=where_and_when(booking.slot))
    return Notice("reminder", _("How was it?"), body, page(booking), place_tag(booking), urgency="low")


def _facts(booking):
    day = date_words(local(booking.slot.starts_at).date())
    return {"title": booking.slot.occurrence.event.title, "day": day, "town": current_app.config["TOWN"]}


def unknown() -> tuple[str, str]:
    """For a link that is none of ours."""
    return _("We can't find this"), _("The link may be old, or cut in two. See what else is on.")


# --- reports -------------------------------------------------------------------------------------------------------


def reporters_page(report) -> str:
    """The path of the page where whoever reported sees what became of it."""
    return f"/feedback/reports/{report.code}"


def reported(report) -> tuple[str, str]:
    """Subject and text for a team: that there is something to read, and where."""
    facts = {
        "town": current_app.config["TOWN"], "title": report.event.title,
        "link": f"{current_app.config['BASE_URL']}/organise/reports/{report.id}",
    }  # fmt: skip
    if report.is_grave:
        subject = _("Please read this today: %(title)s", **facts)
        text = _("Gather Round %(town)s: somebody may not be safe. Please read this today: %(link)s", **facts)
    else:
        subject = _("Somebody reported a problem: %(title)s", **facts)
        text = _("Gather Round %(town)s: somebody reported a problem. Read and answer it: %(link)s", **facts)
    return subject, text


def answered(report) -> tuple[str, str]:
    """Subject and text for whoever reported something that was answered."""
    facts = {
        "town": current_app.config["TOWN"], "title": report.event.title,
        "link": current_app.config["BASE_URL"] + reporters_page(report),
    }  # fmt: skip
    subject = _("An answer to what you reported")
    text = _("Gather Round %(town)s: there is an answer to what you told us. Read it: %(link)s", **facts)
    return subject, text


def answered_notice(report) -> Notice:
    """The same on the phones of whoever was signed in."""
    return Notice("answer", _("An answer for you"), _("You told us that something is wrong. Tap to read the answer."),
                  reporters_page(report), f"report-{report.id}")  # fmt: skip
