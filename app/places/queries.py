"""Which areas and venues there are."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..extensions import db
from .models import Area, Venue


def areas():
    """Every area by name."""
    return db.session.scalars(select(Area).order_by(Area.name)).all()


def area_named(slug):
    """The area of that slug, None when there is none."""
    return db.session.scalar(select(Area).where(Area.slug == slug))


def venues():
    """Every venue by name, with its area."""
    return db.session.scalars(select(Venue).options(joinedload(Venue.area)).order_by(Venue.name)).all()
