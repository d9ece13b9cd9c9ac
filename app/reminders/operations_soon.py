"""Two hours before: a notice for who has a phone that hears it, and nothing for anybody else (RULES M1)."""

from .. import clock
from ..database import unit_of_work
from ..notifications.operations import compose, put_all, send_time
from ..notifications.queries_phones import hears
from ..notifications.rules import owner
from ..web.language import speaking
from . import messages, notices, queries, rules
from .operations import BATCH


def write_soon(now) -> int:
    """Put every such notice that is due into the outbox, each once however many do this; how many."""
    due = []
    for place in queries.coming_soon(now):
        one = _planned(place)
        if one and one.is_due(now):
            due.append((place.id, place.sequence, one))
    return sum(_write(due[first : first + BATCH], now) for first in range(0, len(due), BATCH))


def _planned(place):
    young, known_at = queries.is_young(place), place.known_at
    return rules.soon(
        place.id, known_at, place.starts_at, clock.town_zone(),
        lambda due, until: send_time(due, until, known_at, young, "normal"),
    )  # fmt: skip


def _write(due, now):
    with unit_of_work():
        held = queries.still_held({booking_id: sequence for booking_id, sequence, _reminder in due})
        found = [(held[booking_id], reminder) for booking_id, _sequence, reminder in due if booking_id in held]
        heard = [pair for pair in found if hears(owner(pair[0].person_id, pair[0].phone_mark), "reminder")]
        return put_all([_composed(booking, reminder, now) for booking, reminder in heard])


def _composed(booking, reminder, now):
    person = booking.person
    with speaking(person.language):
        letter = messages.reminder(booking, False)
        return compose(
            person.addresses, letter.subject, letter.text, rules.SOON, about_id=booking.id,
            once=rules.key(rules.SOON, booking.id, booking.sequence), pace="normal", due_at=now,
            useful=reminder.until - now, young=person.band_on(clock.today()) not in (None, "adult"),
            push=notices.soon(booking), push_only=True, person_id=person.id, phone_mark=booking.phone_mark,
        )  # fmt: skip
