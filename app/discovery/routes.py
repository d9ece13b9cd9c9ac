"""Home, what's on, and the page of one event."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, abort, request
from flask_login import current_user

from .. import clock
from ..bookings.operations import why_not
from ..bookings.queries import is_one_tap, slots_taken_by
from ..bookings.queries_left import holds_at
from ..bookings.rules import opens, town_instant
from ..consents.rules import RULE_OF
from ..events.queries import slot_with_event
from ..extensions import db
from ..pictures import PICTURES
from ..places.models import Area
from ..places.queries import area_named, area_names
from ..web.calendars import TYPE
from ..web.forms import GatherForm
from ..web.fragments import page
from ..web.guards import allow, everyone
from ..web.headers import recognised
from ..web.page_cache import public_page
from ..web.visitor import phone_mark
from . import calendars, choices, lines, queries
from .cards import cards
from .rules import Filters, Reach, reach_of, read_filters, spans

blueprint = Blueprint("discovery", __name__)

ON_HOME = 4

for words in (lines.easy_lines, lines.good_to_know):
    blueprint.app_template_global()(words)


def visitor():
    """The signed-in person; None for everybody else, without a look at the database where no cookie came."""
    return current_user.person if recognised() and current_user.is_authenticated else None


def reach_for(person) -> Reach:
    """What this visitor may take; the rest is not shown (RULES S3). Who never told an age is asked on the way."""
    band = person.band_on(clock.today()) if person else None
    if band in (None, "adult"):
        return Reach()
    later = [(date.fromisoformat(day), RULE_OF[name].from_age) for day, name in person.age_changes or ()]
    return reach_of(RULE_OF[band].from_age, later)


@blueprint.get("/")
@allow(everyone)
@public_page
def home():
    person = visitor()
    reach = reach_for(person)
    place = db.session.get(Area, person.area_id) if person and person.area_id else None
    centre = (place.latitude, place.longitude) if place else None
    near = Filters(area=place.slug if place else "")
    helping, more_helping = cards(replace(near, want="help"), reach, ON_HOME, centre)
    coming, _more = cards(replace(near, want="book"), reach, ON_HOME, centre)
    return page(
        "discovery/home.html", person=person, place=place,
        helping=helping, more_helping=more_helping, coming=coming,
    )  # fmt: skip


@blueprint.get("/events")
@allow(everyone)
@public_page
def index():
    filters = read_filters(request.args, PICTURES, clock.today())
    place = area_named(filters.area) if filters.area else None
    person = visitor()
    centre = (place.latitude, place.longitude) if place else None
    found, more = cards(filters, reach_for(person), queries.PAGE, centre)
    return page(
        "discovery/events.html", part="results", filters=filters, more=more,
        cards=found, days=spans(clock.today()),
        areas=area_names(), reach=reach_for(person),
        misread=filters.misread or bool(filters.area and place is None),
    )  # fmt: skip


@blueprint.get("/events/<slug>")
@allow(everyone)
@public_page
def event(slug):
    found = queries.public_facts(slug) or abort(404)
    person = visitor()
    menu = choices.menu(found.id, reach_for(person), _day())
    coming = tuple(date for date in found.dates if date.ends_at > clock.now())
    is_over = bool(found.dates) and not coming
    opens_at = _opens(found, coming)
    return page(
        "discovery/event.html", part="choose", event=found, menu=menu, is_over=is_over, opens_at=opens_at,
        dates=found.dates if len(found.dates) == 1 else () if menu.days and not opens_at else coming,
        is_drop_in=found.state == "published" and not (is_over or menu.days or menu.roles)
        and not queries.has_slots(found.id),
        nothing_picked=request.args.get("pick") == "none", **_for_somebody(found, menu, person),
    )  # fmt: skip


@blueprint.get("/events/<slug>.ics")
@allow(everyone)
@public_page
def event_calendar(slug):
    """The dates of an event, to keep in a calendar."""
    found = queries.public_event(slug) or abort(404)
    return Response(calendars.event_file(found), content_type=TYPE)


def _opens(found, coming):
    """The instant at which the first coming date can be booked, None when it can be now (RULES B1)."""
    if found.opens_days is None or not coming:
        return None
    first = town_instant(opens(coming[0].starts_local, found.opens_days), clock.town_zone())
    return first if clock.now() < first else None


def _for_somebody(found, menu, person):
    """What only the page of a known person or phone says: their passes, what is kept, and the one tap."""
    mark = phone_mark() if recognised() else None
    only = slot_with_event(menu.only_choice.slot.id) if person and menu.only_choice else None
    return {
        "mine": slots_taken_by(mark, person.id if person else None, found.id),
        "kept": holds_at(found.id, mark) if mark else (),
        "reason": why_not(only, person) if only else None,
        "one_tap": only is not None and is_one_tap(person, only),
        "form": GatherForm() if only else None,
    }


def _day():
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
