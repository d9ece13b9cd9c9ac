"""Who may be asked for a slot: every hard filter of RALLY that the database can answer, in three queries.

The last look, may_book and the two messages a day, is taken only at those who would be asked (operations_ticking).
"""

from datetime import timedelta
from functools import cache

from flask import current_app
from sqlalchemy import and_, bindparam, case, func, select, union

from .. import clock
from ..accounts.models import Account, Interest, Person
from ..accounts.rules import band_on
from ..bookings.models import Booking
from ..bookings.rules import LIVE
from ..consents.models import Consent
from ..consents.queries import midnight
from ..database import run
from ..events.models import Event, Occurrence, Slot
from ..extensions import db
from ..notifications.models import Preference, Subscription
from ..notifications.rules import is_decent
from ..organisations.models import Membership
from ..places.models import Area
from ..places.rules import distance_km
from ..school import is_school_day
from . import rules
from .models import Ask
from .queries import WEEK
from .rules_waves import Candidate

UNKNOWN_KM = 3.0
"""How far away somebody counts who named no area: about the middle of a town (our own choice)."""
TIRES_FOR = timedelta(days=21)
"""After which the last ask tires nobody any more: less than one in a million of it is left."""
REGULAR_TIMES, REGULAR_DAYS = 2, timedelta(days=365)
"""How often somebody helped at a place within how long to be one of its regulars (our own choice)."""
AGE_OF = {"13 to 15": 13, "16 to 17": 16}


def candidates(rally, now, hurry) -> list[Candidate]:
    """Everybody who may be asked for the slot of a rally now; `hurry` is u of the rules."""
    slot = rally.slot
    event = slot.occurrence.event
    wall = now.astimezone(clock.town_zone()).time()
    known = {
        "picture": rally.kind, "wall": wall, "week": now - WEEK, "tired_since": now - TIRES_FOR,
        "lately": now - timedelta(days=rules.NEWCOMER_DAYS),
    }  # fmt: skip
    kilometres, close = _kilometres(event.venue), _regulars(event.venue_id, now)
    young_of, others = _told_young(slot, now), _out_of_question(rally)
    caps = {(chosen, young): rules.weekly_cap(chosen, young, hurry, False)
            for chosen in range(rules.CAP_MOST + 1) for young in (False, True)}  # fmt: skip
    found = []
    for person, area, likes, chosen, is_adult, last, asks, is_new in run(_whoever_hears(), **known).all():
        young = False if is_adult else young_of.get(person)
        if young is None or asks >= caps[chosen, young] or person in others:
            continue
        hours = (now - last) / timedelta(hours=1) if last else None
        found.append(Candidate(
            person, kilometres.get(area, UNKNOWN_KM), bool(likes), True, hours, asks, caps[chosen, young], bool(is_new),
            person in close and not young,
        ))  # fmt: skip
    return found


@cache
def _whoever_hears():
    """Who wants to be asked, has a phone that shows it, and is awake by their own hours; their age is known."""
    asks = (
        select(
            Ask.person_id, func.max(Ask.asked_at).label("last"),
            func.sum(case((Ask.asked_at > bindparam("week"), 1), else_=0)).label("asks"),
        )
        .where(Ask.asked_at > bindparam("tired_since"), Ask.state != "unreached").group_by(Ask.person_id).subquery()
    )  # fmt: skip
    likes = select(Interest.person_id).where(
        Interest.person_id == Person.id, Interest.picture == bindparam("picture")
    )  # fmt: skip
    phone = select(Subscription.id).where(Subscription.person_id == Person.id, Subscription.state == "live")
    awake = (Preference.quiet_until <= bindparam("wall"), Preference.quiet_from > bindparam("wall"))
    ever = select(Ask.id).where(Ask.person_id == Person.id)
    columns = (
        Person.id, Person.area_id, likes.exists(), Preference.asks_a_week, Person.age_band == "adult", asks.c.last,
        func.coalesce(asks.c.asks, 0), and_(Person.made_at > bindparam("lately"), ~ever.exists()),
    )  # fmt: skip
    return (
        select(*columns).join(Preference, Preference.person_id == Person.id)
        .outerjoin(asks, asks.c.person_id == Person.id)
        .where(Preference.asks, Person.age_band.is_not(None), *awake, phone.exists())
    )  # fmt: skip


def _out_of_question(rally):
    """Who is not asked whatever they wish: asked in this rally before, busy at that time, or one of those who run it.

    Whoever gave this very place back is left alone too.
    """
    slot = rally.slot
    overlaps = (Slot.starts_at < slot.ends_at, Slot.ends_at > slot.starts_at, Booking.state.in_(LIVE))
    organisation_id = slot.occurrence.event.organisation_id
    found = union(
        select(Ask.person_id).where(Ask.rally_id == rally.id, Ask.person_id.is_not(None)),
        select(Booking.person_id).where(Booking.slot_id == slot.id),
        select(Booking.person_id).join(Booking.slot).where(*overlaps),
        select(Account.person_id).join(Membership).where(Membership.organisation_id == organisation_id),
    )
    return set(db.session.scalars(found))


def _kilometres(venue):
    """How far each area's centre is from the venue, by the area's id: nobody is located more closely than that."""
    rows = db.session.execute(select(Area.id, Area.latitude, Area.longitude))
    return {area: distance_km((latitude, longitude), venue.centre) for area, latitude, longitude in rows}


def _regulars(venue_id, now):
    """Who helped at this place several times lately; grown-ups alone are taken into account (RULES S6)."""
    lately = (Slot.ends_at > now - REGULAR_DAYS, Slot.ends_at < now, Slot.kind == "help", Event.venue_id == venue_id)
    helped = Booking.state.in_(("confirmed", "arrived", "attended"))
    rows = (
        select(Booking.person_id).join(Booking.slot).join(Slot.occurrence).join(Occurrence.event)
        .where(*lately, helped).group_by(Booking.person_id).having(func.count(Booking.id) >= REGULAR_TIMES)
    )  # fmt: skip
    return set(db.session.scalars(rows))


def _told_young(slot, now):
    """Those who told us to be under 18 and may be asked, each with whether they still are.

    Who still is needs the age for this slot, a guardian's yes that may count, and hours of their own: no pushes in
    school or after eight in the evening (RULES M2).
    """
    day, today, zone = slot.starts_local.date(), clock.today(), clock.town_zone()
    at_school = is_school_day(today, current_app.config["SCHOOL_HOLIDAYS"])
    decent = is_decent(now, zone, True, at_school)
    consents = select(Consent.person_id).where(Consent.state == "given", Consent.ends_at > midnight(day))
    rows = select(Person.id, Person.age_band, Person.age_changes).join(Preference, Preference.person_id == Person.id)
    found = db.session.execute(rows.where(Preference.asks, Person.age_band != "adult")).all()
    agreed = set(db.session.scalars(consents)) if found else set()
    may = {}
    for person, band, changes in found:
        is_young, then = band_on(band, changes, today) != "adult", band_on(band, changes, day)
        old_enough = then == "adult" or (AGE_OF.get(then, 0) >= slot.youngest and person in agreed)
        if old_enough and (decent or not is_young):
            may[person] = is_young
    return may
