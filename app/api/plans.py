"""What a program asks for, as the plans that the operations of the pages take."""

from datetime import timedelta

from flask_babel import gettext as _

from .. import clock
from ..addresses import Unreadable, read_email, read_phone
from ..bookings.operations import Request
from ..events import rules
from ..events.operations import EventPlan
from ..events.rules import SlotPlan
from . import queries
from .blueprint import form_key
from .guards import caller
from .problems import invalid


def event_plan(body, organisation) -> EventPlan:
    """The plan of a NewEvent for this organisation. Raises a Problem that names each wrong field."""
    wrong = [error for place, date in enumerate(body.occurrences) for error in _date_errors(place, date)]
    venue_id = queries.last_venue(organisation.id) if body.venue is None else queries.venue_id_of(body.venue)
    if venue_id is None:
        known = _("There is no such venue") if body.venue else _("Say where, by the id or the short name of a venue")
        wrong.append(("venue", known))
    slots = [slot for date in body.occurrences for slot in date.slots]
    asks_help = any(slot.kind == "help" for slot in slots)
    if asks_help and body.min_age is not None and body.min_age < 18 and not organisation.may_ask_under_18s:
        wrong.append(("min_age", _("The organisation must name a safeguarding lead before it asks people under 18")))
    if wrong:
        raise invalid(*wrong)
    only_help = asks_help and all(slot.kind == "help" for slot in slots)
    return EventPlan(
        organisation_id=organisation.id, venue_id=venue_id, title=body.title, picture=body.picture,
        dates=[(date.starts_at, date.ends_at, _slots(date)) for date in body.occurrences], summary=body.summary,
        asks_people=body.ask_people,
        min_age=body.min_age if body.min_age is not None else 18 if only_help else 0,
    )  # fmt: skip


def _slots(date):
    return [SlotPlan(slot.kind, slot.label, date.starts_at, date.ends_at, slot.capacity) for slot in date.slots]


def _date_errors(place, date):
    where, zone = f"occurrences.{place}", clock.town_zone()
    try:
        for name in ("starts_at", "ends_at"):
            rules.instant(getattr(date, name), zone)
    except rules.NoSuchTime:
        return [(f"{where}.{name}", _("The clocks go forward that night: this time does not exist. Pick another"))]
    now = clock.now().astimezone(zone).replace(tzinfo=None)
    if date.ends_at <= date.starts_at:
        return [(f"{where}.ends_at", _("The end must be after the start"))]
    if date.ends_at <= now:
        return [(f"{where}.ends_at", _("That is in the past. Pick a later day or time"))]
    if rules.is_too_far(date.starts_at, now) or date.ends_at - date.starts_at > timedelta(days=31):
        return [(f"{where}.starts_at", _("That is more than a year ahead, or longer than a month. Pick other times"))]
    return []


def place_request(body) -> Request:
    """What a NewBooking or a NewWait asks for. Raises a Problem that names each wrong field.

    A token with which a desk books by phone or for somebody who walked in is staff of the organisation.
    """
    token, door, wrong = caller(), getattr(body, "door", None), []
    if token is None and door not in (None, "web"):
        wrong.append(("door", _("Only a desk with a token books for another door than web")))
    address = _address(body.person, wrong)
    if wrong:
        raise invalid(*wrong)
    return Request(
        form_key=form_key(), first_name=body.person.first_name, address=address, party=body.party,
        for_someone_else=body.for_someone_else, door=door or ("partner" if token else "web"),
        says_adult=body.adult if body.adult is not None else token is not None, despite_clash=body.despite_clash,
        by_staff=token is not None and door in ("phone", "walk-in"),
    )  # fmt: skip


def _address(person, wrong):
    """The Address of a person, the phone where there are both; what cannot be read is added to `wrong`."""
    found = None
    for name, read in (("email", read_email), ("phone", read_phone)):
        typed = getattr(person, name)
        if not typed:
            continue
        try:
            found = read(typed)
        except Unreadable as problem:
            wrong.append((f"person.{name}", str(problem)))
    if not person.phone and not person.email:
        wrong.append(("person.phone", _("Send a phone number or an e-mail")))
    return found
