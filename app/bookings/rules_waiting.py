"""Who on the waiting list gets what is free, and for how long. Pure: instants are aware, the zone is the town's."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

LIVE_OFFER = ("saving", "open")
"""The states in which an offer keeps its places; an entry has at most one such offer."""
OPEN_OFFER = ("open", "told")
"""The states in which somebody can say yes; where they were only told, the first to do so wins."""
IN_LINE = ("waiting", "offered", "lapsed")
"""The states of an entry that is not over; only "waiting" ones are walked."""
SKIPS = 3
PATIENT, FAR = timedelta(hours=24), timedelta(hours=48)
"""After this wait, or so many times passed over, places are saved up; the second only for what is this far away."""
SAVE_UNTIL = timedelta(hours=24)
CLOSES = timedelta(hours=1)
"""How long before the start the list closes (RULES W5)."""
FIRST_COME = timedelta(hours=3)
SHORTEST = timedelta(minutes=30)
WAKES, SLEEPS = time(8), time(21)
LASTS = ((timedelta(days=7), 24), (timedelta(days=2), 12), (timedelta(hours=24), 4), (timedelta(0), 1))
"""How many waking hours an offer lasts when the start is further away than this (RULES W3)."""


@dataclass(frozen=True)
class Waiting:
    """One entry in line; `saved` places are kept for it on this slot already, or some `elsewhere`."""

    id: int
    party: int
    least: int
    skipped: int
    joined_at: datetime
    saved: int = 0
    elsewhere: bool = False


@dataclass(frozen=True)
class Give:
    """So many places for an entry; style is "open" (offered and kept), "saving" or "told" (nothing kept)."""

    entry_id: int
    places: int
    style: str


def walk(free, line, now, starts_at, keeps=True) -> tuple[list[Give], list[int]]:
    """What each entry in line gets of the free places, and who was passed over for somebody behind them (RULES W2).

    `free` counts places that nobody holds, so not those saved up. Where there is no time to keep a place, everybody
    who fits is told. Nobody gets anything once the list is closed.
    """
    if starts_at - now <= CLOSES:
        return [], []
    if not keeps:
        return [Give(entry.id, min(entry.party, free), "told") for entry in line if entry.least <= free], []
    gives, passed, skipped = [], [], []
    for entry in line:
        within_reach = free + entry.saved
        if within_reach >= entry.least:
            places = min(entry.party, within_reach)
            free -= places - entry.saved
            gives.append(Give(entry.id, places, "open"))
            skipped += passed
            passed = []
        elif free and may_save(entry, now, starts_at):
            gives.append(Give(entry.id, within_reach, "saving"))
            free = 0
        elif not entry.saved:
            passed.append(entry.id)
    return gives, skipped


def may_save(entry, now, starts_at) -> bool:
    """Whether places are saved up for this entry until there are enough for all of it (RULES W2)."""
    ahead = starts_at - now
    waited = now - entry.joined_at > PATIENT and ahead > FAR
    return not entry.elsewhere and ahead > SAVE_UNTIL and (entry.skipped >= SKIPS or waited)


def offer_ends(now, starts_at, cut_off, zone) -> datetime | None:
    """When an offer made now ends; None when there is too little time to keep a place for one person (RULES W3).

    `cut_off` is the last instant at which the place can be booked. The clock stops from 21:00 to 08:00 town time.
    """
    ahead = starts_at - now
    if ahead < FIRST_COME:
        return None
    hours = next(hours for least, hours in LASTS if ahead > least)
    ends = min(after_waking(now, timedelta(hours=hours), zone), cut_off)
    return ends if waking_between(now, ends, zone) >= SHORTEST else None


def after_waking(start, length, zone) -> datetime:
    """The instant at which so much waking time has passed since `start`."""
    day = start.astimezone(zone).date()
    while True:
        wakes, sleeps = _waking(day, zone)
        begins = max(start, wakes)
        if begins < sleeps:
            if sleeps - begins >= length:
                return begins + length
            length -= sleeps - begins
        day += timedelta(days=1)


def waking_between(start, end, zone) -> timedelta:
    """How much of the time between two instants people are awake."""
    total, day = timedelta(0), start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        wakes, sleeps = _waking(day, zone)
        total += max(timedelta(0), min(end, sleeps) - max(start, wakes))
        day += timedelta(days=1)
    return total


def _waking(day, zone):
    return tuple(datetime.combine(day, edge, zone).astimezone(UTC) for edge in (WAKES, SLEEPS))
