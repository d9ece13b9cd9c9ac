"""How notices fare, in numbers: for those who look after the town. Names nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from .. import clock
from ..extensions import db
from .models import Delivery, Message, PushService, Subscription

LOOKED_AT = timedelta(hours=24)
IN_TIME = timedelta(seconds=10)
"""Within what time a push service should have taken a notice (PROMISES P7)."""
SAMPLE = 10_000
"""Of how many of the newest notices the share is reckoned."""


@dataclass(frozen=True)
class Status:
    """The last 24 hours: notices taken by a push service and how many of them in time, how many wait and since when.

    `failed` are pairs of reason and number, the most frequent first; `phones` is how many hear of us.
    """

    taken: int
    in_time: int
    waiting: int
    oldest: datetime | None
    failed: list[tuple[str, int]]
    services: list[PushService]
    phones: int

    @property
    def share(self) -> int | None:
        """Per cent that were taken within 10 seconds, rounded down; None where nothing was sent."""
        return self.in_time * 100 // self.taken if self.taken else None


def push_status() -> Status:
    """How it stands now."""
    now = clock.now()
    since = now - LOOKED_AT
    taken = _taken(since)
    waiting, oldest = _waiting(now)
    live = select(func.count(Subscription.id)).where(Subscription.state == "live")
    services = db.session.scalars(select(PushService).order_by(PushService.origin)).all()
    return Status(
        taken=len(taken), in_time=sum(done - due <= IN_TIME for done, due in taken), waiting=waiting, oldest=oldest,
        failed=_failed(since), services=services, phones=db.session.scalar(live),
    )  # fmt: skip


def _taken(since):
    rows = select(Delivery.done_at, Message.due_at).join(Delivery.message)
    mine = rows.where(Delivery.channel == "push", Delivery.done_at >= since, Delivery.state == "sent")
    return [tuple(row) for row in db.session.execute(mine.order_by(Delivery.done_at.desc()).limit(SAMPLE))]


def _waiting(now):
    rows = select(func.count(Delivery.id), func.min(Message.due_at)).join(Delivery.message)
    due = rows.where(Delivery.state.in_(("waiting", "sending")), Delivery.due_at.is_not(None), Message.due_at <= now)
    return tuple(db.session.execute(due.where(Delivery.channel == "push")).one())


def _failed(since):
    number = func.count(Delivery.id)
    rows = select(Delivery.reason, number).join(Delivery.message).where(Message.due_at >= since)
    mine = rows.where(Delivery.channel == "push", Delivery.reason != "", Delivery.state.in_(("failed", "not needed")))
    return [tuple(row) for row in db.session.execute(mine.group_by(Delivery.reason).order_by(number.desc()))]
