"""What became of what was sent: asking the provider, reading letters that came back, and finding what is stuck."""

from datetime import timedelta
from email import message_from_bytes, policy

import structlog
from sqlalchemy import select, update

from .. import clock
from ..backends.mail import MailFailed, mail_status
from ..backends.sms import SmsFailed, sms_status
from ..database import claim, unit_of_work
from ..extensions import db
from . import messages, queries, rules
from .models import Delivery, Message
from .operations_turns import move_on

BATCH = 200
STUCK_AFTER = timedelta(minutes=5)
"""How long after its time something must still be there to count as stuck: the deliverer looks every 10 seconds."""
BADLY = {
    "no such address": ("bounced", messages.no_such_address),
    "failed": ("failed", messages.not_delivered),
}


def ask_what_became() -> int:
    """Ask the providers about what they took; the number that ended, well or badly."""
    deliveries = [(row.id, row.channel, row.reference) for row in queries.to_ask_about(clock.now(), BATCH)]
    return sum(_ask(*delivery) for delivery in deliveries)


def _ask(delivery_id, channel, reference):
    db.session.rollback()  # no transaction stays open while the network is waited for
    try:
        became = (sms_status if channel == "sms" else mail_status)(reference)
    except (MailFailed, SmsFailed) as problem:
        structlog.get_logger().warning("outbox.status_unknown", delivery=delivery_id, reason=problem.reason)
        became = None
    if became in BADLY:
        state, reason = BADLY[became]
        return came_back(delivery_id, state, reason())
    return _note(delivery_id, became)


def _note(delivery_id, became):
    now = clock.now()
    with unit_of_work():
        delivery = db.session.get(Delivery, delivery_id, populate_existing=True)
        if delivery is None or delivery.state != "sent":
            return False
        if became == "delivered":
            delivery.state, delivery.due_at = "delivered", None
            return True
        delivery.due_at = rules.next_look(delivery.done_at, now)
        return False


def came_back(delivery_id, state, reason) -> bool:
    """Note that a delivery did not arrive (`state` is bounced or failed) and give the next address its turn.

    False when that was known, or nothing of the kind was sent.
    """
    now = clock.now()
    with unit_of_work():
        gone = update(Delivery).where(Delivery.id == delivery_id, Delivery.state.in_(("sent", "delivered")))
        if not claim(gone.values(state=state, due_at=None, reason=reason)):
            return False
        message_id = db.session.scalar(select(Delivery.message_id).where(Delivery.id == delivery_id))
        move_on(message_id, now, reason)
    structlog.get_logger().warning("delivery.came_back", delivery=delivery_id, state=state, reason=reason)
    return True


def read_bounce(letter) -> bool:
    """Note what a delivery status notification (RFC 3464, as bytes) tells; true when it ended a delivery of ours.

    Only a final failure counts, and only of a letter whose name we made: the name has 128 bits that only we know.
    """
    notice = message_from_bytes(letter, policy=policy.default)
    status = _final_status(notice)
    delivery_id = status and _delivery_named_in(notice)
    return bool(delivery_id) and came_back(delivery_id, "bounced", messages.sent_back(status))


def _final_status(notice):
    for part in notice.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in part.get_payload():
            if str(group.get("Action", "")).strip().lower() == "failed":
                return str(group.get("Status", "")).split()[0][:10] if group.get("Status") else "5.0.0"
    return None


def _delivery_named_in(notice):
    """The delivery whose letter came back, read from the letter or the headers that the notice encloses."""
    for part in notice.walk():
        if part.get_content_type() == "message/rfc822":
            names = [enclosed.get("Message-ID", "") for enclosed in part.get_payload()]
        elif part.get_content_type() == "text/rfc822-headers":
            names = [message_from_bytes(part.get_payload(decode=True), policy=policy.default).get("Message-ID", "")]
        else:
            continue
        for name in names:
            if delivery_id := messages.delivery_called(str(name)):
                return delivery_id
    return None


def mend() -> dict[str, int]:
    """Find what is stuck, put right what the deliverer can't, and say so; how many of each kind there were."""
    now = clock.now()
    found = queries.stuck(now, STUCK_AFTER)
    for message_id in queries.without_a_turn(now - STUCK_AFTER):
        with unit_of_work():
            move_on(message_id, now, messages.our_fault())
    _end_what_is_over(now - STUCK_AFTER)
    if found:
        structlog.get_logger().error("outbox.stuck", **{name.replace(" ", "_"): count for name, count in found.items()})
    return found


def _end_what_is_over(then):
    over = Message.id == Delivery.message_id, Message.state.not_in(("waiting", "call"))
    left = update(Delivery).where(Delivery.state == "waiting", select(Message.id).where(*over).exists())
    with unit_of_work():
        for state, reason in (("waiting", messages.late()), ("call", messages.nobody_called())):
            late = update(Message).where(Message.state == state, Message.useless_at <= then)
            db.session.execute(late.values(state="late", reason=reason))
        db.session.execute(left.values(state="not needed", due_at=None).execution_options(synchronize_session=False))
