"""What makes a sensible event, and how opening hours become timed slots. Pure; wall times are naive datetimes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

STATES = {"draft": {"published", "cancelled"}, "published": {"cancelled"}, "cancelled": set()}
"""Which state an event may go to from which."""
KINDS = ("help", "attend")
FURTHEST_DAYS = 400
SLOTS_MAX = 400
"""The most timed slots that one day of a clinic can have; more is a typing mistake."""


MOVED_FAR = timedelta(minutes=30)
"""A move by more than this, or to another place, must be accepted again (RULES B3)."""


class NoSuchTime(ValueError):
    """The clocks go forward over this wall time: it does not exist on that day (RULES T2)."""


@dataclass(frozen=True)
class SlotPlan:
    """One slot to be made: kind is help or attend, times are wall times, capacity is in people."""

    kind: str
    label: str
    starts: datetime
    ends: datetime
    capacity: int
    timed: bool = False


def may_become(state, wanted) -> bool:
    """Whether an event in one state may go to another."""
    return wanted in STATES[state]


def instant(wall, zone) -> datetime:
    """The instant (UTC) of a wall time in a zone; of the two in the autumn fold the one its `fold` says, 0 the first.

    Raises NoSuchTime for a wall time in the spring gap.
    """
    there = wall.replace(tzinfo=zone)
    back = there.astimezone(UTC)
    if back.astimezone(zone).replace(tzinfo=None) != wall:
        raise NoSuchTime
    return back


def comes_twice(wall, zone) -> bool:
    """Whether the clocks go back over this wall time, so that there are two of it on that day (RULES T2)."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first < second


def timed_slots(label, opens, closes, minutes, lanes, breaks=()) -> list[SlotPlan]:
    """The timed slots of one day: as many of `minutes` as fit between opening, breaks and closing.

    Each has room for `lanes` people at once. `breaks` are (from, to) wall times; after a break the next slot starts
    when it ends. Intervals are half-open: back to back is allowed (RULES B4).
    """
    plans, length, start = [], timedelta(minutes=minutes), opens
    while start + length <= closes and len(plans) < SLOTS_MAX:
        pause = next((end for begin, end in breaks if begin < start + length and start < end), None)
        if pause is not None:
            start = pause
            continue
        plans.append(SlotPlan("attend", label, start, start + length, lanes, timed=True))
        start += length
    return plans


def is_far_move(before, after, other_place=False) -> bool:
    """Whether a move of the start, from one instant to another, must be accepted again (RULES B3)."""
    return other_place or abs(after - before) > MOVED_FAR


def shifted(slot_times, old, new) -> tuple[datetime, datetime]:
    """The times of a slot after its date moved: a slot as long as the date stays so, a timed one moves with the start.

    All are pairs (start, end) of wall times.
    """
    if slot_times == old:
        return new
    by = new[0] - old[0]
    return slot_times[0] + by, slot_times[1] + by


def is_too_far(starts, now) -> bool:
    """Whether a date is so far ahead that it is surely a typing mistake."""
    return starts > now + timedelta(days=FURTHEST_DAYS)


def next_days(today, count=2) -> list:
    """The next so many weekend days from tomorrow on: what most drives are posted for."""
    days = (today + timedelta(days=ahead) for ahead in range(1, 15))
    return [day for day in days if day.weekday() >= 5][:count]
