"""What is on, as plain rows: columns, never entities, in one query (SPEED, pattern 2)."""

from datetime import datetime, time, timedelta

from sqlalchemy import and_, case, func, or_, select

from .. import clock
from ..config import NOTICE_MINUTES
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from ..organisations.models import Organisation
from ..pictures import in_group
from ..places.models import Area, Venue
from ..places.queries import area_named, areas
from ..places.rules import distance_km
from .rules import NEAR_KM, WANTS

PAGE = 20


def whats_on(filters, kinds=("help", "attend"), limit=PAGE):
    """The coming events that fit, soonest first, and whether there are more: (rows, more).

    A row has slug, title, picture, venue, area, the wall times of its next date, how many dates follow, and for
    each kind the places there are and the places left. `kinds` are the kinds of slot the visitor may take.
    """
    now = clock.now()
    kind = WANTS.get(filters.want)
    wanted = [kind] if kind else list(kinds)
    query = _columns(now).where(*_in_town(now), *_narrowed(filters))
    if kind or len(kinds) < 2:
        query = query.where(Slot.kind.in_([one for one in wanted if one in kinds]))
    query = query.order_by(func.min(Occurrence.starts_local), Event.id)
    rows = db.session.execute(query.offset((filters.page - 1) * limit).limit(limit + 1)).all()
    return rows[:limit], len(rows) > limit


def _columns(now):
    notice = now + timedelta(minutes=NOTICE_MINUTES)
    takeable = or_(and_(Slot.timed, Slot.starts_at > notice), and_(~Slot.timed, Slot.ends_at > now))
    left = case((Slot.taken < Slot.capacity, Slot.capacity - Slot.taken), else_=0)

    def total(kind, amount):
        return func.coalesce(func.sum(case((and_(Slot.kind == kind, takeable), amount), else_=0)), 0)

    return (
        select(
            Event.slug, Event.title, Event.picture, Venue.name.label("venue"), Area.name.label("area"),
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
        .group_by(Event.id, Venue.id, Area.id)
    )  # fmt: skip


def _in_town(now):
    shown = (Event.state == "published", Organisation.approved_at.is_not(None))
    return (*shown, Occurrence.state == "on", Occurrence.ends_at > now)


def _narrowed(filters):
    if filters.picture:
        yield Event.picture.in_(in_group(filters.picture) or [filters.picture])
    if filters.area and (place := area_named(filters.area)):
        yield Venue.area_id.in_(near_ids(place))
    if filters.since:
        yield Occurrence.ends_local >= datetime.combine(filters.since, time.min)
    if filters.until:
        yield Occurrence.starts_local < datetime.combine(filters.until + timedelta(days=1), time.min)


def near_ids(place):
    """The ids of the areas whose centres are near that of `place`, its own first."""
    here = (place.latitude, place.longitude)
    return [one.id for one in areas() if distance_km(here, (one.latitude, one.longitude)) <= NEAR_KM]
