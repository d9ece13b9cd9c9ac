"""Write what is to be told, and deliver what is due."""

from datetime import timedelta
from random import random

import structlog
from sqlalchemy import delete, or_, select, update

from .. import clock
from ..backends.jobs import enqueue
from ..backends.mail import MailFailed, send_mail
from ..backends.sms import SmsFailed, send_sms
from ..database import after_commit, claim, unit_of_work
from ..extensions import db
from ..privacy import Holding, lookup, register
from .models import Message
from .rules import LEASE, gives_up, pause

KEEP_DAYS = 30


def tell(address, subject, text, about, useful=timedelta(days=2)):
    """Put a message to an `Address` into the outbox, in the caller's transaction; it is sent after the commit.

    `about` names what it tells of in the code's own words; after `useful` it is no longer worth sending.
    """
    now = clock.now()
    with unit_of_work():
        db.session.add(
            Message(
                channel=address.channel, address=address.value, address_key=lookup(address.value), subject=subject,
                text=text, about=about, made_at=now, due_at=now, useless_at=now + useful,
            )
        )  # fmt: skip
        after_commit(lambda: enqueue("notifications.deliver"))


def deliver_due() -> int:
    """Send every message that is due and that no other sender has taken; the number taken."""
    due = (Message.state == "waiting") | (Message.state == "sending")
    ids = db.session.scalars(
        select(Message.id).where(due, Message.due_at <= clock.now()).order_by(Message.due_at).limit(500)
    ).all()
    return sum(deliver(message_id) for message_id in ids)


def deliver(message_id) -> bool:
    """Send one message under a lease; false when another sender has it, it is done, or was erased meanwhile.

    What is of no use any more, as after a long downtime, ends as failed and is not sent.
    """
    now = clock.now()
    free = or_(Message.state == "waiting", Message.state == "sending")
    take = update(Message).where(Message.id == message_id, free, Message.due_at <= now)
    with unit_of_work():
        if not claim(take.values(state="sending", due_at=now + LEASE, tries=Message.tries + 1)):
            return False
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None:
        return False
    if now >= message.useless_at:
        _finish(message_id, state="failed", done_at=now, reason="It was too late to be of use.")
    else:
        _send(message)
    return True


def _send(message):
    number, tries, useless_at = message.id, message.tries, message.useless_at
    channel, address, subject, text = message.channel, message.address, message.subject, message.text
    db.session.rollback()  # no transaction stays open while the network is waited for
    try:
        if channel == "mail":
            send_mail(address, subject, text, message_id=f"message-{number}")
        else:
            send_sms(address, text)
    except (MailFailed, SmsFailed) as failure:
        _failed(number, failure, tries, useless_at)
    else:
        _finish(number, state="sent", done_at=clock.now())


def _failed(message_id, failure, tries, useless_at):
    now = clock.now()
    next_try = now + pause(tries, random())
    if gives_up(now, next_try, useless_at, failure.retryable):
        _finish(message_id, state="failed", done_at=now, reason=failure.reason[:200])
    else:
        _finish(message_id, state="waiting", due_at=next_try, reason=failure.reason[:200])
    structlog.get_logger().warning("message.failed", message=message_id, reason=failure.reason)


def _finish(message_id, **values):
    with unit_of_work():
        db.session.execute(update(Message).where(Message.id == message_id).values(**values))


def erase_messages(subject):
    """Remove every message to the subject's addresses."""
    with unit_of_work():
        db.session.execute(delete(Message).where(Message.address_key.in_(subject.address_keys)))


def purge_messages(before) -> int:
    """Remove the messages made before the instant; how many there were."""
    with unit_of_work():
        return db.session.execute(delete(Message).where(Message.made_at < before)).rowcount


def export_messages(subject) -> list[dict]:
    """Every message to the subject's addresses, as it was sent."""
    rows = db.session.scalars(select(Message).where(Message.address_key.in_(subject.address_keys)))
    return [{"made": row.made_at.isoformat(), "subject": row.subject, "text": row.text} for row in rows]


register(
    Holding(
        name="messages",
        purpose="Telling people about their places and signing them in",
        columns=("message.address", "message.address_key", "message.subject", "message.text"),
        keep_days=KEEP_DAYS,
        export=export_messages,
        erase=erase_messages,
        purge=purge_messages,
    )
)
