"""Whose turn it is: an address that failed gives way to the person's next, and the last one to a phone call."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..extensions import db
from . import rules
from .models import Delivery, Message


def can_be_tried(message_id, but=None):
    """The deliveries of a message that are not on their way, `but` one: those never tried come first."""
    rows = (
        select(Delivery)
        .where(Delivery.message_id == message_id, Delivery.state.in_(("waiting", "not needed")))
        .where(Delivery.due_at.is_(None), Delivery.channel != "call", Delivery.id != but)
        .order_by(Delivery.tries, Delivery.position)
    )
    return list(db.session.scalars(rows))


def move_on(message_id, now, reason):
    """Give the turn to the next address of a message; with none left it is for a phone call, or has failed.

    Inside the unit of work in which the last address failed. Does nothing for what is withdrawn or over.
    """
    message = db.session.get(Message, message_id, populate_existing=True, options=[joinedload(Message.deliveries)])
    if message is None or message.state not in ("waiting", "sent"):
        return
    left = can_be_tried(message_id) if now < message.useless_at else []
    if left:
        left[0].state, left[0].due_at = "waiting", now
        message.state = "waiting"
        return
    has_phone = any(delivery.channel in ("sms", "call") for delivery in message.deliveries)
    message.state = "call" if has_phone and rules.worth_a_call(now, message.useless_at) else "failed"
    message.reason = reason
    for delivery in message.deliveries:
        if delivery.state == "waiting":
            delivery.state, delivery.due_at = "not needed", None
