"""Which times somebody who waits would take, from one tap: this one, that day, that week. Pure."""

from dataclasses import dataclass
from datetime import datetime, time

NOON, EVENING = time(12), time(18)


@dataclass(frozen=True)
class Time:
    """One time of an event: the slot's id, when it starts on the wall, and how many places are free."""

    id: int
    starts: datetime
    left: int


FITS = {
    "this": lambda time, picked: time.id == picked.id,
    "day": lambda time, picked: time.starts.date() == picked.starts.date(),
    "morning": lambda time, picked: _week(time) == _week(picked) and time.starts.time() < NOON,
    "afternoon": lambda time, picked: _week(time) == _week(picked) and NOON <= time.starts.time() < EVENING,
    "any": lambda _time, _picked: True,
}
"""What each wish takes in (RULES W1); a week runs from Monday to Sunday."""


def _week(one):
    return one.starts.isocalendar()[:2]


def choices(picked, times) -> list[str]:
    """The wishes worth offering beside "this": each takes in other times, and no two the same ones."""
    shown, seen = ["this"], [{picked.id}]
    for wish in list(FITS)[1:]:
        found = {time.id for time in times if FITS[wish](time, picked)}
        if found and found not in seen and found != {picked.id}:
            shown.append(wish)
            seen.append(found)
    return shown


def full_times(wish, picked, times, least) -> list[int]:
    """The ids of the times that fit the wish and have no room for so many people, the picked one first."""
    found = [time for time in times if FITS[wish](time, picked) and time.left < least]
    return [time.id for time in sorted(found, key=lambda time: (time.id != picked.id, time.starts, time.id))]


def with_room(wish, picked, times, least) -> int | None:
    """The time that fits the wish, has room for so many and is nearest to the picked one; None when all are full."""
    free = [time for time in times if FITS[wish](time, picked) and time.left >= least]
    nearest = min(free, key=lambda time: (abs(time.starts - picked.starts), time.starts), default=None)
    return nearest.id if nearest else None


def entry_shows(state, asked_again, has_offer, can_hope) -> str:
    """What the page of an entry says: "waiting", "offered", "lapsed", "booked", "left" or "closed".

    Time may have run out before anybody wrote it down: an offer that is over asks once whether they stay (RULES W3),
    and where nothing can become free any more the list is closed.
    """
    if has_offer and state in ("waiting", "offered"):
        return "offered"
    if state == "offered":
        state = "left" if asked_again else "lapsed"
    if state in ("waiting", "lapsed") and not can_hope:
        return "closed"
    return state
