"""Event (what, who, where) → Occurrence (one date of it) → Slot (one role or timed place, with a capacity)."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Instant
from ..extensions import db
from ..organisations.models import Organisation
from ..places.models import Venue
from ..privacy import Encrypted


class Event(db.Model):
    """A drive, a clinic or a gathering: one model for all; its slots say which.

    `asks_people` is whether its organiser lets us ask people by push while places to help are free.
    """

    __table_args__ = (Index("ix_event_organisation_id_made_at", "organisation_id", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(Text, default="")
    picture: Mapped[str] = mapped_column(String(20), index=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    min_age: Mapped[int] = mapped_column(default=0)
    checked_adults: Mapped[bool] = mapped_column(default=False)
    meeting_point: Mapped[str] = mapped_column(String(160), default="")
    good_to_know: Mapped[list] = mapped_column(JSON, default=list)
    for_helpers: Mapped[str | None] = mapped_column(Encrypted)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    hazards: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")
    eligibility: Mapped[str] = mapped_column(String(40), default="", server_default="")
    opens_days: Mapped[int | None]
    asks_people: Mapped[bool] = mapped_column(default=False, server_default=false())
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    organisation: Mapped[Organisation] = relationship()
    venue: Mapped[Venue] = relationship()
    occurrences: Mapped[list["Occurrence"]] = relationship(back_populates="event", order_by="Occurrence.starts_at")

    @property
    def is_public(self):
        """Whether the town may see it: posted, and by an organisation that a steward approved."""
        return self.state != "draft" and self.organisation.approved_at is not None


class Occurrence(db.Model):
    """One date of an event: the wall time people were told, its zone, and the instants they make (RULES T1).

    `version` counts how often it was moved: the SEQUENCE of its calendar entry; `far_version` is the last such move
    that everybody must accept again (RULES B3).
    """

    __table_args__ = (Index("ix_occurrence_coming", "state", "ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    starts_local: Mapped[datetime] = mapped_column(DateTime)
    ends_local: Mapped[datetime] = mapped_column(DateTime)
    zone: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(10), default="on")
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    far_version: Mapped[int] = mapped_column(default=0, server_default="0")

    event: Mapped[Event] = relationship(back_populates="occurrences")
    slots: Mapped[list["Slot"]] = relationship(back_populates="occurrence", order_by="Slot.starts_at, Slot.id")

    def is_on(self, now):
        """Whether it was not called off and is not over."""
        return self.state == "on" and self.ends_at > now


class Slot(db.Model):
    """One role or one timed place on a date; `taken` is a counter, never a count (RULES C1).

    `youngest` is the least age (13, 16 or 18) at which the law and the organisation let somebody help there, so that
    a list can leave out what a young person may not take (RULES S3).
    """

    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= capacity + overbook", name="never_oversold"),
        CheckConstraint("kind IN ('help', 'attend')", name="known_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(80))
    starts_local: Mapped[datetime] = mapped_column(DateTime)
    ends_local: Mapped[datetime] = mapped_column(DateTime)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    timed: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int]
    overbook: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    open: Mapped[bool] = mapped_column(default=False)
    youngest: Mapped[int] = mapped_column(default=18, server_default="18")

    occurrence: Mapped[Occurrence] = relationship(back_populates="slots")

    @property
    def left(self):
        """How many more people fit."""
        return max(0, self.capacity - self.taken)
