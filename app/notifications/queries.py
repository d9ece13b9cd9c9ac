"""The outbox, for those who may look into it."""

from sqlalchemy import select

from ..extensions import db
from .models import Message


def newest(limit):
    """The newest messages, whatever became of them."""
    return db.session.scalars(select(Message).order_by(Message.id.desc()).limit(limit)).all()
