"""What organisers do about a rally: start it, pause it, stop it; and how it begins by itself."""

from datetime import timedelta

import structlog
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..backends.jobs import enqueue
from ..database import claim, unit_of_work
from ..events.queries import slot_with_event
from ..extensions import db
from ..pictures import group_of
from . import queries, rules_starting
from .models import Rally
from .operations_ticking import end, tick


class NotStarted(Exception):
    """Nobody can be asked for these places; `reason` is a key of messages.REASONS."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def start(slot_id, account_id=None, lead_minutes=rules_starting.LEAD_MINUTES) -> Rally:
    """Begin to ask for the free places of a slot, or go on where somebody stopped; one that is going stays as it is.

    The first people are asked at once. `account_id` is None where it starts by itself. Raises NotStarted.
    """
    slot, now = slot_with_event(slot_id), clock.now()
    if slot is None:
        raise NotStarted("closed")
    rally = queries.rally_of(slot_id)
    if rally is not None and rally.state == "running":
        return rally
    if reason := why_not(slot, lead_minutes, now):
        raise NotStarted(reason)
    try:
        with unit_of_work():
            rally = _take_up(slot, account_id, lead_minutes, now)
            enqueue("rally.look", rally.id)
            return rally
    except IntegrityError:  # the twin of this very tap, or the sweep
        return start(slot_id, account_id, lead_minutes)


def why_not(slot, lead_minutes, now) -> str | None:
    """Why nobody can be asked for a slot, which comes with its event, at an instant: a key of messages.REASONS."""
    event, date = slot.occurrence.event, slot.occurrence
    is_open = slot.open and event.is_public and event.state == "published" and date.state == "on"
    place = rules_starting.Place(slot.kind, is_open, slot.starts_at, slot.left, timedelta(minutes=lead_minutes))
    return rules_starting.why_not(place, now)


def _take_up(slot, account_id, lead_minutes, now):
    again = update(Rally).where(Rally.slot_id == slot.id, Rally.state != "running")
    fresh = {"state": "running", "places": slot.left, "next_tick_at": now, "ended_at": None, "dry_at": None}
    if claim(again.values(lead_minutes=lead_minutes, **fresh)):
        return queries.rally_of(slot.id)
    rally = Rally(
        slot_id=slot.id, kind=group_of(slot.occurrence.event.picture), started_by=account_id, started_at=now,
        lead_minutes=lead_minutes, ticks=0, **fresh,
    )  # fmt: skip
    db.session.add(rally)
    db.session.flush()
    structlog.get_logger().info("rally.started", rally_id=rally.id, by_itself=account_id is None)
    return rally


def start_by_itself() -> int:
    """Start what is short of people, near enough, and allowed; take up again what was full. How many there were."""
    started = 0
    for slot_id in queries.short_slots(clock.now()):
        started += refill(slot_id)
    return started


def refill(slot_id) -> bool:
    """Somebody came or went: a rally that is going looks at once, one that was full goes on, an allowed one begins."""
    rally, slot = queries.rally_of(slot_id), slot_with_event(slot_id)
    if slot is None or slot.kind != "help":
        return False
    if rally is not None and rally.is_going:
        tick(rally.id)
        return False
    wanted = rally.state in rules_starting.TAKEN_UP_AGAIN if rally else slot.occurrence.event.asks_people
    if not wanted:
        return False
    try:
        start(slot_id, None, rally.lead_minutes if rally else rules_starting.LEAD_MINUTES)
    except NotStarted:
        return False
    return True


def pause(rally_id) -> bool:
    """Ask nobody more for now; the questions that are out stay. False when it was not running."""
    running = update(Rally).where(Rally.id == rally_id, Rally.state == "running")
    with unit_of_work():
        return claim(running.values(state="paused"))


def stop(rally_id) -> bool:
    """Ask nobody more, and take the open questions back; it never starts by itself again. Twice is once."""
    return end(rally_id, "stopped")
