"""Add areas and venues."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ..database import unit_of_work
from ..extensions import db
from ..slugs import free_slug
from . import queries
from .models import Area, Venue


def add_area(name, latitude, longitude) -> Area:
    """A new area around a centre in degrees; the one of the same name when there is one."""
    with unit_of_work():
        area = db.session.scalar(select(Area).where(Area.name == name))
        if area is None:
            area = Area(slug=free_slug(Area, name), name=name, latitude=latitude, longitude=longitude)
            db.session.add(area)
            db.session.flush()
        return area


def add_venue(name, address, area_id, form_key=None, **facts) -> Venue:
    """A new venue; `facts` are its access facts and, where known, latitude and longitude.

    The same form key gives the venue that was made before.
    """
    facts |= {"name": name, "address": address, "area_id": area_id, "form_key": form_key}
    try:
        return _add_once(facts)
    except IntegrityError:  # the twin of this form, or of this name, came in between
        return _add_once(facts)


def _add_once(facts):
    with unit_of_work():
        if made := queries.venue_with_key(facts["form_key"]):
            return made
        venue = Venue(slug=free_slug(Venue, facts["name"]), **facts)
        db.session.add(venue)
        db.session.flush()
        return venue
