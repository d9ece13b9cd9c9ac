"""Rallies and what came of their asks, and what the town as a whole is like."""

from datetime import timedelta
from functools import cache

from sqlalchemy import bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload

from ..bookings.models import Booking
from ..bookings.rules import LIVE
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from ..notifications.models import Message
from ..organisations.models import Organisation
from ..places.models import Venue
from . import rules, rules_starting
from .models import Ask, Rally, RallyHabits
from .rules import Habits

ABOUT = "rally.ask"
"""The code word of the message by which somebody is asked; its id is that of the ask."""
WEEK = timedelta(days=7)
MEMORY = timedelta(days=90)
"""How far back the town's own rate looks (RALLY 1)."""
SETTLED = timedelta(days=1)
"""After which silence weighs as much as an answer: all but a few in a thousand are there by then."""
GOING = ("running", "paused")
NOT_TOLD = ("failed", "late", "held back", "withdrawn")
"""The ends of a message that reached nobody."""

_date = joinedload(Rally.slot).joinedload(Slot.occurrence)
_event = _date.joinedload(Occurrence.event)
WHOLE = (_event.joinedload(Event.venue), _event.joinedload(Event.organisation))


def rally_with(rally_id) -> Rally | None:
    """The rally with its slot, date, event, venue and organisation, read anew; None when there is none."""
    mine = select(Rally).where(Rally.id == rally_id).options(*WHOLE)
    return db.session.scalar(mine.execution_options(populate_existing=True))


def rally_of(slot_id) -> Rally | None:
    """The rally for a slot, None when nobody was ever asked for it."""
    return db.session.scalar(select(Rally).where(Rally.slot_id == slot_id).execution_options(populate_existing=True))


def due(now) -> list[int]:
    """The rallies that are to look again."""
    soon = or_(Rally.next_tick_at <= now, Rally.next_tick_at > now + 2 * rules_starting.TICK)
    going = select(Rally.id).where(Rally.state.in_(GOING), soon)
    return list(db.session.scalars(going.order_by(Rally.next_tick_at, Rally.id)))


def short_slots(now) -> list[int]:
    """The places to help that are free, near enough, and whose organiser lets us ask: for those without a rally, or
    whose rally ended because they were full."""
    near = (Slot.starts_at > now, Slot.starts_at <= now + rules_starting.AHEAD, Slot.taken < Slot.capacity)
    on = (Slot.kind == "help", Slot.open, Occurrence.state == "on", Event.state == "published")
    open_ = or_(
        Rally.id.is_(None) & Event.asks_people, Rally.state.in_(rules_starting.TAKEN_UP_AGAIN)
    )  # fmt: skip
    found = (
        select(Slot.id).join(Slot.occurrence).join(Occurrence.event).join(Event.organisation)
        .outerjoin(Rally, Rally.slot_id == Slot.id)
        .where(*near, *on, Organisation.approved_at.is_not(None), open_).order_by(Slot.starts_at, Slot.id)
    )  # fmt: skip
    return list(db.session.scalars(found))


def open_asks(rally_id) -> list[Ask]:
    """The asks of a rally that nobody has answered, with their people, the oldest first."""
    mine = select(Ask).where(Ask.rally_id == rally_id, Ask.state == "open").order_by(Ask.id)
    whole = mine.options(joinedload(Ask.person), joinedload(Ask.rally))
    return list(db.session.scalars(whole.execution_options(populate_existing=True)))


def all_asks(rally_id) -> list[Ask]:
    """Every ask of a rally, in the order in which they went."""
    mine = select(Ask).where(Ask.rally_id == rally_id).order_by(Ask.tick, Ask.id)
    return list(db.session.scalars(mine.execution_options(populate_existing=True)))


def slot_for(slot_id, organisation_ids) -> Slot | None:
    """The place to help, with its date, event and venue, if one of these organisations runs it, else None."""
    up = joinedload(Slot.occurrence).joinedload(Occurrence.event)
    mine = select(Slot).join(Slot.occurrence).join(Occurrence.event).where(
        Slot.id == slot_id, Slot.kind == "help", Event.organisation_id.in_(organisation_ids)
    )  # fmt: skip
    return db.session.scalar(mine.options(up.joinedload(Event.venue), up.joinedload(Event.organisation)))


def asked_count(rally_id) -> int:
    """How many people this rally asked."""
    return db.session.scalar(select(func.count(Ask.id)).where(Ask.rally_id == rally_id))


def came_anyway(rally_id) -> dict[int, Booking]:
    """The places of those who were asked, have not answered, and took one by another door, by ask."""
    mine = (Ask.rally_id == rally_id, Ask.state == "open", Booking.state.in_(LIVE))
    same = (Booking.person_id == Ask.person_id) & (Booking.slot_id == Rally.slot_id)
    rows = select(Ask.id, Booking).join(Rally, Rally.id == Ask.rally_id).join(Booking, same).where(*mine)
    return dict(tuple(row) for row in db.session.execute(rows))


def asks_of_week(person_ids, now) -> dict[int, int]:
    """How often each of these people was asked in the last seven days; no entry for never."""
    mine = (Ask.person_id.in_(person_ids), Ask.asked_at > now - WEEK, Ask.state != "unreached")
    rows = select(Ask.person_id, func.count(Ask.id)).where(*mine).group_by(Ask.person_id)
    return dict(tuple(row) for row in db.session.execute(rows))


def unreached(rally_id) -> list[int]:
    """The open asks of a rally whose message reached no phone."""
    told = (Message.about == ABOUT, Message.about_id == Ask.id, Message.state.in_(NOT_TOLD))
    mine = select(Ask.id).where(Ask.rally_id == rally_id, Ask.state == "open")
    return list(db.session.scalars(mine.where(select(Message.id).where(*told).exists())))


def ask_with(ask_id) -> Ask | None:
    """The ask with its rally and everything about the slot, and the person; None when there is none."""
    return db.session.scalar(_ask_with(), {"ask_id": ask_id}, execution_options={"populate_existing": True})


@cache
def _ask_with():
    event = joinedload(Ask.rally).joinedload(Rally.slot).joinedload(Slot.occurrence).joinedload(Occurrence.event)
    venue, organisation = event.joinedload(Event.venue), event.joinedload(Event.organisation)
    whole = (venue.joinedload(Venue.area), organisation, joinedload(Ask.person))
    return select(Ask).where(Ask.id == bindparam("ask_id")).options(*whole)


# --- what the town is like -----------------------------------------------------------------------------------------


def town_habits() -> Habits:
    """What the town as a whole is like: as it was learned last, else as assumed."""
    found = db.session.scalar(select(RallyHabits).order_by(RallyHabits.id.desc()).limit(1))
    return found.habits if found else Habits()


def town_rate(kind, now, habits) -> float:
    """How many of those asked say yes to this kind of work in this town, over 90 days (RALLY 1)."""
    mine = (Rally.kind == kind, Ask.asked_at > now - MEMORY, Ask.state != "unreached")
    settled = or_(Ask.state.in_(("yes", "no", "reserve")), Ask.asked_at <= now - SETTLED)
    said_yes = func.sum(case((Ask.state.in_(("yes", "reserve")), 1), else_=0))
    weight = func.sum(Ask.context * Ask.freshness)
    yeses, asked = db.session.execute(select(said_yes, weight).join(Ask.rally).where(*mine, settled)).one()
    waiting = select(Ask.context * Ask.freshness, Ask.asked_at).join(Ask.rally).where(*mine, ~settled)
    half = sum(weight * habits.answered_by(minutes(now - at)) for weight, at in db.session.execute(waiting))
    return rules.rate(yeses or 0, (asked or 0) + half)


def answer_minutes(since) -> list[float]:
    """How long each answer took, in minutes, to asks since the instant; whose it was is not read."""
    answered = (Ask.asked_at > since, Ask.answered_at.is_not(None), Ask.state.in_(("yes", "no", "reserve")))
    rows = select(Ask.asked_at, Ask.answered_at).where(*answered)
    return [minutes(answered_at - asked_at) for asked_at, answered_at in db.session.execute(rows)]


def minutes(length) -> float:
    """A length of time in minutes."""
    return length / timedelta(minutes=1)


def export_asks(subject) -> list[dict]:
    """When the subject's people were asked to help, why, and what they said."""
    mine = select(Ask).where(Ask.person_id.in_(subject.person_ids)).order_by(Ask.id)
    return [
        {
            "asked": ask.asked_at.isoformat(), "answer": ask.state, "why": f"{rules.RINGS[ask.ring]}, {ask.reason}",
            "chance we assumed": round(ask.chance, 3),
        }
        for ask in db.session.scalars(mine)
    ]  # fmt: skip
