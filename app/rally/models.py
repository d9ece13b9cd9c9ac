"""A Rally is the effort to fill one slot; an Ask is one person asked, with everything the decision was made from."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Person
from ..database import Instant
from ..events.models import Slot
from ..extensions import db
from . import rules


class Rally(db.Model):
    """The effort to fill one slot; a slot has one, however often it is taken up again.

    `state` is running, paused or stopped (by the organiser), full, over or called off. `kind` is the group of pictures
    that the work belongs to, `places` how many were free when it was taken up last, `ticks` counts its decisions.
    `dry_at` is when nobody was left to ask for the first time. `started_by` is None where it started by itself.
    """

    __table_args__ = (Index("ix_rally_due", "state", "next_tick_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    state: Mapped[str] = mapped_column(String(12), default="running")
    places: Mapped[int]
    lead_minutes: Mapped[int]
    ticks: Mapped[int] = mapped_column(default=0)
    next_tick_at: Mapped[datetime] = mapped_column(Instant)
    dry_at: Mapped[datetime | None] = mapped_column(Instant)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    slot: Mapped[Slot] = relationship()

    @property
    def deadline(self):
        """Until when a yes is of use: the start less the organiser's lead time; `slot` has to be there."""
        return self.slot.starts_at - timedelta(minutes=self.lead_minutes)

    @property
    def is_going(self):
        """Whether it still asks, or would if it were not paused."""
        return self.state in ("running", "paused")


class Ask(db.Model):
    """One person asked in one rally, once; the person is forgotten in time, the figures stay.

    `state` is open, yes, no, reserve (said yes when it was full), taken back, or unreached (no phone took it). `tick`
    is the number of the decision, `chance`, `freshness`, `context`, `rank`, `ring` and `reason` are those of
    rules_waves.Pick; `places` were still empty then, `sure` we were before this tick, and `wanted` to be.
    """

    __table_args__ = (
        UniqueConstraint("rally_id", "person_id"),
        Index("ix_ask_person_id_asked_at", "person_id", "asked_at"),
        Index("ix_ask_asked_at", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rally_id: Mapped[int] = mapped_column(ForeignKey("rally.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(12), default="open")
    tick: Mapped[int]
    chance: Mapped[float]
    freshness: Mapped[float]
    context: Mapped[float]
    rank: Mapped[int]
    ring: Mapped[int]
    reason: Mapped[str] = mapped_column(String(20))
    places: Mapped[int]
    sure: Mapped[float]
    wanted: Mapped[float]
    asked_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)

    rally: Mapped[Rally] = relationship()
    person: Mapped[Person | None] = relationship()


class RallyHabits(db.Model):
    """How quickly this town answers, as last learned from its own log; one row."""

    id: Mapped[int] = mapped_column(primary_key=True)
    median_minutes: Mapped[float]
    sigma: Mapped[float]
    answers: Mapped[int]
    learned_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def habits(self):
        """The same for the rules; how asks tire people stays the assumption (decision 0031)."""
        return rules.Habits(median_minutes=self.median_minutes, sigma=self.sigma)
