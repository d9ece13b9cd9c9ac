"""The readable part of an address: "Beach clean" becomes beach-clean."""

import re
import unicodedata
from itertools import chain, count

from sqlalchemy import select

from .extensions import db

LONGEST = 60


def slug_of(title) -> str:
    """Small letters, digits and single hyphens; empty when the title has no Latin letter."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")


def free_slug(model, title) -> str:
    """A slug that no row of the model has yet: the plain one, else with the next number behind it.

    Two writers may find the same one; the unique column lets one of them win.
    """
    wanted = slug_of(title) or model.__tablename__
    alike = select(model.slug).where((model.slug == wanted) | model.slug.like(f"{wanted}-%"))
    taken = set(db.session.scalars(alike))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)
