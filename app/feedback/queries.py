"""What was said about what is over, and the places whose holders may say how it was."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ..bookings.models import Booking
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from ..notifications.models import Message
from ..organisations.models import Organisation
from ..privacy import lookup
from . import rules
from .models import Feedback

_event = joinedload(Booking.slot).joinedload(Slot.occurrence).joinedload(Occurrence.event)
WHOLE = (joinedload(Booking.person), _event.joinedload(Event.venue), _event.joinedload(Event.organisation))


@dataclass(frozen=True)
class Said:
    """What an organiser may know of an event: faces counted, apart by part where each is big enough, and the words."""

    faces: Counter
    parts: dict[str, Counter]
    words: list[tuple[str, str]]


def booking_key(booking_id) -> str:
    """The keyed hash under which what was said about a place is found again."""
    return lookup(f"feedback on {booking_id}")


def person_key(person_id) -> str:
    """The same for all that one person said."""
    return lookup(f"feedback of {person_id}")


def booking_with(booking_id) -> Booking | None:
    """The place with its slot, event, venue and organisation; None when there is none."""
    return db.session.scalar(select(Booking).where(Booking.id == booking_id).options(*WHOLE))


def said_of(booking_id) -> Feedback | None:
    """What was said about a place so far, read anew."""
    mine = select(Feedback).where(Feedback.booking_key == booking_key(booking_id))
    return db.session.scalar(mine.execution_options(populate_existing=True))


def may_say(booking, now) -> bool:
    """Whether whoever had this place, which comes with its slot and event, may say how it was now."""
    date = booking.slot.occurrence
    is_off = date.state != "on" or date.event.state != "published"
    return rules.may_say(booking.state, booking.slot.ends_at, is_off, now)


def just_over(now) -> list[int]:
    """The places that ended so lately that their holders are asked how it was, and have not been."""
    ended = Slot.ends_at.between(now - rules.MESSAGE_UNTIL, now - rules.MESSAGE_AFTER)
    on = (Booking.state.in_(rules.CAME), Occurrence.state == "on", Event.state == "published")
    asked = select(Message.id).where(Message.about == rules.QUESTION, Message.about_id == Booking.id)
    found = select(Booking.id).join(Booking.slot).join(Slot.occurrence).join(Occurrence.event)
    return list(db.session.scalars(found.where(ended, *on, ~asked.exists()).order_by(Booking.id)))


def said_about(event_id) -> Said:
    """What an organiser sees of an event; the words in an order that tells nothing of who wrote them."""
    rows = db.session.scalars(
        select(Feedback).join(Feedback.occurrence).where(Occurrence.event_id == event_id).order_by(Feedback.id)
    ).all()
    by_kind: dict[str, Counter] = defaultdict(Counter)
    for row in rows:
        by_kind[row.kind][row.face] += 1
    words = [(row.face, row.words) for row in rows if row.words]
    Random(event_id).shuffle(words)
    return Said(rules.all_of(by_kind), rules.split(by_kind), words)


def answers_about(event_id) -> int:
    """How many people said how an event was."""
    count = select(func.count(Feedback.id)).join(Feedback.occurrence).where(Occurrence.event_id == event_id)
    return db.session.scalar(count)


def public_event(slug) -> Event | None:
    """An event that the town can see, whatever became of it; None for every other."""
    shown = select(Event).join(Event.organisation).where(Event.slug == slug, Event.state != "draft")
    return db.session.scalar(shown.where(Organisation.approved_at.is_not(None)))


def export_feedback(subject) -> list[dict]:
    """What the subject's people said, as long as we can tell that it was them."""
    mine = Feedback.person_key.in_([person_key(one) for one in subject.person_ids])
    rows = db.session.scalars(select(Feedback).where(mine).order_by(Feedback.id))
    return [
        {"about": row.occurrence.event.title, "face": row.face, "words": row.words or "",
         "said": row.said_at.isoformat()}
        for row in rows
    ]  # fmt: skip
