"""Deliver e-mails and texts: claim them, send them without a transaction open, note what came of it, pass it on."""

from datetime import timedelta
from random import random
from time import monotonic

import structlog
from sqlalchemy import update

from .. import clock
from ..backends.mail import MailFailed, send_mail
from ..backends.sms import SmsFailed, send_sms
from ..database import claim, unit_of_work
from ..extensions import db
from ..web.language import speaking
from . import messages, queries, rules
from .models import Delivery, Message
from .operations_claiming import is_called_off, put_back, still_ours, take
from .operations_turns import can_be_tried, move_on

BATCH = 500
TOGETHER = 50
"""How many deliveries are claimed in one transaction: a commit costs as much as all else that claiming one does."""
PATIENCE = 30
"""Seconds that failures of one channel may cost in one run, so that a server that hangs holds up nobody else."""


def deliver_due() -> int:
    """Send everything that is due and that no other sender has taken; the number that was tried."""
    return sum(_deliver_by(channel) for channel in queries.CHANNELS)


def _deliver_by(channel):
    due = queries.due_deliveries(channel, clock.now(), BATCH)
    tried, lost = 0, 0.0
    for first in range(0, len(due), TOGETHER):
        errands = take(due[first : first + TOGETHER])
        for position, errand in enumerate(errands):
            if clock.now() >= errand.start_by or is_called_off(errand):
                put_back([errand])
                continue
            tried, started = tried + 1, monotonic()
            if _run(errand):
                continue
            lost += monotonic() - started
            if lost > PATIENCE:
                put_back(errands[position + 1 :])
                structlog.get_logger().warning("outbox.channel_slow", channel=channel, left_for="the next run")
                return tried
    return tried


def deliver(delivery_id) -> bool:
    """Send one delivery under a lease; false when another sender has it, it is over, or may not go now."""
    errands = take([delivery_id])
    for errand in errands:
        _run(errand)
    return bool(errands)


def _run(errand) -> bool:
    """Send it and note what came of it; true when it was taken."""
    try:
        reference = _send(errand)
    except (MailFailed, SmsFailed) as failure:
        failed(errand, failure.reason, failure.retryable)
    except Exception:  # a fault of ours: it must not stop the others, and may be gone after an update
        structlog.get_logger().exception("delivery.fault", delivery=errand.delivery_id)
        failed(errand, messages.our_fault(), retryable=True)
    else:
        _sent(errand, reference)
        return True
    return False


def _send(errand):
    if errand.channel == "sms":
        return send_sms(errand.address, messages.text_message(errand), reference=f"delivery-{errand.delivery_id}")
    with speaking(errand.language):
        text, html = messages.mail_text(errand), messages.mail_html(errand)
    return send_mail(
        errand.address, errand.subject, text, html=html,
        attachments=errand.files, message_id=messages.mail_name(errand.delivery_id), unsubscribe=errand.unsubscribe,
    )  # fmt: skip


def _sent(errand, reference):
    now = clock.now()
    look = rules.next_look(now, now) if reference else None
    with unit_of_work():
        done = still_ours(errand).values(state="sent", reason="", due_at=look, done_at=now, reference=reference or "")
        if not claim(done):
            return
        told = update(Message).where(Message.id == errand.message_id, Message.state == "waiting")
        db.session.execute(told.values(state="sent", reason=""))
        others = update(Delivery).where(Delivery.message_id == errand.message_id, Delivery.state == "waiting")
        db.session.execute(others.values(state="not needed", due_at=None))


def failed(errand, reason, retryable, wait=None):
    """Note that a delivery failed; it is tried again, gives the turn to the person's next address, or is given up.

    `wait` is how long whoever was to take it wants to be left alone: longer than somebody may wait for their news,
    and the next address has its turn at once (RULES M5).
    """
    now, reason = clock.now(), reason[:200]
    structlog.get_logger().warning("message.failed", message=errand.message_id, channel=errand.channel, reason=reason)
    next_try = now + rules.pause(errand.tries, random()) + (wait or timedelta(0))
    over = rules.gives_up(now, next_try, errand.useless_at, retryable)
    with unit_of_work():
        if over:
            if claim(still_ours(errand).values(state="failed", due_at=None, done_at=now, reason=reason)):
                move_on(errand.message_id, now, reason)
            return
        others = can_be_tried(errand.message_id, but=errand.delivery_id)
        too_long = wait is not None and next_try - errand.due_at > rules.PASS_ON_AFTER
        passes_on = others and (too_long or rules.turn_is_over(errand.tries))
        again = still_ours(errand).values(state="waiting", due_at=None if passes_on else next_try, reason=reason)
        if claim(again) and passes_on:
            move_on(errand.message_id, now, reason)
