"""A Consent is one question to a guardian and what became of it; a ConsentStep is one line of its history."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Person
from ..addresses import Address
from ..database import Instant
from ..extensions import db
from ..organisations.models import Organisation
from ..privacy import Encrypted


class Consent(db.Model):
    """What a guardian was asked about a young person, and what they said.

    Without an organisation it is one yes for all; with one it is for that organisation and that kind of work.
    `ends_at` is when the question lapses while it is asked, when the yes runs out once it is given, and when it ended
    in every other state.
    """

    __table_args__ = (Index("ix_consent_person_id_state", "person_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str | None] = mapped_column(String(20))  # the name of a group of pictures
    about: Mapped[str] = mapped_column(Encrypted)
    guardian_name: Mapped[str] = mapped_column(Encrypted)
    address_kind: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(Encrypted)
    address_key: Mapped[str] = mapped_column(String(64), index=True)
    token: Mapped[str] = mapped_column(Encrypted)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    words_version: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="asked")
    asked_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant, index=True)

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    steps: Mapped[list["ConsentStep"]] = relationship(order_by="ConsentStep.id", viewonly=True)

    @property
    def last_moment(self):
        """An instant of the last day that a given yes covers; it ends at a midnight."""
        return self.ends_at - timedelta(minutes=1)

    @property
    def sent_to(self):
        """The `Address` of the guardian, None once it was erased."""
        return Address(self.address_kind, self.address) if self.address else None


class ConsentStep(db.Model):
    """One step in the life of a consent; rows are added and never altered."""

    id: Mapped[int] = mapped_column(primary_key=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    by: Mapped[str] = mapped_column(String(12))  # who took it: young person, guardian, or time
    words_version: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
