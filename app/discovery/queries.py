"""What is on, as plain rows: columns, never entities, in one query (SPEED, pattern 2)."""

from collections import namedtuple
from datetime import datetime, time, timedelta
from functools import cache

from sqlalchemy import Integer, and_, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from .. import clock
from ..bookings.queries_left import lapsed_places
from ..config import NOTICE_MINUTES
from ..database import Instant
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from ..kept_reads import until_written
from ..organisations.models import Organisation
from ..pictures import in_group
from ..places.models import Area, Venue
from ..places.queries import area_named, areas
from ..places.rules import distance_km
from .rules import NEAR_KM, WANTS, Reach

PAGE = 20
EVERYBODY = Reach()


def whats_on(filters, reach=EVERYBODY, limit=PAGE, after=None):
    """The coming events that fit, soonest first, and whether there are more: (rows, more).

    A row has id, slug, title, picture, venue, area, the wall times of its next date, how many dates follow, and for
    each kind the places there are and the places left. `reach` is what the visitor may take; `after` is
    (next date in wall time, id) of the last row before these, for lists that must not slip while they are read.
    """
    wanted, values = _values(filters, reach)
    if after:
        wanted.add("after")
        values |= {"after_starts": after[0], "after_id": after[1]}
    statement = _statement(frozenset(wanted))
    now = clock.now()
    values |= {
        "now": now, "notice": now + timedelta(minutes=NOTICE_MINUTES), "most": limit + 1,
        "skipped": (filters.page - 1) * limit,
    }  # fmt: skip
    rows = db.session.execute(statement, values).all()
    return rows[:limit], len(rows) > limit


def _values(filters, reach):
    """Which conditions the statement needs, and what is bound to them."""
    values = {}
    if kind := WANTS.get(filters.want):
        values["kind"] = kind
    if reach.is_young:
        values |= reach_values(reach)
    if filters.picture:
        values["pictures"] = in_group(filters.picture) or [filters.picture]
    if filters.area and (place := area_named(filters.area)):
        values["areas"] = near_ids(place)
    if filters.since:
        values["since"] = datetime.combine(filters.since, time.min)
    if filters.until:
        values["until"] = datetime.combine(filters.until + timedelta(days=1), time.min)
    return set(values) & set(CONDITIONS), values


def reach_values(reach) -> dict:
    """What `within_reach` binds."""
    return {"age": reach.age, "turns": datetime.combine(reach.turns, time.min), "then": reach.then}


def within_reach():
    """The condition of slots that somebody of this age may take on their day (RULES S3)."""
    on_the_day = case((Slot.starts_local < bindparam("turns"), bindparam("age")), else_=bindparam("then"))
    return case((Slot.kind == "help", Slot.youngest), else_=Event.min_age) <= on_the_day


CONDITIONS = {
    "kind": lambda: Slot.kind == bindparam("kind"),
    "age": within_reach,
    "pictures": lambda: Event.picture.in_(bindparam("pictures", expanding=True)),
    "areas": lambda: Venue.area_id.in_(bindparam("areas", expanding=True)),
    "since": lambda: Occurrence.ends_local >= bindparam("since"),
    "until": lambda: Occurrence.starts_local < bindparam("until"),
}


@cache
def _statement(wanted):
    """The SELECT with these conditions: built once, since building it costs more than running it."""
    now = bindparam("now", type_=Instant)
    query = _columns(now, bindparam("notice", type_=Instant)).where(
        Event.state == "published", Organisation.approved_at.is_not(None), Occurrence.state == "on",
        Occurrence.ends_at > now, *(CONDITIONS[name]() for name in sorted(wanted - {"after"})),
    )  # fmt: skip
    first = func.min(Occurrence.starts_local)
    if "after" in wanted:
        behind = and_(first == bindparam("after_starts"), Event.id > bindparam("after_id"))
        query = query.having(or_(first > bindparam("after_starts"), behind))
    query = query.order_by(first, Event.id)
    return query.offset(bindparam("skipped", type_=Integer)).limit(bindparam("most", type_=Integer))


def _left(lapsed):
    """The places left on a slot, counting what has run out as free (RULES C3, H1)."""
    left = Slot.capacity - Slot.taken + func.coalesce(lapsed.c.places, 0)
    return case((left > 0, left), else_=0)


def _takeable(now, notice):
    return or_(and_(Slot.timed, Slot.starts_at > notice), and_(~Slot.timed, Slot.ends_at > now))


def _columns(now, notice):
    takeable, lapsed = _takeable(now, notice), lapsed_places(now)
    left = _left(lapsed)

    def total(kind, amount):
        # PostgreSQL sums what is summed already as a decimal, and no language has a plural for that
        summed = func.sum(case((and_(Slot.kind == kind, takeable), amount), else_=0))
        return cast(func.coalesce(summed, 0), Integer)

    return (
        select(
            Event.id, Event.slug, Event.title, Event.picture, Venue.name.label("venue"), Area.name.label("area"),
            func.coalesce(Venue.latitude, Area.latitude).label("latitude"),
            func.coalesce(Venue.longitude, Area.longitude).label("longitude"),
            func.min(Occurrence.starts_local).label("starts"), func.min(Occurrence.ends_local).label("ends"),
            func.count(Occurrence.id.distinct()).label("dates"), func.count(Slot.id).label("slots"),
            total("help", Slot.capacity).label("help_places"), total("help", left).label("help_left"),
            total("attend", Slot.capacity).label("attend_places"), total("attend", left).label("attend_left"),
        )
        .select_from(Event)
        .join(Event.organisation).join(Event.venue).join(Venue.area).join(Event.occurrences)
        .outerjoin(Slot, Slot.occurrence_id == Occurrence.id)
        .outerjoin(lapsed, lapsed.c.slot_id == Slot.id)
        .group_by(Event.id, Venue.id, Area.id)
    )  # fmt: skip


EVENT_COLUMNS = (
    Event.id, Event.slug, Event.title, Event.summary, Event.picture, Event.state, Event.cancel_reason, Event.min_age,
    Event.checked_adults, Event.meeting_point, Event.good_to_know, Event.opens_days,
    Organisation.name.label("organisation"), Organisation.phone, Venue.name.label("venue"), Venue.address,
    Venue.latitude, Venue.longitude,
    Venue.step_free, Venue.accessible_toilet, Venue.hearing_loop, Venue.parking, Venue.access_note,
)  # fmt: skip
EventFacts = namedtuple("EventFacts", [*(column.key for column in EVENT_COLUMNS), "dates"])
"""What the page of one event says to everybody; `dates` are rows of starts_local, ends_local (wall time), ends_at."""


@until_written
def public_facts(slug):
    """The `EventFacts` of an event that the town may see; None for a draft, without approval, and for no event."""
    public = (Event.slug == slug, Event.state != "draft", Organisation.approved_at.is_not(None))
    event = select(*EVENT_COLUMNS).join(Event.organisation).join(Event.venue).where(*public)
    row = db.session.execute(event).first()
    if row is None:
        return None
    dates = select(Occurrence.starts_local, Occurrence.ends_local, Occurrence.ends_at)
    dates = dates.where(Occurrence.event_id == row.id).order_by(Occurrence.starts_local)
    values = row._asdict() | {"good_to_know": tuple(row.good_to_know)}
    return EventFacts(**values, dates=tuple(db.session.execute(dates)))


def public_event(slug):
    """The event with its dates, venue and organisation, None where the town may not see it."""
    public = (Event.slug == slug, Event.state != "draft", Organisation.approved_at.is_not(None))
    event = select(Event).join(Event.organisation).where(*public)
    return db.session.scalar(event.options(joinedload(Event.venue), selectinload(Event.occurrences)))


def takeable_slots(event_id, reach):
    """The slots of an event that are not over and not too near, within the visitor's `Reach`, as rows by time.

    A row has id, kind, timed, the wall times, capacity, taken and left.
    """
    now = clock.now()
    values = {"event": event_id, "now": now, "notice": now + timedelta(minutes=NOTICE_MINUTES)}
    if reach.is_young:
        values |= reach_values(reach)
    return db.session.execute(_slots_statement(reach.is_young), values).all()


@cache
def _slots_statement(is_young):
    now, notice = (bindparam(name, type_=Instant) for name in ("now", "notice"))
    lapsed = lapsed_places(now)
    columns = (Slot.id, Slot.kind, Slot.timed, Slot.starts_local, Slot.ends_local, Slot.capacity, Slot.taken)
    mine = [Occurrence.event_id == bindparam("event"), _takeable(now, notice)]
    slots = select(*columns, _left(lapsed).label("left")).join(Slot.occurrence)
    slots = slots.outerjoin(lapsed, lapsed.c.slot_id == Slot.id)
    if is_young:
        slots, mine = slots.join(Occurrence.event), [*mine, within_reach()]
    return slots.where(*mine).order_by(Slot.starts_local, Slot.id)


@until_written
def has_slots(event_id) -> bool:
    """Whether an event has anything to book; else people just walk in."""
    any_slot = select(Slot.id).join(Slot.occurrence).where(Occurrence.event_id == event_id).limit(1)
    return db.session.scalar(any_slot) is not None


def near_ids(place):
    """The ids of the areas whose centres are near that of `place`, its own first."""
    here = (place.latitude, place.longitude)
    return [one.id for one in areas() if distance_km(here, (one.latitude, one.longitude)) <= NEAR_KM]
