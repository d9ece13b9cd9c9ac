"""Home, what's on, and the page of one event."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, abort, request
from flask_login import current_user

from .. import clock
from ..bookings.operations import why_not
from ..bookings.queries import is_one_tap, slots_taken_by
from ..events.queries import event_named, slot_with_event
from ..extensions import db
from ..pictures import GROUPS, PICTURES
from ..places.models import Area
from ..places.queries import area_named, area_names
from ..web.forms import GatherForm
from ..web.fragments import page
from ..web.guards import allow, everyone
from ..web.headers import recognised
from ..web.page_cache import public_page
from ..web.visitor import phone_mark
from . import choices, queries
from .cards import card
from .rules import Filters, read_filters, spans

blueprint = Blueprint("discovery", __name__)

ON_HOME = 4


def visitor():
    """The signed-in person; None for everybody else, without a look at the database where no cookie came."""
    return current_user.person if recognised() and current_user.is_authenticated else None


def kinds_for(person):
    """The kinds of slot this visitor may take at all: what they may not is not shown (RULES S3)."""
    band = person.band_on(clock.today()) if person else None
    return ("help", "attend") if band in (None, "adult") else ("attend",)


@blueprint.get("/")
@allow(everyone)
@public_page
def home():
    person = visitor()
    kinds = kinds_for(person)
    place = db.session.get(Area, person.area_id) if person and person.area_id else None
    centre = (place.latitude, place.longitude) if place else None
    near = Filters(area=place.slug if place else "")
    helping, more_helping = _cards(replace(near, want="help"), kinds, centre)
    coming, _more = _cards(replace(near, want="book"), kinds, centre)
    return page(
        "discovery/home.html", person=person, place=place, pictures=GROUPS,
        helping=helping, more_helping=more_helping, coming=coming,
    )  # fmt: skip


def _cards(filters, kinds, centre, limit=ON_HOME):
    """The cards that fit, and whether there are more."""
    rows, more = queries.whats_on(filters, kinds, limit)
    return tuple(card(row, filters.want, centre) for row in rows), more


@blueprint.get("/events")
@allow(everyone)
@public_page
def index():
    filters = read_filters(request.args, PICTURES)
    place = area_named(filters.area) if filters.area else None
    person = visitor()
    centre = (place.latitude, place.longitude) if place else None
    cards, more = _cards(filters, kinds_for(person), centre, queries.PAGE)
    return page(
        "discovery/events.html", part="results", filters=filters, more=more,
        cards=cards, days=spans(clock.today()),
        areas=area_names(), too_young="help" not in kinds_for(person),
        misread=filters.misread or bool(filters.area and place is None),
    )  # fmt: skip


@blueprint.get("/events/<slug>")
@allow(everyone)
@public_page
def event(slug):
    found = event_named(slug)
    if found is None or not found.is_public:
        abort(404)
    person = visitor()
    mark = phone_mark() if recognised() else None
    menu = choices.menu(queries.takeable_slots(found.id, kinds_for(person)), _day())
    only = slot_with_event(menu.only_choice.slot.id) if menu.only_choice else None
    return page(
        "discovery/event.html", part="choose", event=found, menu=menu, person=person,
        mine=slots_taken_by(mark, person.id if person else None, found.id),
        reason=why_not(only, person) if only else None, nothing_picked=request.args.get("pick") == "none",
        one_tap=only is not None and is_one_tap(person, only), form=GatherForm() if only and person else None,
        is_drop_in=not (menu.days or menu.roles) and not queries.has_slots(found.id),
    )  # fmt: skip


def _day():
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
