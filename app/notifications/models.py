"""The outbox: what is told to one person once, one row for each try to reach them, and who wants no more of it.

Beside it the phones that show our notices, and what each person wants to hear. People are known by their ids alone.
"""

import json
from base64 import b64decode, b64encode
from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Instant
from ..extensions import db
from ..privacy import Encrypted
from .rules import ASKS_A_WEEK, CLOSES, MOST_ASKS_A_WEEK, OPENS


class Message(db.Model):
    """What is told to one person once.

    `state` is waiting, sent, call (somebody must phone), failed, withdrawn, late (too late to be of use) or held back
    (two that day already); `reason` says why in a sentence for an organiser. `notice` is what a phone shows, as
    `notices.packed` makes it; `language` is the one it is written in;
    `person_key` is whose day its two messages a day are counted in.
    """

    __table_args__ = (Index("ix_message_about", "about_id", "about"), Index("ix_message_state", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(String(40))
    about_id: Mapped[int | None]
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    language: Mapped[str | None] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(Encrypted)
    text: Mapped[str] = mapped_column(Encrypted)
    sms: Mapped[str | None] = mapped_column(Encrypted)
    html: Mapped[str | None] = mapped_column(Encrypted)
    attachments: Mapped[str | None] = mapped_column(Encrypted)  # see `packed`
    notice: Mapped[str | None] = mapped_column(Encrypted)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person_key: Mapped[str | None] = mapped_column(String(64))
    pace: Mapped[str] = mapped_column(String(10), default="answer")  # answer, urgent or normal
    young: Mapped[bool] = mapped_column(default=False)
    unsubscribe: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    reason: Mapped[str] = mapped_column(String(200), default="")
    day_place: Mapped[str | None] = mapped_column(String(80), unique=True)
    """Which of its day's two messages to this person it is; a third place does not exist."""
    made_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    useless_at: Mapped[datetime] = mapped_column(Instant)
    deliveries: Mapped[list["Delivery"]] = relationship(
        back_populates="message", order_by="Delivery.position", passive_deletes=True
    )

    @property
    def address(self) -> str:
        """The address that is tried first; "" for what no phone hears and nobody else is to hear."""
        return self.deliveries[0].address if self.deliveries else ""

    @property
    def channel(self) -> str:
        """The channel that is tried first: push, mail, sms or call."""
        return self.deliveries[0].channel if self.deliveries else "push"

    @property
    def files(self) -> list[tuple[str, str, bytes]]:
        """The attachments: file name, content type and bytes of each."""
        return [(name, kind, b64decode(data)) for name, kind, data in json.loads(self.attachments or "[]")]


class Delivery(db.Model):
    """One address of a message's person, in the order in which they are tried.

    `state` is waiting, sending, sent, delivered, failed, bounced or not needed. While it waits without `due_at` its
    turn has not come; while it is being sent `due_at` is the end of the lease; once sent it is the next time to ask
    the provider what became of it, if there is one who knows.
    """

    __table_args__ = (
        UniqueConstraint("message_id", "position"),
        Index("ix_delivery_due", "state", "due_at"),
        Index("ix_delivery_done", "channel", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    position: Mapped[int]
    channel: Mapped[str] = mapped_column(String(10))  # push, mail, sms or call
    address: Mapped[str] = mapped_column(Encrypted)
    address_key: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    reason: Mapped[str] = mapped_column(String(200), default="")
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    reference: Mapped[str] = mapped_column(String(80), default="")
    message: Mapped[Message] = relationship(back_populates="deliveries")


class Unsubscription(db.Model):
    """An address whose owner asked for no more of what can be ended; `needed_at` is when that last held good."""

    address_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    needed_at: Mapped[datetime] = mapped_column(Instant)


class Subscription(db.Model):
    """A phone or computer that shows our notices, by the address and the keys that its browser gave us.

    It is a person's, or without an account that of a browser (`phone_mark`), which hears of the places taken with it.
    One browser has one: it goes with its sign-in. `state` is live, or forbidden where we must never send to it.
    """

    __table_args__ = (CheckConstraint("person_id IS NOT NULL OR phone_mark IS NOT NULL", name="has_owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    sign_in_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in.id", ondelete="CASCADE"), index=True)
    phone_mark: Mapped[str | None] = mapped_column(String(64), index=True)
    endpoint: Mapped[str] = mapped_column(Encrypted)
    endpoint_key: Mapped[str] = mapped_column(String(64), unique=True)
    origin: Mapped[str] = mapped_column(String(120))
    p256dh: Mapped[str] = mapped_column(Encrypted)
    auth: Mapped[str] = mapped_column(Encrypted)
    name: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12), default="live")
    made_at: Mapped[datetime] = mapped_column(Instant)
    checked_at: Mapped[datetime] = mapped_column(Instant)
    heard_at: Mapped[datetime | None] = mapped_column(Instant)


class Preference(db.Model):
    """What one person wants to hear on their phones: nothing until they say yes.

    `asks_a_week` is their own limit. Their quiet begins at `quiet_from` and ends at `quiet_until`, town time, never
    later and never earlier than everybody's. A question that was answered, yes or no, is not put again.
    """

    __table_args__ = (CheckConstraint(f"asks_a_week BETWEEN 1 AND {MOST_ASKS_A_WEEK}", name="some_asks"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    reminders: Mapped[bool] = mapped_column(default=False)
    asks: Mapped[bool] = mapped_column(default=False)
    news: Mapped[bool] = mapped_column(default=False)
    asks_a_week: Mapped[int] = mapped_column(default=ASKS_A_WEEK)
    quiet_from: Mapped[time] = mapped_column(default=CLOSES)
    quiet_until: Mapped[time] = mapped_column(default=OPENS)
    reminders_answered_at: Mapped[datetime | None] = mapped_column(Instant)
    asks_answered_at: Mapped[datetime | None] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class PushService(db.Model):
    """A push service as we last met it, by its origin: until when it is left alone, and why."""

    origin: Mapped[str] = mapped_column(String(120), primary_key=True)
    paused_until: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(200), default="")
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)


def packed(attachments) -> str | None:
    """File names, content types and bytes (or text) as they lie in a message; None for no attachments."""
    if not attachments:
        return None
    plain = [(name, kind, data.encode() if isinstance(data, str) else data) for name, kind, data in attachments]
    return json.dumps([(name, kind, b64encode(data).decode()) for name, kind, data in plain])
