"""Write the reminders that are due: each once, with its place read again in the same transaction (RULES M3)."""

import structlog

from .. import clock
from ..database import unit_of_work
from ..notifications.operations import compose, put_all, send_time
from ..notifications.queries_phones import hears
from ..notifications.rules import owner
from ..web.language import speaking
from . import messages, notices, queries, rules

BATCH = 100
"""How many reminders one transaction writes: people who book meanwhile wait for no more than these."""


def write_due(now) -> int:
    """Put every reminder that is due at an instant into the outbox, each once however many do this; how many.

    What was missed while nobody looked is written as long as half of its time is left.
    """
    due = [one for rule in rules.WITHIN for one in _due_by(rule, now)]
    return sum(_write_all(due[first : first + BATCH], now) for first in range(0, len(due), BATCH))


def _due_by(rule, now):
    """The (booking id, its sequence, reminder) of everything that is due by a rule."""
    for place in queries.coming(rule, now):
        one = planned(place, rule)
        if one and one.is_due(now):
            yield place.id, place.sequence, one


def planned(place, rule) -> rules.Reminder | None:
    """The reminder of a place, a row of queries.coming, by a rule and at a decent time; None without one."""
    young = queries.is_young(place)
    return rules.reminder(
        rule, place.id, place.known_at, place.starts_at, clock.town_zone(),
        lambda due, until: send_time(due, until, place.known_at, young, "normal"),
    )  # fmt: skip


def _write_all(due, now):
    """Write one batch; what stands in the way of one reminder must not hold up the others."""
    try:
        return _write(due, now)
    except Exception:
        structlog.get_logger().exception("reminders.batch_failed", first=due[0][0], count=len(due))
        if len(due) == 1:
            return 0
        return sum(_write_all([one], now) for one in due)


def _write(due, now):
    with unit_of_work():
        held = queries.still_held({booking_id: sequence for booking_id, sequence, _reminder in due})
        waited = queries.waited_for({booking.slot_id for booking in held.values()})
        return put_all(
            [
                composed(held[booking_id], reminder.rule, reminder.until, now, waited)
                for booking_id, _sequence, reminder in due
                if booking_id in held
            ]
        )


def composed(booking, rule, until, now, waited):
    """The message by which a place is called to mind now; `until` is when it is of no more use.

    `waited` are the slots for whose places somebody waits.
    """
    person, is_waited = booking.person, booking.slot_id in waited
    is_heard = hears(owner(person.id, booking.phone_mark), "reminder")
    with speaking(person.language):
        letter = messages.reminder(booking, is_waited)
        return compose(
            person.addresses, letter.subject, letter.text, letter.about, sms=letter.sms, about_id=booking.id,
            once=rules.key(rule, booking.id, booking.sequence), pace=letter.pace, due_at=now, useful=until - now,
            young=person.band_on(clock.today()) not in (None, "adult"), person_id=person.id,
            phone_mark=booking.phone_mark, push=notices.reminder(booking, is_waited) if is_heard else None,
        )  # fmt: skip
