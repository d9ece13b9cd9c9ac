"""A Person is anyone the town knows; an Account is a person's way to sign in; a SignIn is one phone signed in."""

from datetime import datetime
from json import loads

from flask_login import UserMixin
from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..addresses import stored
from ..database import Instant
from ..extensions import db
from ..privacy import Encrypted
from .rules import band_on


class Person(db.Model):
    """Anyone known to the town; several persons may share one phone or e-mail (RULES C5)."""

    __table_args__ = (
        Index("ix_person_email_key_name_key", "email_key", "name_key"),
        Index("ix_person_phone_key_name_key", "phone_key", "name_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(Encrypted)
    name_key: Mapped[str] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(Encrypted)
    email_key: Mapped[str | None] = mapped_column(String(64))
    phone: Mapped[str | None] = mapped_column(Encrypted)
    phone_key: Mapped[str | None] = mapped_column(String(64))
    age_band: Mapped[str | None] = mapped_column(String(10))
    age_changes: Mapped[list | None] = mapped_column(JSON)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    needs: Mapped[str | None] = mapped_column(Encrypted)
    interpreter: Mapped[str | None] = mapped_column(Encrypted)
    language: Mapped[str | None] = mapped_column(Encrypted)
    """The one they are written to in, as they picked it or last read in it; None where that is not known."""
    made_at: Mapped[datetime] = mapped_column(Instant)
    needed_until: Mapped[datetime] = mapped_column(Instant)  # the end of their last place; the purge counts from here

    interests: Mapped[list["Interest"]] = relationship(cascade="all, delete-orphan")
    account: Mapped["Account | None"] = relationship(back_populates="person")

    def band_on(self, day):
        """The age band on a day, None when the person never told."""
        return band_on(self.age_band, self.age_changes, day)

    @property
    def access_needs(self):
        """What the person needs to take part: words of rules.NEEDS."""
        return loads(self.needs) if self.needs else []

    @property
    def addresses(self):
        """Every way to reach the person, the phone first."""
        return stored(self.phone, self.email)

    @property
    def address(self):
        """The first of them, None without any."""
        return next(iter(self.addresses), None)


class Interest(db.Model):
    """A picture that a person picked: what they like to hear of."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    picture: Mapped[str] = mapped_column(String(20), primary_key=True)


class Account(db.Model):
    """A person's way to sign in; each address opens one account."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    phone_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    steward: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(Instant)
    touch_answered_at: Mapped[datetime | None] = mapped_column(Instant)  # yes or no to signing in by a touch

    person: Mapped[Person] = relationship(back_populates="account")


class SignIn(UserMixin, db.Model):
    """One browser signed in; Flask-Login's user. Its secret is in the cookie, its hash here, and it can be revoked."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    proved_by: Mapped[str] = mapped_column(String(10))  # rules.CODE, TOUCH or TRIAL: how they showed who they are
    proved_at: Mapped[datetime] = mapped_column(Instant)

    account: Mapped[Account] = relationship()

    secret = ""  # set while the row is fresh: only the cookie keeps it

    def get_id(self):
        return self.secret

    @property
    def person(self):
        return self.account.person


class Passkey(db.Model):
    """One phone or computer that opens an account by a finger, a face or its own code: the public half of its key."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(Encrypted)
    credential: Mapped[str] = mapped_column(Encrypted)  # its id, base64url
    credential_hash: Mapped[str] = mapped_column(String(64), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)  # COSE
    sign_count: Mapped[int] = mapped_column(BigInteger)
    can_be_backed_up: Mapped[bool]
    is_backed_up: Mapped[bool]
    transports: Mapped[list] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime] = mapped_column(Instant)

    account: Mapped[Account] = relationship()


class UsedChallenge(db.Model):
    """A challenge that was answered; it counts a single time."""

    challenge_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(Instant)


class SignInCode(db.Model):
    """A six-digit code that was sent to an address, for one browser."""

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(Encrypted)
    address_key: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    code_hash: Mapped[str] = mapped_column(String(64))
    browser_hash: Mapped[str] = mapped_column(String(64), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
