"""A Booking is a person's place; a BookingChange is one line of its history."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Person
from ..database import Instant
from ..events.models import Slot
from ..extensions import db
from ..privacy import Encrypted
from .rules import LIVE

IS_LIVE = text("state IN ({})".format(", ".join(f"'{state}'" for state in LIVE)))


class Booking(db.Model):
    """One person's place on one slot; at most one live one each (RULES C5)."""

    __table_args__ = (
        Index("uq_booking_live", "slot_id", "person_id", unique=True, sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
        UniqueConstraint("occurrence_id", "code_words"),
        CheckConstraint("party >= 1", name="somebody_comes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[str] = mapped_column(Encrypted)
    code_words: Mapped[str] = mapped_column(String(20))
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    phone_mark: Mapped[str | None] = mapped_column(String(64), index=True)
    party: Mapped[int] = mapped_column(default=1)
    for_someone_else: Mapped[bool] = mapped_column(default=False)
    door: Mapped[str] = mapped_column(String(10), default="web")
    state: Mapped[str] = mapped_column(String(24), default="confirmed")
    late: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(Instant)
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    person: Mapped[Person] = relationship()
    slot: Mapped[Slot] = relationship()

    @property
    def is_live(self):
        """Whether it holds its place."""
        return self.state in LIVE


class BookingChange(db.Model):
    """One step in a booking's life; rows are added and never altered (RULES V1)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    state: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(Instant)
