"""What somebody said about a place that is over, and what somebody reported; what was answered to them."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account, Person
from ..addresses import stored
from ..database import Instant
from ..events.models import Event, Occurrence
from ..extensions import db
from ..organisations.models import Organisation
from ..privacy import Encrypted
from . import rules


class Feedback(db.Model):
    """A face and perhaps words about one place, once.

    `booking_key` and `person_key` are keyed hashes: nobody reads from this row who said it, and once it can't be
    changed any more they go. `keys` are those of the forms that were sent for it, the newest last.
    """

    __table_args__ = (CheckConstraint("face IN ('good', 'okay', 'bad')", name="known_face"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    person_key: Mapped[str | None] = mapped_column(String(64), index=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # help or attend, as the slot was
    face: Mapped[str] = mapped_column(String(10))
    words: Mapped[str | None] = mapped_column(Encrypted)
    keys: Mapped[list] = mapped_column(JSON, default=list)
    said_at: Mapped[datetime] = mapped_column(Instant)

    occurrence: Mapped[Occurrence] = relationship()


class Report(db.Model):
    """What somebody says is wrong with something that is on; `code` opens the page where they see what became of it.

    `kind` is one of rules.KINDS, `state` is new, answered or settled. `person_id` is whoever was signed in.
    """

    __table_args__ = (Index("ix_report_organisation_id_state", "organisation_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[str] = mapped_column(Encrypted)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    about_young: Mapped[bool] = mapped_column(default=False, server_default=false())
    words: Mapped[str | None] = mapped_column(Encrypted)
    email: Mapped[str | None] = mapped_column(Encrypted)
    phone: Mapped[str | None] = mapped_column(Encrypted)
    address_key: Mapped[str | None] = mapped_column(String(64), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(10), default="")
    state: Mapped[str] = mapped_column(String(10), default=rules.OPEN)
    made_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    organisation: Mapped[Organisation] = relationship()
    event: Mapped[Event] = relationship()
    person: Mapped[Person | None] = relationship()
    answers: Mapped[list["ReportAnswer"]] = relationship(order_by="ReportAnswer.id")

    @property
    def addresses(self):
        """The ways to reach whoever reported, none when they left none."""
        return stored(self.phone, self.email)

    @property
    def is_grave(self):
        """Whether who keeps people safe hears of it too."""
        return rules.is_grave(self.kind, self.about_young)


class ReportAnswer(db.Model):
    """One step in answering a report: who of the team answered, or called it settled (`words` is None), and when."""

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str | None] = mapped_column(Encrypted)
    at: Mapped[datetime] = mapped_column(Instant)
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    account: Mapped[Account] = relationship()
