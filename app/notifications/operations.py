"""Write what is to be told, and take it back. Sends nothing."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..backends.jobs import enqueue
from ..database import claim, put, unit_of_work
from ..extensions import db
from ..privacy import lookup
from ..school import is_school_day
from ..web.language import read_now
from . import messages, notices, rules
from .models import Delivery, Message, packed
from .queries_phones import USUAL, hears, quiet_hours

SENDERS = {"push": "notifications.push", "mail": "notifications.deliver"}
"""The task that sends by a channel, where it is not that of e-mails and texts."""


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
    push=None, person_id=None, phone_mark=None, push_only=False,
) -> Message:  # fmt: skip
    """A message to one person that is not in the outbox yet.

    `to` is an `Address` or several in the order of the person's choice: each is tried until one works. A number that
    can't take texts is phoned by somebody, after all others failed. `about` and `about_id` name what it tells of in
    the code's own words; the same `once` comes into the outbox a single time. `sms` is what a phone gets in
    place of `text`; all are in the language that is spoken just now. `attachments` are triples of file name, content
    type and bytes. `pace` "normal" keeps quiet hours and the limit of two a day, "answer" and "urgent" go at once;
    `young` also keeps school hours. After `due_at` (now unless given) plus `useful` it is no longer worth sending.

    `push` is the Notice that the phones of `person_id`, or of the browser with this `phone_mark`, show before any
    address is tried, if one of them hears its kind; with `push_only` no address is tried at all.
    """
    now, addresses = clock.now(), to if isinstance(to, tuple | list) else (to,)
    due, owner = due_at or now, rules.owner(person_id, phone_mark)
    quiet = quiet_hours([person_id]).get(person_id, USUAL) if pace == "normal" else USUAL
    when = send_time(due, due + useful, now, young, pace, quiet)
    message = Message(
        about=about, about_id=about_id, once=once, language=read_now(), subject=subject, text=text, sms=sms, html=html,
        attachments=packed(attachments), pace=pace, young=young, unsubscribe=unsubscribe, state="waiting", reason="",
        made_at=now, due_at=when or due, useless_at=due + useful, notice=notices.packed(push), person_id=person_id,
        person_key=min(map(lookup, [one.value for one in addresses] or [owner])),
    )  # fmt: skip
    phones = [owner] if push and hears(owner, push.kind) else []
    message.deliveries = _deliveries(phones, () if push_only else addresses)
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


def send_time(due, useless, now, young, pace, quiet=USUAL):
    """`rules.send_time` on the town's clock and in the town's school year."""
    holidays = current_app.config["SCHOOL_HOLIDAYS"]
    return rules.send_time(
        due, useless, now, clock.town_zone(), young=young, pace=pace, quiet=quiet,
        is_school_day=lambda day: is_school_day(day, holidays),
    )  # fmt: skip


def _deliveries(owners, addresses):
    """One for the phones, one for each address, and last those that somebody has to phone."""
    ways = [("push", owner) for owner in owners]
    ways += [(address.channel, address.value) for address in addresses if address.can_text]
    ways += [("call", address.value) for address in addresses if not address.can_text]
    return [
        Delivery(position=position, channel=channel, address=value, address_key=lookup(value), state="waiting", tries=0)
        for position, (channel, value) in enumerate(ways)
    ]


def _give_first_turn(message, now, when):
    first = next(iter(message.deliveries), None)
    if when is None:
        message.state = "late"
        message.reason = messages.late() if message.useless_at <= now else messages.no_decent_time()
    elif first is None:
        message.state, message.reason = "failed", messages.no_phone_hears()
    elif first.channel != "call":
        first.due_at = when
    elif rules.worth_a_call(when, message.useless_at):
        message.state, message.reason = "call", messages.will_call()
    else:
        message.state, message.reason = "failed", messages.cannot_text()


def _hurry(composed):
    """Have what is due sent after the commit, each channel by a task of its own: none waits for another."""
    due = [one for one in composed if one.state == "waiting" and one.due_at <= one.made_at]
    for name in {SENDERS.get(one.channel, SENDERS["mail"]) for one in due}:
        enqueue(name)


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
