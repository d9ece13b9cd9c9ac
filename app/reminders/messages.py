"""The words of a reminder (RULES M4): what, when and where, an answer in one tap, and a number to call."""

from flask import current_app
from flask_babel import gettext as _, ngettext

from ..bookings.messages import Letter, link
from ..gsm import fits, most_parts, sms_text
from ..web.words import date_words, local, short_date, time_words, until_words, weekday
from .rules import ABOUT

TITLE_ROOM = 12
"""How many letters of its title something needs in a text message to be known by."""


def reminder(booking, somebody_waits) -> Letter:
    """A reminder of a place; `somebody_waits` says whether anybody would take it.

    Days are named by their dates: a letter that waits overnight must not say "tomorrow".
    """
    facts = _facts(booking)
    lines = [_opening(booking, facts), *_how_many(booking), *_asking(booking, somebody_waits)]
    lines += [_answering(booking, facts), *_knowing(booking.slot.occurrence.event)]
    lines += [_("Your code is %(words)s. Your pass: %(pass_link)s", **facts)]
    if facts["phone"]:
        lines += [_("Or call %(organisation)s: %(phone)s", **facts)]
    subject = _("Reminder: %(title)s on %(day)s", **facts)
    return Letter(ABOUT, subject, "\n".join(lines), _text(booking, facts, somebody_waits), pace="normal")


def _opening(booking, facts):
    if booking.told == "carer":
        return _("%(name)s's place: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)
    if booking.slot.kind == "help":
        return _("You are helping: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)
    return _("Your place: %(title)s, %(day)s, %(time)s, %(place)s.", **facts)


def _how_many(booking):
    return [ngettext("For %(num)s person.", "For %(num)s people.", booking.party)] if booking.party > 1 else []


def _asking(booking, somebody_waits):
    if booking.asks_again:
        return [_("The organiser has changed this. Can you still come?")]
    if not somebody_waits:
        return []
    if booking.party > 1:
        return [_("Someone else is waiting for these places. If you can't come, please say so.")]
    return [_("Someone else is waiting for this place. If you can't come, please say so.")]


def _answering(booking, facts):
    if booking.told == "carer":
        return _("Is %(name)s coming, or not? Say it with one tap: %(answer)s", **facts)
    return _('Say "I\'m coming" or "I can\'t come" with one tap: %(answer)s', **facts)


def _knowing(event):
    where = [_("Where to meet: %(place)s", place=event.meeting_point)] if event.meeting_point else []
    return where + ([_("Good to know: %(things)s", things="; ".join(event.good_to_know))] if event.good_to_know else [])


def _text(booking, facts, somebody_waits):
    """One text message that says as much of this as there is room for beside the title (RULES L3)."""
    start = f"{current_app.config['TOWN']}: "
    whose = _("%(name)s's place: ", **facts) if booking.told == "carer" else ""
    what = whose + facts["title"]
    needed = what[: len(whose) + TITLE_ROOM]
    ends = list(_endings(booking, facts, somebody_waits))
    end = next((end for end in ends if fits(sms_text(start, "", end) + needed, most_parts(end))), ends[-1])
    return sms_text(start, what, end)


def _endings(booking, facts, somebody_waits):
    """What follows the title, the richest first."""
    when = ", " + facts["when"]
    if booking.party > 1:
        when += ", " + ngettext("%(num)s person", "%(num)s people", booking.party)
    call = _(" Call %(phone)s", **facts) if facts["phone"] else ""
    mine, theirs = _("I'm coming / I can't come: %(answer)s", **facts), _("Coming / can't come: %(answer)s", **facts)
    ask = theirs if booking.told == "carer" else mine
    asks = [_("Changed! ") + ask] if booking.asks_again else []
    if somebody_waits and not booking.asks_again:
        asks += [_("Someone else is waiting for this place. ") + ask, _("Others wait. ") + ask]
    for question in (*asks, ask, _("Coming? %(answer)s", **facts)):
        yield f"{when}. {question}{call}"


def _facts(booking):
    slot = booking.slot
    event, starts, address = slot.occurrence.event, local(slot.starts_at), link(booking.code)
    day = f"{weekday(starts, short=True)} {short_date(starts)}"
    return {
        "name": booking.person.first_name, "title": event.title, "day": date_words(starts.date()),
        "time": time_words(starts), "when": f"{day}, {time_words(starts)}", "place": event.venue.name,
        "organisation": event.organisation.name, "words": booking.code_words, "pass_link": address,
        "answer": f"{address}/answer", "phone": event.organisation.phone or current_app.config["PHONE"],
    }  # fmt: skip


def outlook(found) -> list[str]:
    """What reminding everybody would do, an operations_organiser.Outlook, for the organiser who thinks of it."""
    said = [
        ngettext("%(num)s person gets a notice on their phone.", "%(num)s people get a notice on their phones.",
                 found.by["push"]),
        ngettext("%(num)s person gets a text.", "%(num)s people get a text.", found.by["sms"]),
        ngettext("%(num)s person gets an e-mail.", "%(num)s people get an e-mail.", found.by["mail"]),
        ngettext("%(num)s person has no mobile and no e-mail. Please call.",
                 "%(num)s people have no mobile and no e-mail. Please call.", found.by["call"]),
        ngettext("%(num)s person heard from us in the last 12 hours already.",
                 "%(num)s people heard from us in the last 12 hours already.", found.heard),
        ngettext("%(num)s person can't be told at a decent hour before it starts.",
                 "%(num)s people can't be told at a decent hour before it starts.", found.too_late),
        ngettext("%(num)s person left no number and no e-mail.", "%(num)s people left no number and no e-mail.",
                 found.unknown),
    ]  # fmt: skip
    counts = (
        *(found.by[channel] for channel in ("push", "sms", "mail", "call")),
        found.heard,
        found.too_late,
        found.unknown,
    )
    return [sentence for sentence, count in zip(said, counts, strict=True) if count] + quiet(found)


def quiet(found) -> list[str]:
    """When those hear of it who are left in peace now (RULES M2)."""
    return [
        ngettext("It is a quiet time for %(num)s of them: they hear at %(time)s.",
                 "It is a quiet time for %(num)s of them: they hear at %(time)s.", count, time=until_words(when))
        for when, count in sorted(found.later.items())
    ]  # fmt: skip


def reminded(done) -> str:
    """What reminding everybody did."""
    said = [ngettext("%(num)s person will hear from us.", "%(num)s people will hear from us.", done.hear)]
    if calls := done.by["call"]:
        said.append(ngettext("%(num)s to call by phone.", "%(num)s to call by phone.", calls))
    if done.nobody:
        said = [_("Everybody has heard from us.") if done.heard else _("There is nobody to tell.")]
    return " ".join(said + quiet(done))
