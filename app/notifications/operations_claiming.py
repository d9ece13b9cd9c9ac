"""Take what is due under a lease: several deliveries in one transaction, each looked at again before it may go."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from .. import clock
from ..database import Busy, claim, run, unit_of_work
from ..extensions import db
from . import messages, queries, rules
from .models import Delivery, Message, Unsubscription
from .operations import send_time
from .queries_phones import USUAL, quiet_hours


@dataclass(frozen=True)
class Errand:
    """One delivery as it was claimed: everything that sending needs, so that no row is read while the network is.

    `start_by` is when its sending must have begun, so that it is over before another sender may take it.
    """

    delivery_id: int
    message_id: int
    channel: str
    address: str
    tries: int
    start_by: datetime
    due_at: datetime
    useless_at: datetime
    language: str | None
    subject: str
    text: str
    sms: str | None
    html: str | None
    files: tuple
    unsubscribe: str | None
    notice: str | None


@dataclass
class Look:
    """What was read once for all deliveries of one transaction.

    The ids of messages that hold true no more; by message the keys of its addresses and the names of the two places
    of its person's day; which such places are given; the keys of addresses whose owners want no more; and by person
    when their own quiet begins and ends.
    """

    now: datetime
    untrue: set[int]
    keys: dict[int, list[str]]
    days: dict[int, list[str]]
    given: set[str]
    unsubscribed: set[str]
    quiet: dict[int, tuple]


def take(delivery_ids) -> list[Errand]:
    """Claim these deliveries, as far as they are due and nobody else has them, in the order given (RULES M3).

    Where one of them stands in the way of all, each is claimed by itself.
    """
    try:
        with unit_of_work():
            return sorted(_take(delivery_ids, clock.now()), key=lambda one: delivery_ids.index(one.delivery_id))
    except Busy:
        raise
    except Exception as problem:
        if len(delivery_ids) > 1:
            return [errand for one in delivery_ids for errand in take([one])]
        if isinstance(problem, OperationalError):
            raise
        if not isinstance(problem, IntegrityError):  # that is another sender's, who took the same of a day's places
            structlog.get_logger().exception("delivery.not_claimed", delivery=delivery_ids[0])
        return []


def put_back(errands):
    """Let others take what was claimed and not begun."""
    now = clock.now()
    with unit_of_work():
        for errand in errands:
            claim(still_ours(errand).values(state="waiting", due_at=now, tries=Delivery.tries - 1))


def still_ours(errand):
    """The delivery, if it is still as we claimed it: not erased, and not taken over after our lease."""
    return update(Delivery).where(
        Delivery.id == errand.delivery_id, Delivery.state == "sending", Delivery.tries == errand.tries
    )


_state = select(Message.state).where(Message.id == bindparam("message_id"))


def is_called_off(errand) -> bool:
    """Whether the message was withdrawn or erased after it was claimed."""
    state = run(_state, message_id=errand.message_id).scalar()
    db.session.rollback()  # no transaction stays open while the network is waited for
    return state != "waiting"


def _free(now):
    return Delivery.state.in_(("waiting", "sending")), Delivery.due_at <= now


def _take(delivery_ids, now):
    # Rows in somebody else's hands are left alone, so that nobody ever waits here for who waits for us (PostgreSQL).
    rows = (
        select(Delivery, Message).join(Delivery.message).where(Delivery.id.in_(delivery_ids), *_free(now))
        .order_by(Delivery.id).with_for_update(of=(Delivery, Message), key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    found = [tuple(row) for row in db.session.execute(rows)]
    look = _look([message for _delivery, message in found], now)
    for delivery, _message in found:
        delivery.state, delivery.due_at, delivery.tries = "sending", now + rules.LEASE, delivery.tries + 1
    return [_errand(message, delivery, now) for delivery, message in found if _may_go(message, delivery, look)]


def _look(found, now):
    keys = queries.keys_of([message.id for message in found])
    today = now.astimezone(clock.town_zone()).date()
    paced = [message for message in found if message.pace == "normal"]
    days = {one.id: rules.day_places(one.person_key or min(keys[one.id]), today) for one in paced}
    ending = {key for message in found if message.unsubscribe for key in keys[message.id]}
    given = queries.places_taken({name for names in days.values() for name in names})
    quiet = quiet_hours(one.person_id for one in paced)
    return Look(now, queries.untrue(found), keys, days, given, queries.unsubscribed(ending), quiet)


def _may_go(message, delivery, look) -> bool:
    """Whether a claimed delivery may be sent now; if not, what becomes of it is written."""
    now = look.now
    if message.state != "waiting":
        delivery.state, delivery.due_at, delivery.tries = "not needed", None, delivery.tries - 1
        return False
    if now >= message.useless_at:
        return _end(message, delivery, *(("failed", delivery.reason) if delivery.reason else ("late", messages.late())))
    if reason := _not_wanted(message, look):
        return _end(message, delivery, "withdrawn", reason)
    when = send_time(now, message.useless_at, now, message.young, message.pace, _quiet_of(message, look))
    if when is None:
        return _end(message, delivery, "late", messages.no_decent_time())
    if when > now:
        return _put_off(message, delivery, when)
    return message.pace != "normal" or _has_day_place(message, delivery, look)


def _quiet_of(message, look):
    return look.quiet.get(message.person_id, USUAL)


def _not_wanted(message, look):
    if message.id in look.untrue:
        return messages.called_off()
    return messages.no_more_wanted() if message.unsubscribe and _was_ended(message, look) else None


def _was_ended(message, look):
    keys = look.unsubscribed.intersection(look.keys[message.id])
    if keys:
        kept = update(Unsubscription).where(Unsubscription.address_key.in_(keys))
        db.session.execute(kept.values(needed_at=look.now))
    return bool(keys)


def _end(message, delivery, state, reason):
    message.state, message.reason = state, reason
    delivery.state, delivery.due_at = "not needed" if delivery.tries == 1 else "failed", None
    delivery.done_at = clock.now()
    return False


def _put_off(message, delivery, when):
    message.due_at = when
    delivery.state, delivery.due_at, delivery.tries = "waiting", when, delivery.tries - 1
    return False


def _has_day_place(message, delivery, look):
    """Whether the person has had fewer than two messages today; else it goes tomorrow if that is of use."""
    zone, now, places = clock.town_zone(), look.now, look.days[message.id]
    if message.day_place in places:
        return True
    free = sorted(set(places) - look.given)
    if free:
        message.day_place = free[0]
        look.given.add(free[0])
        return True
    morning, quiet = rules.next_morning(now, zone), _quiet_of(message, look)
    when = send_time(morning, message.useless_at, now, message.young, message.pace, quiet)
    if when is None or when.astimezone(zone).date() == now.astimezone(zone).date():
        return _end(message, delivery, "held back", messages.two_already())
    return _put_off(message, delivery, when)


def _errand(message, delivery, now):
    is_mail = delivery.channel == "mail"
    return Errand(
        delivery_id=delivery.id, message_id=message.id, channel=delivery.channel, address=delivery.address,
        tries=delivery.tries, start_by=now + rules.LEASE / 2, due_at=message.due_at, useless_at=message.useless_at,
        language=message.language, subject=message.subject, text=message.text, sms=message.sms, html=message.html,
        files=tuple(message.files) if is_mail else (),
        unsubscribe=messages.unsubscribe_link(delivery.address_key) if is_mail and message.unsubscribe else None,
        notice=message.notice,
    )  # fmt: skip
