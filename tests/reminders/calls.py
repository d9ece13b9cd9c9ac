"""What the tests of reminders say and look at."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.notifications.models import Message
from app.reminders.operations import write_due
from app.reminders.rules import read_key

DAY = timedelta(days=1)


def three_days_before(event):
    """The instant at which a place at the start of an event is called to mind for the first time (no clock changes)."""
    return event.occurrences[0].starts_at - DAY * 3


def evening_is_over(event):
    """Seven o'clock on the evening before something that starts at ten: every place has had its turn."""
    return event.occurrences[0].starts_at - timedelta(hours=15)


def write_at(instant):
    """Let the scheduler look at an instant; how many reminders it wrote."""
    with time_machine.travel(instant, tick=False):
        db.session.rollback()
        return write_due(clock.now())


def written():
    """Every reminder in the outbox, the oldest first."""
    db.session.rollback()
    return db.session.scalars(select(Message).where(Message.about == "reminders").order_by(Message.id)).all()


def rules_written():
    """The rules of these, in their order."""
    return [read_key(message.once)[0] for message in written()]
