"""May this person take this slot? Gathers the facts for the one rule that says so (RULES B8). Reads only."""

from datetime import timedelta

from flask import current_app

from .. import clock
from ..config import CHECKED_ADULTS, NOTICE_MINUTES
from ..consents.queries import consent_for
from ..consents.rules import HelpFacts, age_reason
from ..pictures import group_of
from ..places.rules import distance_km, travel_minutes
from ..school import is_school_day
from . import queries, rules


def may_take(slot, person, request, instead_of=None) -> str | None:
    """Why the person, None for somebody unknown, may not take a place; None when they may.

    `slot` comes with its event; `instead_of` is the booking that the place would replace.
    """
    others = queries.bookings_around(person, slot) if person and person.id else []
    return rules.may_book(_wish(slot, person, request, others, instead_of), clock.now(), NOTICE_MINUTES)


def _wish(slot, person, request, others, instead_of):
    event = slot.occurrence.event
    return rules.Wish(
        kind=slot.kind, timed=slot.timed, open=slot.open and event.is_public, starts_at=slot.starts_at,
        ends_at=slot.ends_at, min_age=event.min_age, band=_band(person, slot), says_adult=request.says_adult,
        opens_at=opens_at(slot), party=request.party, by_staff=request.by_staff,
        age=age_of(slot, person, others, instead_of),
        needs_check=_needs_check(event, request),
        had_it_this_year=_had_it(event, person, slot, others, instead_of),
        unconfirmed=_unconfirmed(person, request, others, instead_of),
        clash=_clash(slot, person, others, instead_of), despite_clash=request.despite_clash,
    )  # fmt: skip


def _band(person, slot):
    return person.band_on(slot.starts_local.date()) if person else None


def age_of(slot, person, others, instead_of):
    """Why the rules for young helpers say no, None when they don't (RULES S1 to S3).

    `others` are the rows of queries.bookings_around, `instead_of` the booking that is not counted among them.
    """
    band = _band(person, slot)
    if slot.kind != "help" or band in (None, "adult"):
        return None
    event, day = slot.occurrence.event, slot.starts_local.date()
    adults, young = queries.helpers_of(slot, person.id)
    same_day = [
        row.ends_at - row.starts_at for row in others
        if row.person_id == person.id and row.counts and row.kind == "help" and row.id != instead_of
        and row.slot_id != slot.id and row.starts_local.date() == day
    ]  # fmt: skip
    facts = HelpFacts(
        band, slot.starts_local, slot.ends_local, is_school_day(day, current_app.config["SCHOOL_HOLIDAYS"]),
        tuple(event.hazards), event.min_age, event.organisation.youngest_helper,
        has_consent=bool(consent_for(person.id, event.organisation_id, group_of(event.picture), band, day)),
        adults=adults + (CHECKED_ADULTS if event.checked_adults else 0), young=young + 1,
        organisation_may_ask_under_18s=event.organisation.may_ask_under_18s,
        helped_that_day=sum(same_day, timedelta(0)), consent_age=current_app.config["CONSENT_AGE"],
    )  # fmt: skip
    return age_reason(facts)


def opens_at(slot):
    """The instant at which booking opens, None when it is open from the start (RULES B1)."""
    days = slot.occurrence.event.opens_days
    if days is None:
        return None
    return rules.town_instant(rules.opens(slot.starts_local, days), clock.town_zone())


def _needs_check(event, request):
    return bool(event.eligibility) and not (request.by_staff or rules.has_passed(event.eligibility, request.passed))


def _had_it(event, person, slot, others, instead_of):
    if not event.eligibility or person is None:
        return False
    year = rules.programme_year(slot.starts_local.date())
    return any(
        row.eligibility == event.eligibility and row.person_id == person.id and row.counts and row.id != instead_of
        and rules.programme_year(row.starts_local.date()) == year
        for row in others
    )  # fmt: skip


def _unconfirmed(person, request, others, instead_of):
    """How many places were taken lately with this number and never answered; for strangers on the web only."""
    if instead_of or request.person_id or request.door != "web" or person is None or not person.phone_key:
        return 0
    since = clock.now() - rules.UNCONFIRMED_WITHIN
    return sum(row.made_at > since and row.answered_at is None and row.door == "web" for row in others)


def _clash(slot, person, others, instead_of):
    """Whether the person is somewhere else at that time: "timed", "event" or "" (RULES B4)."""
    return next((kind for kind, _row in _clashes(slot, person, others, instead_of)), "")


def clashing(slot, person) -> int | None:
    """The id of the booking that is in the way of a slot for a person, None without one."""
    others = queries.bookings_around(person, slot) if person else []
    return next((row.id for _kind, row in _clashes(slot, person, others, None)), None)


def _clashes(slot, person, others, instead_of):
    """The bookings in the way, as (kind, row), those that block first."""
    found = []
    for row in others:
        if person is None or row.person_id != person.id or not row.counts or row.id == instead_of:
            continue
        if row.slot_id == slot.id or row.ends_at <= clock.now():
            continue
        if slot.timed and rules.overlaps(slot.starts_at, slot.ends_at, row.starts_at, row.ends_at):
            found.append(("timed", row))
        elif rules.overlaps(slot.starts_at, slot.ends_at, row.starts_at, row.ends_at, _travel(slot, row)):
            found.append(("event", row))
    return sorted(found, key=lambda pair: pair[0] != "timed")


def _travel(slot, row):
    venue = slot.occurrence.event.venue
    if venue.id == row.venue_id or None in (venue.latitude, row.latitude):
        return timedelta(0)
    here, there = (venue.latitude, venue.longitude), (row.latitude, row.longitude)
    return timedelta(minutes=travel_minutes(distance_km(here, there)))
