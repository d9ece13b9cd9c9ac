"""A Booking is a place, a Hold a place kept while somebody types, an Offer one that is kept for who waits longest."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Person
from ..database import Instant
from ..events.models import Event, Slot
from ..extensions import db
from ..privacy import Encrypted
from .rules import LIVE
from .rules_waiting import LIVE_OFFER


def one_of(states):
    """The condition of an index over the rows in one of these states."""
    return text("state IN ({})".format(", ".join(f"'{state}'" for state in states)))


class Booking(db.Model):
    """One person's place on one slot; at most one live one each (RULES C5).

    `second_slot_id` is the time after it, which an interpreter makes the visit need as well. `told` says whose
    address the messages go to: the person's own, or that of the carer who booked. `door_key` is venue and day, where
    no two people say the same words at the door (RULES K1). `version_told` is the version of the date that the person
    last heard of.
    """

    __table_args__ = (
        Index("uq_booking_live", "slot_id", "person_id", unique=True, sqlite_where=one_of(LIVE),
              postgresql_where=one_of(LIVE)),
        UniqueConstraint("door_key", "code_words"),
        CheckConstraint("party >= 1", name="somebody_comes"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[str] = mapped_column(Encrypted)
    code_words: Mapped[str] = mapped_column(String(20))
    door_key: Mapped[str] = mapped_column(String(32))
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    second_slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    phone_mark: Mapped[str | None] = mapped_column(String(64), index=True)
    party: Mapped[int] = mapped_column(default=1)
    for_someone_else: Mapped[bool] = mapped_column(default=False)
    told: Mapped[str] = mapped_column(String(10), default="person", server_default="person")
    door: Mapped[str] = mapped_column(String(10), default="web")
    state: Mapped[str] = mapped_column(String(24), default="confirmed")
    late: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(Instant)
    pending_until: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    asks_again: Mapped[bool] = mapped_column(default=False, server_default=false())
    version_told: Mapped[int] = mapped_column(default=0, server_default="0")
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    eligibility: Mapped[str] = mapped_column(String(60), default="", server_default="")
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    person: Mapped[Person] = relationship()
    slot: Mapped[Slot] = relationship(foreign_keys=[slot_id])

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


class Hold(db.Model):
    """Places kept for one visitor while they type; the row goes when it is used, given back or lapsed (RULES H1)."""

    __table_args__ = (
        UniqueConstraint("occurrence_id", "phone_mark"),
        CheckConstraint("party >= 1", name="something_is_kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    phone_mark: Mapped[str] = mapped_column(String(64))
    party: Mapped[int] = mapped_column(default=1)
    ends_at: Mapped[datetime] = mapped_column(Instant, index=True)
    extended: Mapped[bool] = mapped_column(default=False)


class WaitingEntry(db.Model):
    """Somebody on the waiting list of an event, for one or several of its slots (RULES W1).

    `least` is the smallest number of places they would take, `party` for all or none.
    """

    __table_args__ = (
        Index("ix_waiting_entry_line", "event_id", "state", "priority", "joined_at"),
        CheckConstraint("party >= 1 AND least >= 1 AND least <= party", name="somebody_waits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[str] = mapped_column(Encrypted)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    phone_mark: Mapped[str | None] = mapped_column(String(64), index=True)
    party: Mapped[int] = mapped_column(default=1)
    least: Mapped[int] = mapped_column(default=1)
    priority: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    skipped: Mapped[int] = mapped_column(default=0)
    asked_again: Mapped[bool] = mapped_column(default=False)
    for_someone_else: Mapped[bool] = mapped_column(default=False)
    told: Mapped[str] = mapped_column(String(10), default="person")
    eligibility: Mapped[str] = mapped_column(String(60), default="")
    joined_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    person: Mapped[Person] = relationship()
    event: Mapped[Event] = relationship()
    wishes: Mapped[list["WaitingWish"]] = relationship(cascade="all, delete-orphan")


class WaitingWish(db.Model):
    """One slot that an entry would accept."""

    entry_id: Mapped[int] = mapped_column(ForeignKey("waiting_entry.id"), primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), primary_key=True, index=True)


class Offer(db.Model):
    """Places for an entry, saved up or offered until `ends_at`; none are kept where the first wins (RULES W3)."""

    __table_args__ = (
        Index("uq_offer_live", "entry_id", unique=True, sqlite_where=one_of(LIVE_OFFER),
              postgresql_where=one_of(LIVE_OFFER)),
        Index("ix_offer_due", "state", "ends_at"),
        CheckConstraint("kept >= 0 AND party >= 1", name="something_is_offered"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("waiting_entry.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), index=True)
    party: Mapped[int]
    kept: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"))

    entry: Mapped[WaitingEntry] = relationship()
    slot: Mapped[Slot] = relationship()


class CalendarFeed(db.Model):
    """The secret link by which a calendar program reads the plans of one person, or of one phone without an account.

    The link is shown again on My plans, so it is kept encrypted beside the hash by which it is found.
    """

    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (phone_mark IS NULL)", name="one_owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    phone_mark: Mapped[str | None] = mapped_column(String(64), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    secret: Mapped[str] = mapped_column(Encrypted)
    made_at: Mapped[datetime] = mapped_column(Instant)
