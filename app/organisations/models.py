"""An Organisation and its members."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..database import Instant
from ..extensions import db
from .rules import may_ask_under_18s


class Organisation(db.Model):
    """A charity, practice, council, school or group; nothing it posts shows before a steward approved it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str] = mapped_column(String(20), default="")
    safeguarding_lead: Mapped[str] = mapped_column(String(80), default="")
    youngest_helper: Mapped[int] = mapped_column(default=13, server_default="13")
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    made_at: Mapped[datetime] = mapped_column(Instant)
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="organisation")

    @property
    def may_ask_under_18s(self):
        """Whether it may post for under-18s (RULES S5)."""
        return may_ask_under_18s(self.approved_at is not None, self.safeguarding_lead)


class Membership(db.Model):
    """What an account is in an organisation."""

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20))

    organisation: Mapped[Organisation] = relationship(back_populates="memberships")
    account: Mapped[Account] = relationship()
