"""What the tests of this folder say and look at."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from app import clock
from app.addresses import Address
from app.extensions import db
from app.notifications import operations
from app.notifications.models import Delivery, Message
from app.notifications.operations_sending import deliver_due

ASHA = Address("email", "asha@example.org")
MOBILE = Address("phone", "+447400123456")
LANDLINE = Address("phone", "+441229772211", can_text=False)
WORDS = ("Your place", "See you at the beach")


def tell(to=ASHA, about="test", **more):
    """Tell somebody; the message as it stands afterwards."""
    operations.tell(to, *WORDS, about=about, **more)
    return row()


def row():
    """The newest message, read afresh."""
    db.session.rollback()
    return db.session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()


def rows():
    db.session.rollback()
    return db.session.scalars(select(Message).order_by(Message.id)).all()


def states():
    """The state of each delivery of the newest message, in the order of its addresses."""
    return [delivery.state for delivery in row().deliveries]


def first():
    """The delivery that is tried first."""
    return db.session.scalars(select(Delivery).where(Delivery.message_id == row().id, Delivery.position == 0)).one()


def later(**delta):
    return time_machine.travel(clock.now() + timedelta(**delta), tick=False)


def run_for(minutes, step=1):
    """Let the deliverer look every so many minutes; the clock is moved on and back."""
    for minute in range(step, minutes + 1, step):
        with later(minutes=minute):
            deliver_due()
