"""The outbox: one row for each thing that is to be told."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Instant
from ..extensions import db
from ..privacy import Encrypted


class Message(db.Model):
    """One text to one address; `state` is waiting, sending, sent or failed."""

    __table_args__ = (Index("ix_message_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))  # mail or sms
    address: Mapped[str] = mapped_column(Encrypted)
    address_key: Mapped[str] = mapped_column(String(64), index=True)
    subject: Mapped[str] = mapped_column(Encrypted)
    text: Mapped[str] = mapped_column(Encrypted)
    about: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(String(200), default="")
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    useless_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
