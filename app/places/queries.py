"""Which areas and venues there are."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ..extensions import db
from ..kept_reads import until_written
from .models import Area, Venue


def areas():
    """Every area by name."""
    return db.session.scalars(select(Area).order_by(Area.name)).all()


@until_written
def area_names() -> tuple[tuple[str, str], ...]:
    """Slug and name of every area, by name."""
    return tuple(tuple(row) for row in db.session.execute(select(Area.slug, Area.name).order_by(Area.name)))


def area_named(slug):
    """The area of that slug, None when there is none."""
    return db.session.scalar(select(Area).where(Area.slug == slug))


def venues():
    """Every venue by name, with its area."""
    return db.session.scalars(select(Venue).options(joinedload(Venue.area)).order_by(Venue.name)).all()


def venue_with_key(form_key):
    """The venue that was made from this very form, None when there is none."""
    if not form_key:
        return None
    return db.session.scalar(select(Venue).where(Venue.form_key == form_key))


def areas_count() -> int:
    """How many areas there are, for the first steps of a town."""
    return db.session.scalar(select(func.count(Area.id)))


def venues_count() -> int:
    """How many venues there are, for the first steps of a town."""
    return db.session.scalar(select(func.count(Venue.id)))
