"""An ApiToken lets a program act for an organisation or the town; a KeptAnswer is what one request was told."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Instant
from ..extensions import db
from ..organisations.models import Organisation
from ..privacy import Encrypted


class ApiToken(db.Model):
    """A program's key; without an organisation it acts for the whole town. Only its fingerprint is kept."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    scopes: Mapped[list] = mapped_column(JSON)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    last_used_day: Mapped[date | None] = mapped_column(Date)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    organisation: Mapped[Organisation | None] = relationship()

    def acts_for(self, organisation_id):
        """Whether it may do things for this organisation."""
        return self.organisation_id in (None, organisation_id)


class KeptAnswer(db.Model):
    """The answer to one request with an idempotency key, kept for a day; who sent what is hashed (PROMISES P4)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    location: Mapped[str] = mapped_column(Encrypted, default="")
    body: Mapped[str] = mapped_column(Encrypted)
    made_at: Mapped[datetime] = mapped_column(Instant, index=True)
