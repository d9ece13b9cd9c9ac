"""When a place is called to mind, and until when a late reminder is still worth sending (RULES M1, M3, T3). Pure.

Nothing here is kept: the schedule follows from the place alone, so a place that moves or goes needs no tidying up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

THREE_DAYS, EVENING, BY_HAND = "three days", "evening", "by hand"
"""The rules: three days before, the evening before, and when an organiser asks for it after these."""
FIRST_NEEDS, ANY_NEEDS = timedelta(hours=72), timedelta(hours=24)
"""Known for less than this before the start there is no reminder three days before, or none at all (RULES M1)."""
ABOUT, PREFIX = "reminders", "reminder"
"""The code word of every reminder, by which bookings.messages takes it back with its place; how its key begins."""
OPENS, LASTS = time(17), timedelta(hours=2)
"""The evening in which the last reminder goes, town time."""
STRIDE = 4451
"""Seconds between neighbours in the evening: no divisor of its 7,200, so that 7,200 in a row have a second each."""
SOON, BEFORE = "soon", timedelta(hours=2)
"""Two hours before a start, by notice alone (RULES M1); its code word and how its key is named."""
SOON_WITHIN = timedelta(hours=1), timedelta(hours=16)
"""How long before the start, at the least and at the most, such a notice can be of use: the night goes before."""
WITHIN = {
    THREE_DAYS: (timedelta(hours=35), timedelta(hours=87)),
    EVENING: (timedelta(hours=2), timedelta(hours=33)),
}
"""How long before the start, at the least and at the most, a reminder of each rule can be due and of use."""
HEARD = timedelta(hours=12)
"""Whoever was reminded so lately is not reminded again by hand."""


@dataclass(frozen=True)
class Reminder:
    """When one rule calls a place to mind, and the instant from which on that comes too late."""

    rule: str
    at: datetime
    until: datetime

    def is_due(self, now) -> bool:
        """Whether it is to be sent now, at its time or a little late."""
        return self.at <= now < self.until


def reminder(rule, booking_id, known_at, starts_at, zone, decent: Callable | None = None) -> Reminder | None:
    """The reminder by one rule of a place that starts at an instant and is known to its holder since another.

    `zone` is the town's. `decent(due, until)` gives the time outside of the quiet hours at which to send what is due,
    None for never; without it every time will do. Late ones are of use while half of their time is left (RULES M3).
    None for a place that was taken or moved too late for it.
    """
    if rule == THREE_DAYS:
        needs, due = FIRST_NEEDS, days_before(starts_at, 3, zone)
    else:
        needs, due = ANY_NEEDS, evening_before(starts_at, booking_id, zone)
    if starts_at - known_at < needs or due <= known_at:
        return None
    until = still_useful(due, starts_at)
    at = decent(due, until) if decent else due
    return Reminder(rule, at, until) if at else None


def reminders(booking_id, known_at, starts_at, zone, decent: Callable | None = None) -> list[Reminder]:
    """All reminders of a place, the earlier first; see `reminder`."""
    found = (reminder(rule, booking_id, known_at, starts_at, zone, decent) for rule in WITHIN)
    return [one for one in found if one]


def soon(booking_id, known_at, starts_at, zone, decent: Callable | None = None) -> Reminder | None:
    """The notice two hours of elapsed time before the start (RULES T3); arguments as those of `reminder`.

    Where that falls into the quiet it goes before it, unless the evening's reminder has said the same a moment ago.
    None for a place that was taken later than that.
    """
    due = starts_at - BEFORE
    if due <= known_at:
        return None
    until = still_useful(due, starts_at)
    at = decent(due, until) if decent else due
    if at is None or (at < due and reminder(EVENING, booking_id, known_at, starts_at, zone, decent)):
        return None
    return Reminder(SOON, at, until)


def days_before(starts_at, days, zone) -> datetime:
    """The same time on the wall so many days earlier (RULES T3).

    Where the clocks go forward over it, the instant at which they would have shown it; of two the first.
    """
    wall = starts_at.astimezone(zone).replace(tzinfo=None, fold=0)
    return (wall - timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC)


def evening_before(starts_at, booking_id, zone) -> datetime:
    """A time from 17:00 to 19:00 on the day before the start, each place its own."""
    day = starts_at.astimezone(zone).date() - timedelta(days=1)
    seconds = booking_id * STRIDE % int(LASTS.total_seconds())
    return datetime.combine(day, OPENS, zone).astimezone(UTC) + timedelta(seconds=seconds)


def still_useful(due, starts_at) -> datetime:
    """The instant at which half of the time from a due reminder to the start is over."""
    return due + (starts_at - due) / 2


def next_rule(planned, now, told, heard_at) -> str | None:
    """Which of its reminders an organiser brings forward now; None for somebody who heard of us lately.

    It takes the place of the next one that would go by itself, or comes after them all. `told` are the rules by which
    this place was called to mind already, `heard_at` is when that last was, None for never.
    """
    if heard_at is not None and now - heard_at < HEARD:
        return None
    left = [one.rule for one in planned if now < one.until] + [BY_HAND]
    return next((rule for rule in left if rule not in told), None)


def key(rule, booking_id, version) -> str:
    """What makes a reminder one of its kind (RULES M3); `version` goes up with each move of the place."""
    return f"{PREFIX}:{rule}:{booking_id}:{version}"


def read_key(reminder_key) -> tuple[str, int, int]:
    """The rule, the booking and the version in such a key."""
    _prefix, rule, booking_id, version = reminder_key.split(":")
    return rule, int(booking_id), int(version)
