"""What can be picked on the page of one event: days and times of a clinic, roles and places of the rest."""

from dataclasses import dataclass
from datetime import date

from ..kept_reads import until_written
from .queries import takeable_slots

NOON, EVENING = 12, 17


@dataclass(frozen=True)
class Choice:
    """One slot that can be picked; a full one is shown and cannot."""

    slot: object
    is_full: bool


@dataclass(frozen=True)
class Day:
    """One day of a clinic with how many times are left on it."""

    day: date
    left: int
    is_current: bool


@dataclass(frozen=True)
class Menu:
    """Everything that can be picked; `times` are the current day's as (part of the day, choices); `roles` have none."""

    days: tuple = ()
    times: tuple = ()
    roles: tuple = ()
    first_full: int | None = None
    """The id of the first slot that is full, to wait for it."""

    @property
    def only_choice(self):
        """The one thing there is to pick, None when there are several or none."""
        return self.roles[0] if len(self.roles) == 1 and not self.days else None

    @property
    def is_full(self):
        """Whether there is something to pick, and all of it is taken."""
        some = bool(self.days or self.roles)
        return some and not any(day.left for day in self.days) and all(role.is_full for role in self.roles)


@until_written
def menu(event_id, reach, wanted_day) -> Menu:
    """What somebody of this `Reach` can pick at an event, with the times of one day."""
    slots = takeable_slots(event_id, reach)
    timed = [slot for slot in slots if slot.timed]
    days = _days(timed, wanted_day)
    current = next((day.day for day in days if day.is_current), None)
    todays = [slot for slot in timed if slot.starts_local.date() == current]
    roles = tuple(Choice(slot, slot.left == 0) for slot in slots if not slot.timed)
    first_full = next((slot.id for slot in slots if slot.left == 0), None)
    return Menu(days=days, times=_by_part(todays), roles=roles, first_full=first_full)


def _days(timed, wanted):
    left = {}
    for slot in timed:
        day = slot.starts_local.date()
        left[day] = left.get(day, 0) + slot.left
    current = wanted if left.get(wanted) else next((day for day, places in left.items() if places), None)
    return tuple(Day(day, places, day == current) for day, places in left.items())


def _by_part(slots):
    parts = {"morning": [], "afternoon": [], "evening": []}
    for slot in slots:
        hour = slot.starts_local.hour
        part = "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"
        parts[part].append(Choice(slot, slot.left == 0))
    return tuple((part, tuple(found)) for part, found in parts.items() if found)
