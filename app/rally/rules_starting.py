"""When a rally may begin, when it looks again, and when pushes may go at all. Pure: instants are aware."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

AHEAD = timedelta(hours=72)
"""How long before the start people are asked at the earliest; before that they find it by themselves (RALLY 8)."""
TICK = timedelta(minutes=10)
"""How often a rally looks again by itself (RALLY 5)."""
SOONEST = timedelta(minutes=10)
"""With less time than this before the deadline a push is no use: only a phone call is (our own choice)."""
LEAD_MINUTES = 30
LEADS = (0, 30, 120, 720)
"""How long before the start people must have said yes, in minutes: unless the organiser says so, and what they may."""
OPENS, CLOSES = time(8), time(21)
"""The day in which anybody is asked, town time (RALLY 8)."""
TAKEN_UP_AGAIN = ("full", "over")
"""The ends after which a rally goes on by itself when places are free again in time (RALLY 6)."""


@dataclass(frozen=True)
class Place:
    """What `why_not` needs to know of a slot: `open` is whether the town can book it, `left` its free places."""

    kind: str
    open: bool
    starts_at: datetime
    left: int
    lead: timedelta


def why_not(place, now) -> str | None:
    """Why nobody can be asked for these places now, None when they can be: a key of messages.REASONS."""
    if place.kind != "help":
        return "not help"
    if now >= place.starts_at:
        return "over"
    if not place.open:
        return "closed"
    if place.left <= 0:
        return "full"
    if place.starts_at - now > AHEAD:
        return "too early"
    return "too soon" if place.starts_at - place.lead - now < SOONEST else None


def may_push(wall) -> bool:
    """Whether anybody may be asked at this time on the town's wall."""
    return OPENS <= wall < CLOSES


def is_due(next_tick_at, now) -> bool:
    """Whether a rally is to look again; what lies further ahead than a tick was set by a clock that was wrong."""
    return next_tick_at <= now or next_tick_at > now + 2 * TICK
