"""Deliver what is due: claim it, send it without a transaction open, note what came of it, pass on what failed."""

from dataclasses import dataclass
from datetime import datetime
from random import random
from time import monotonic

import structlog
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..backends.mail import MailFailed, send_mail
from ..backends.sms import SmsFailed, send_sms
from ..database import claim, unit_of_work
from ..extensions import db
from . import messages, queries, rules
from .models import Delivery, Message, Unsubscription
from .operations import send_time
from .operations_turns import can_be_tried, move_on

BATCH = 500
PATIENCE = 30
"""Seconds that failures of one channel may cost in one run, so that a server that hangs holds up nobody else."""


@dataclass(frozen=True)
class Errand:
    """One delivery as it was claimed: everything that sending needs, so that no row is read while the network is."""

    delivery_id: int
    message_id: int
    channel: str
    address: str
    tries: int
    useless_at: datetime
    subject: str
    text: str
    sms: str | None
    html: str | None
    files: tuple
    unsubscribe: str | None


def deliver_due() -> int:
    """Send everything that is due and that no other sender has taken; the number taken."""
    return sum(_deliver_by(channel) for channel in queries.CHANNELS)


def _deliver_by(channel):
    taken, lost = 0, 0.0
    for delivery_id in queries.due_deliveries(channel, clock.now(), BATCH):
        errand = _take(delivery_id)
        if errand is None:
            continue
        taken, started = taken + 1, monotonic()
        if not _run(errand):
            lost += monotonic() - started
            if lost > PATIENCE:
                structlog.get_logger().warning("outbox.channel_slow", channel=channel, left_for="the next run")
                break
    return taken


def deliver(delivery_id) -> bool:
    """Send one delivery under a lease; false when another sender has it, it is over, or may not go now."""
    errand = _take(delivery_id)
    if errand is None:
        return False
    _run(errand)
    return True


# --- claiming ------------------------------------------------------------------------------------------------------


def _take(delivery_id) -> Errand | None:
    """Claim a delivery and, in the same transaction, look again whether its message is still to be told (RULES M3)."""
    now = clock.now()
    free = (Delivery.state.in_(("waiting", "sending")), Delivery.due_at <= now)
    mine = update(Delivery).where(Delivery.id == delivery_id, *free)
    try:
        with unit_of_work():
            if not claim(mine.values(state="sending", due_at=now + rules.LEASE, tries=Delivery.tries + 1)):
                return None
            delivery = db.session.get(Delivery, delivery_id, populate_existing=True)
            if delivery is None:
                return None
            message = db.session.get_one(Message, delivery.message_id, populate_existing=True, with_for_update=True)
            return _errand(message, delivery) if _may_go(message, delivery, now) else None
    except IntegrityError:  # another message took the same of the day's places: this one is still due
        return None


def _may_go(message, delivery, now):
    if message.state != "waiting":
        delivery.state, delivery.due_at, delivery.tries = "not needed", None, delivery.tries - 1
        return False
    if now >= message.useless_at:
        was_tried = delivery.tries > 1
        return _end(message, delivery, *(("failed", delivery.reason) if was_tried else ("late", messages.late())))
    if reason := _not_wanted(message, now):
        return _end(message, delivery, "withdrawn", reason)
    when = send_time(now, message.useless_at, now, message.young, message.pace)
    if when is None:
        return _end(message, delivery, "late", messages.no_decent_time())
    if when > now:
        return _put_off(message, delivery, when)
    return message.pace != "normal" or _has_day_place(message, delivery, now)


def _not_wanted(message, now):
    if not queries.is_still_true(message):
        return messages.called_off()
    return messages.no_more_wanted() if message.unsubscribe and _was_ended(message, now) else None


def _end(message, delivery, state, reason):
    message.state, message.reason = state, reason
    delivery.state, delivery.due_at = "not needed" if delivery.tries == 1 else "failed", None
    delivery.done_at = clock.now()
    return False


def _put_off(message, delivery, when):
    message.due_at = when
    delivery.state, delivery.due_at, delivery.tries = "waiting", when, delivery.tries - 1
    return False


def _was_ended(message, now):
    keys = [delivery.address_key for delivery in message.deliveries]
    if not queries.wants_no_more(keys):
        return False
    kept = update(Unsubscription).where(Unsubscription.address_key.in_(keys))
    db.session.execute(kept.values(needed_at=now))
    return True


def _has_day_place(message, delivery, now):
    """Whether the person has had fewer than two messages today; else it goes tomorrow if that is of use."""
    zone = clock.town_zone()
    person = min(each.address_key for each in message.deliveries)
    places = rules.day_places(person, now.astimezone(zone).date())
    if message.day_place in places:
        return True
    free = sorted(set(places) - queries.places_taken(places))
    if free:
        message.day_place = free[0]
        return True
    when = send_time(rules.next_morning(now, zone), message.useless_at, now, message.young, message.pace)
    if when is None or when.astimezone(zone).date() == now.astimezone(zone).date():
        return _end(message, delivery, "held back", messages.two_already())
    return _put_off(message, delivery, when)


def _errand(message, delivery):
    is_mail = delivery.channel == "mail"
    return Errand(
        delivery_id=delivery.id, message_id=message.id, channel=delivery.channel, address=delivery.address,
        tries=delivery.tries, useless_at=message.useless_at, subject=message.subject, text=message.text,
        sms=message.sms, html=message.html, files=tuple(message.files) if is_mail else (),
        unsubscribe=messages.unsubscribe_link(delivery.address_key) if is_mail and message.unsubscribe else None,
    )  # fmt: skip


# --- sending -------------------------------------------------------------------------------------------------------


def _run(errand) -> bool:
    """Send it and note what came of it; true when it was taken."""
    try:
        reference = _send(errand)
    except (MailFailed, SmsFailed) as failure:
        _failed(errand, failure.reason, failure.retryable)
    except Exception:  # a fault of ours: it must not stop the others, and may be gone after an update
        structlog.get_logger().exception("delivery.fault", delivery=errand.delivery_id)
        _failed(errand, messages.our_fault(), retryable=True)
    else:
        _sent(errand, reference)
        return True
    return False


def _send(errand):
    if errand.channel == "sms":
        return send_sms(errand.address, messages.text_message(errand), reference=f"delivery-{errand.delivery_id}")
    return send_mail(
        errand.address, errand.subject, messages.mail_text(errand), html=messages.mail_html(errand),
        attachments=errand.files, message_id=messages.mail_name(errand.delivery_id), unsubscribe=errand.unsubscribe,
    )  # fmt: skip


def _ours(errand):
    """The delivery, if it is still as we claimed it: not erased, and not taken over after our lease."""
    return update(Delivery).where(
        Delivery.id == errand.delivery_id, Delivery.state == "sending", Delivery.tries == errand.tries
    )


def _sent(errand, reference):
    now = clock.now()
    look = rules.next_look(now, now) if reference else None
    with unit_of_work():
        done = _ours(errand).values(state="sent", reason="", due_at=look, done_at=now, reference=reference or "")
        if not claim(done):
            return
        told = update(Message).where(Message.id == errand.message_id, Message.state == "waiting")
        db.session.execute(told.values(state="sent", reason=""))
        others = update(Delivery).where(Delivery.message_id == errand.message_id, Delivery.state == "waiting")
        db.session.execute(others.values(state="not needed", due_at=None))


def _failed(errand, reason, retryable):
    now, reason = clock.now(), reason[:200]
    structlog.get_logger().warning("message.failed", message=errand.message_id, channel=errand.channel, reason=reason)
    next_try = now + rules.pause(errand.tries, random())
    over = rules.gives_up(now, next_try, errand.useless_at, retryable)
    with unit_of_work():
        if over:
            if claim(_ours(errand).values(state="failed", due_at=None, done_at=now, reason=reason)):
                move_on(errand.message_id, now, reason)
            return
        others = can_be_tried(errand.message_id, but=errand.delivery_id)
        passes_on = others and rules.turn_is_over(errand.tries)
        again = _ours(errand).values(state="waiting", due_at=None if passes_on else next_try, reason=reason)
        if claim(again) and passes_on:
            move_on(errand.message_id, now, reason)
