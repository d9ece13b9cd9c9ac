"""What an organiser sees of each event at a glance. Pure."""

from dataclasses import dataclass
from datetime import datetime

from .. import clock


@dataclass(frozen=True)
class Overview:
    """One event in a line: its next date in wall time, places taken of all, and which state to name."""

    event: object
    starts: datetime | None
    ends: datetime | None
    dates: int
    taken: int
    places: int
    state: str
    is_drive: bool


def overview(events) -> list[Overview]:
    """The events for their organisers; state is draft, cancelled, waiting, over or on."""
    now = clock.now()
    return [_one(event, now) for event in events]


def _one(event, now):
    coming = [occurrence for occurrence in event.occurrences if occurrence.ends_at > now]
    first = coming[0] if coming else (event.occurrences or [None])[-1]
    slots = [slot for occurrence in coming or event.occurrences for slot in occurrence.slots]
    return Overview(
        event=event, starts=first and first.starts_local, ends=first and first.ends_local, dates=len(coming),
        taken=sum(slot.taken for slot in slots), places=sum(slot.capacity for slot in slots),
        state=_state(event, coming), is_drive=any(slot.kind == "help" for slot in slots),
    )  # fmt: skip


def _state(event, coming):
    if event.state != "published":
        return event.state
    if event.organisation.approved_at is None:
        return "waiting"
    return "on" if coming else "over"
