"""The readable part of an address: "Beach clean" becomes beach-clean."""

import re
import unicodedata
from secrets import token_hex

from sqlalchemy import select

from .extensions import db

LONGEST = 60


def slug_of(title) -> str:
    """Small letters, digits and single hyphens; empty when the title has no Latin letter."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")


def free_slug(model, title) -> str:
    """A slug that no row of the model has yet; a few random letters are added when the plain one is taken."""
    wanted = slug_of(title)
    taken = wanted and db.session.scalar(select(model.id).where(model.slug == wanted))
    if wanted and taken is None:
        return wanted
    return f"{wanted or model.__tablename__}-{token_hex(3)}"
