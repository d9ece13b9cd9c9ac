"""Who is coming, in words: what the people who run an event see of each place and of who waits. Reads nothing."""

from dataclasses import dataclass, field

from flask_babel import gettext as _, lazy_gettext as _l, ngettext

from .. import clock
from ..web.words import local, time_words, until_words, weekday
from .rules import LIVE

NEED_WORDS = {
    "wheelchair": _l("uses a wheelchair"),
    "hearing": _l("hears badly"),
    "seeing": _l("sees badly"),
    "calm": _l("needs a calm place"),
    "carer": _l("brings a carer"),
}
"""What people need, as one says it of somebody; the needs are those of accounts.rules.NEEDS."""


NEWS_WORDS = {
    "bookings.confirmation": _l("Confirmation"),
    "bookings.pending": _l("Word that their place is kept"),
    "bookings.changed": _l("Word of the new time"),
    "bookings.moved": _l("Word of the change"),
    "bookings.cancelled": _l("Thanks for telling us"),
    "bookings.called_off": _l("Word that it is off"),
    "bookings.not_agreed": _l("Word of the no from home"),
    "reminders": _l("Reminder"),
}
"""What somebody was told last; the code words are those of messages.ABOUT_HOLDER."""
SENT_WORDS = {
    "push": _l("notice sent"), "sms": _l("text sent"), "mail": _l("e-mail sent"), "call": _l("told by phone"),
}  # fmt: skip
ARRIVED_WORDS = SENT_WORDS | {"sms": _l("text delivered"), "mail": _l("e-mail delivered")}


@dataclass
class OnDate:
    """One date with its slots as pairs (slot, rows), who gave a place back, and who waits."""

    date: object
    slots: list = field(default_factory=list)
    gone: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    expected: int = 0


@dataclass(frozen=True)
class Row:
    """One place: who, how it stands in words, what they need, whom the messages go to, what became of the last."""

    booking: object
    name: str
    state: str
    needs: tuple
    told: str
    outcome: str = ""


@dataclass(frozen=True)
class Waiter:
    """One entry of the waiting list: who, how many, since when and what was offered, in words."""

    entry: object
    name: str
    since: str
    offered: str


def roster(event, bookings, line, offers, outcomes) -> list[OnDate]:
    """Each date of an event with who comes to it, gave a place back or waits for it.

    `offers` are those that stand, by entry; `outcomes` what became of the last message, by booking.
    """
    rows = [(booking, _row(booking, outcomes.get(booking.id))) for booking in bookings]
    waiters = [(entry, _waiter(entry, offers.get(entry.id))) for entry in line]
    return [_on_date(date, rows, waiters) for date in event.occurrences]


def _on_date(date, rows, waiters):
    here = [(booking, row) for booking, row in rows if booking.occurrence_id == date.id]
    slot_ids = {slot.id for slot in date.slots}
    held = [(booking, row) for booking, row in here if booking.is_live or booking.state == "attended"]
    slots = [(slot, [row for booking, row in held if booking.slot_id == slot.id]) for slot in date.slots]
    return OnDate(
        date=date,
        slots=[(slot, sorted(found, key=lambda row: row.name.casefold())) for slot, found in slots if found],
        gone=[row for booking, row in here if (booking, row) not in held],
        waiting=[waiter for entry, waiter in waiters if slot_ids & {wish.slot_id for wish in entry.wishes}],
        expected=sum(booking.party for booking, _row in held if booking.state in LIVE),
    )


def _row(booking, outcome):
    return Row(
        booking=booking, name=booking.person.first_name or _("Somebody"), state=state_words(booking),
        needs=needs_words(booking.person), told=_told(booking),
        outcome=outcome_words(outcome) if outcome else "",
    )  # fmt: skip


def state_words(booking) -> str:
    """How a place stands, in words an organiser says."""
    if booking.state == "pending":
        return _("Waits for a parent's yes")
    if booking.state == "confirmed":
        if booking.asks_again:
            return _("Asked again, not answered yet")
        return _("Said: I'm coming") if booking.answered_at else _("Coming")
    if booking.state == "cancelled":
        return _("Gave it back on the last day") if booking.late else _("Gave it back")
    return {
        "arrived": _("Is here"), "attended": _("Came"), "declined": _("No yes from a parent"),
        "cancelled by organiser": _("Called off"),
    }.get(booking.state, "")  # fmt: skip


def needs_words(person) -> tuple:
    """What somebody needs to take part, in words; empty for most."""
    needs = [str(NEED_WORDS[need]) for need in person.access_needs if need in NEED_WORDS]
    if person.interpreter:
        needs.append(_("speaks %(language)s, needs an interpreter", language=person.interpreter))
    return tuple(needs)


def outcome_words(outcome) -> str:
    """What became of the last message about a place: how it ended, when, and why it did not arrive."""
    return f"{NEWS_WORDS[outcome.about]}: {_ended(outcome)}"


def _ended(outcome):
    if outcome.state == "sent":
        words = (ARRIVED_WORDS if outcome.arrived else SENT_WORDS)[outcome.channel]
        return _("%(how)s, %(time)s", how=words, time=until_words(outcome.at))
    if outcome.state == "waiting":
        is_on_its_way = outcome.due_at <= clock.now()
        return _("on its way") if is_on_its_way else _("goes at %(time)s", time=until_words(outcome.due_at))
    if outcome.state == "call":
        return _("please call. %(reason)s", reason=_(outcome.reason))
    return _("did not get there. %(reason)s", reason=_(outcome.reason))


def _told(booking):
    if booking.told == "carer":
        return _("Messages go to their carer")
    return _("Somebody else booked for them") if booking.for_someone_else else ""


def _waiter(entry, offer):
    return Waiter(entry, entry.person.first_name or _("Somebody"), waits_for(entry), _offered(entry, offer))


def waits_for(entry) -> str:
    """About how long somebody has been waiting."""
    waited = clock.now() - entry.joined_at
    if waited.days:
        return ngettext("waits for %(num)s day", "waits for %(num)s days", waited.days)
    hours = waited.seconds // 3600
    return ngettext("waits for %(num)s hour", "waits for %(num)s hours", hours) if hours else _("just joined")


def _offered(entry, offer):
    if offer is None:
        return _("An offer ran out. Asked: still waiting?") if entry.state == "lapsed" else ""
    if offer.state == "saving":
        return ngettext("%(num)s place is saved up", "%(num)s places are saved up", offer.kept)
    if offer.state == "told":
        return _("Told of a free place, the first to say yes gets it")
    ends = local(offer.ends_at)
    return _("Has an offer until %(time)s on %(day)s", time=time_words(ends), day=weekday(ends.date()))
