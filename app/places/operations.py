"""Add areas and venues."""

from sqlalchemy import select

from ..database import unit_of_work
from ..extensions import db
from ..slugs import free_slug
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
    with unit_of_work():
        if form_key and (made := db.session.scalar(select(Venue).where(Venue.form_key == form_key))):
            return made
        venue = Venue(slug=free_slug(Venue, name), name=name, address=address, area_id=area_id, form_key=form_key,
                      **facts)  # fmt: skip
        db.session.add(venue)
        db.session.flush()
        return venue
