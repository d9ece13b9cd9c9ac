"""Write what is to be told, take it back, and let go of it in time. Sends nothing."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..backends.jobs import enqueue
from ..database import after_commit, claim, put, unit_of_work
from ..extensions import db
from ..privacy import Holding, lookup, register
from ..school import is_school_day
from . import messages, queries, rules
from .models import Delivery, Message, Unsubscription, packed

KEEP_DAYS = 30
UNSUBSCRIBED_DAYS = 365


def tell(to, subject, text, about, **more) -> Message | None:
    """Put a message to one person into the outbox, in the caller's transaction; it is sent after the commit.

    It is `compose` and putting it there at once; a message whose `once` is there already is not, and gives None.
    """
    message = compose(to, subject, text, about, **more)
    with unit_of_work():
        if message.once is not None:
            return message if put_all([message]) else None
        put(message, below=message.deliveries, key="message_id")
        _hurry([message])
    return message


def compose(
    to, subject, text, about, *, sms=None, html=None, attachments=(), about_id=None, once=None, pace="answer",
    due_at=None, useful=timedelta(days=2), young=False, unsubscribe=False,
) -> Message:  # fmt: skip
    """A message to one person that is not in the outbox yet.

    `to` is an `Address` or several in the order of the person's choice: each is tried until one works. A number that
    can't take texts is phoned by somebody, after all others failed. `about` and `about_id` name what it tells of in
    the code's own words; the same `once` comes into the outbox a single time. `sms` is what a phone gets in
    place of `text`. `attachments` are triples of file name, content type and bytes. `pace` "normal" keeps quiet hours
    and the limit of two a day, "answer" and "urgent" go at once; `young` also keeps school hours. After `due_at` (now
    unless given) plus `useful` it is no longer worth sending.
    """
    now = clock.now()
    due = due_at or now
    when = send_time(due, due + useful, now, young, pace)
    message = Message(
        about=about, about_id=about_id, once=once, subject=subject, text=text, sms=sms, html=html,
        attachments=packed(attachments), pace=pace, young=young, unsubscribe=unsubscribe, state="waiting", reason="",
        made_at=now, due_at=when or due, useless_at=due + useful,
    )  # fmt: skip
    message.deliveries = _deliveries(to if isinstance(to, tuple | list) else (to,))
    _give_first_turn(message, now, when)
    return message


def put_all(composed) -> int:
    """Put messages, each with its own `once`, into the outbox in the caller's transaction; how many were not there."""
    with unit_of_work():
        known = select(Message.once).where(Message.once.in_([message.once for message in composed]))
        there = set(db.session.scalars(known))
        new = [message for message in composed if message.once not in there]
        try:
            with db.session.begin_nested():
                db.session.add_all(new)
        except IntegrityError:  # a twin of one was quicker, a moment ago
            return sum(put_all([message]) for message in new) if len(new) > 1 else 0
        _hurry(new)
        return len(new)


def send_time(due, useless, now, young, pace):
    """`rules.send_time` on the town's clock and in the town's school year."""
    holidays = current_app.config["SCHOOL_HOLIDAYS"]
    return rules.send_time(
        due, useless, now, clock.town_zone(), young=young, pace=pace,
        is_school_day=lambda day: is_school_day(day, holidays),
    )  # fmt: skip


def _deliveries(addresses):
    by_themselves = [address for address in addresses if address.can_text]
    to_phone = [address for address in addresses if not address.can_text]
    return [
        Delivery(
            position=position, channel=address.channel if address.can_text else "call", address=address.value,
            address_key=lookup(address.value), state="waiting", tries=0,
        )
        for position, address in enumerate([*by_themselves, *to_phone])
    ]  # fmt: skip


def _give_first_turn(message, now, when):
    first = message.deliveries[0]
    if when is None:
        message.state = "late"
        message.reason = messages.late() if message.useless_at <= now else messages.no_decent_time()
    elif first.channel != "call":
        first.due_at = when
    elif rules.worth_a_call(when, message.useless_at):
        message.state, message.reason = "call", messages.will_call()
    else:
        message.state, message.reason = "failed", messages.cannot_text()


def _hurry(composed):
    if any(message.state == "waiting" and message.due_at <= message.made_at for message in composed):
        after_commit(lambda: enqueue("notifications.deliver"))


def withdraw(about, about_id) -> int:
    """Take back what is still to be told about one row or several; how many messages.

    `about` is one code word or a tuple of them, `about_id` one id or a list. Belongs into the transaction that makes
    the news untrue: what has not been sent when that commits, never is (RULES M3).
    """
    words = (about,) if isinstance(about, str) else tuple(about)
    ids = (about_id,) if isinstance(about_id, int) else tuple(about_id)
    open_ = (Message.about.in_(words), Message.about_id.in_(ids), Message.state.in_(("waiting", "call")))
    with unit_of_work():
        taken_back = update(Message).where(*open_).values(state="withdrawn", reason=messages.called_off())
        return db.session.execute(taken_back).rowcount


def told_by_phone(message_id) -> bool:
    """Note that somebody phoned and told it; false when it was not to be phoned any more."""
    with unit_of_work():
        called = update(Message).where(Message.id == message_id, Message.state == "call")
        if not claim(called.values(state="sent", reason="")):
            return False
        by_phone = update(Delivery).where(Delivery.message_id == message_id, Delivery.channel == "call")
        db.session.execute(by_phone.values(state="delivered", done_at=clock.now()))
        return True


def end_messages_to(address_key):
    """Send no more of what can be ended to the address, from now on and of what waits."""
    with unit_of_work():
        if not queries.wants_no_more([address_key]):
            db.session.add(Unsubscription(address_key=address_key, needed_at=clock.now()))


def erase_messages(subject):
    """Remove every message to the subject's addresses."""
    keys = Delivery.address_key.in_(subject.address_keys)
    with unit_of_work():
        ids = db.session.scalars(select(Delivery.message_id).where(keys)).all()
        db.session.execute(delete(Delivery).where(Delivery.message_id.in_(ids)))
        db.session.execute(delete(Message).where(Message.id.in_(ids)))


def purge_messages(before) -> int:
    """Remove the messages that were of no more use before the instant; how many there were."""
    with unit_of_work():
        return db.session.execute(delete(Message).where(Message.useless_at < before)).rowcount


def export_messages(subject) -> list[dict]:
    """Every message to the subject's addresses, as it was sent."""
    mine = select(Delivery.message_id).where(Delivery.address_key.in_(subject.address_keys))
    rows = db.session.scalars(select(Message).where(Message.id.in_(mine)).order_by(Message.id))
    return [
        {"made": row.made_at.isoformat(), "subject": row.subject, "text": row.text, "as a text": row.sms or "",
         "files": [name for name, _kind, _data in row.files]}
        for row in rows
    ]  # fmt: skip


def erase_unsubscriptions(subject):
    """Forget that the subject's addresses wanted no more."""
    with unit_of_work():
        db.session.execute(delete(Unsubscription).where(Unsubscription.address_key.in_(subject.address_keys)))


def purge_unsubscriptions(before) -> int:
    """Forget the wishes that held nothing back since the instant; how many there were."""
    with unit_of_work():
        return db.session.execute(delete(Unsubscription).where(Unsubscription.needed_at < before)).rowcount


def export_unsubscriptions(subject) -> list[dict]:
    """Whether the subject asked for no more."""
    return [{"wants": "no more of what can be ended"}] if queries.wants_no_more(subject.address_keys) else []


register(
    Holding(
        name="messages",
        purpose="Telling people about their places and signing them in",
        columns=(
            "message.subject", "message.text", "message.sms", "message.html", "message.attachments",
            "message.day_place", "delivery.address", "delivery.address_key",
        ),
        keep_days=KEEP_DAYS, export=export_messages, erase=erase_messages, purge=purge_messages,
    )
)  # fmt: skip
register(
    Holding(
        name="unsubscriptions",
        purpose="Sending no more to somebody who asked for that",
        columns=("unsubscription.address_key",),
        keep_days=UNSUBSCRIBED_DAYS, export=export_unsubscriptions, erase=erase_unsubscriptions,
        purge=purge_unsubscriptions,
    )
)  # fmt: skip
