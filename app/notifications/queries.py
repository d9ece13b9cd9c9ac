"""The outbox, for those who may look into it; and who hears what on their phones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, func, or_, select
from sqlalchemy.orm import load_only, selectinload

from .. import clock
from ..database import run
from ..extensions import db
from .models import Delivery, Message, Preference, Subscription, Unsubscription
from .rules import SWITCH_OF, asks_each_week

TRIED = ("sending", "sent", "delivered", "failed", "bounced")
CHANNELS = ("sms", "mail")
"""Those that go by themselves, the quickest first."""
_ends = (Delivery.position, Delivery.channel, Delivery.state, Delivery.done_at)
WITHOUT_WORDS = (
    load_only(Message.about, Message.about_id, Message.state, Message.reason, Message.due_at),
    selectinload(Message.deliveries).load_only(*_ends),
)
"""A message and what became of it, without anything that must be decrypted."""
_due = (
    select(Delivery.id).join(Delivery.message)
    .where(Delivery.state.in_(("waiting", "sending")), Delivery.due_at <= bindparam("now"))
    .where(Delivery.channel == bindparam("channel"))
    .order_by(case((Message.pace == "normal", 1), else_=0), Delivery.due_at).limit(bindparam("limit"))
)  # fmt: skip
"""Asked after everything that is told, and by every sweep, most often for nothing: built once."""
STILL_TRUE: dict[str, Callable] = {}
"""What to ask once more before a message goes, by its code word."""
AGES: list[Callable] = []
"""Who tells which people are under 18: we know them by their ids alone."""
AT_ONCE = 5000
"""How many ids one statement names."""


@dataclass(frozen=True)
class Outcome:
    """What became of the newest message about something: its state, the channel that was last tried, and why.

    `arrived` says that the provider saw it arrive, `at` is when it was last tried, or is to be sent.
    """

    state: str
    channel: str
    reason: str
    due_at: datetime
    about: str
    arrived: bool
    at: datetime


@dataclass(frozen=True)
class Call:
    """Somebody to phone: the number, what to say, and until when it is of use."""

    message_id: int
    about: str
    about_id: int | None
    number: str
    language: str | None
    subject: str
    text: str
    reason: str
    due_at: datetime
    useless_at: datetime


def told_only_if(about):
    """Register what reads which messages with this code word are still true: given messages, their ids.

    It is asked in the transaction that claims them: what is not true any more is withdrawn (RULES M3).
    """

    def register(function):
        STILL_TRUE[about] = function
        return function

    return register


def untrue(messages) -> set[int]:
    """The ids of those of the messages that hold true no more, as far as those who wrote them want to be asked."""
    asked = {about: [one for one in messages if one.about == about] for about in STILL_TRUE}
    return {one.id for about, found in asked.items() if found for one in found} - {
        one for about, found in asked.items() if found for one in STILL_TRUE[about](found)
    }


def newest(limit):
    """The newest messages with their deliveries, whatever became of them."""
    rows = select(Message).options(selectinload(Message.deliveries)).order_by(Message.id.desc()).limit(limit)
    return db.session.scalars(rows).all()


def due_deliveries(channel, now, limit) -> list[int]:
    """The deliveries of a channel whose turn it is or whose sender died: what people wait for comes first."""
    return list(run(_due, channel=channel, now=now, limit=limit).scalars())


def to_ask_about(now, limit) -> list[Delivery]:
    """The deliveries about which the provider is to be asked again."""
    rows = select(Delivery).where(Delivery.state == "sent", Delivery.due_at <= now).order_by(Delivery.due_at)
    return list(db.session.scalars(rows.limit(limit)))


def outcomes(about, ids) -> dict[int, Outcome]:
    """What became of the newest message about each of these rows; no entry for a row of which nothing was told.

    `about` is how the code word begins, or several such beginnings: "bookings." finds "bookings.confirmation" and all
    its neighbours.
    """
    beginnings = (about,) if isinstance(about, str) else about
    mine = or_(*(Message.about.startswith(one, autoescape=True) for one in beginnings))
    latest = select(func.max(Message.id)).where(Message.about_id.in_(list(ids)), mine).group_by(Message.about_id)
    rows = select(Message).where(Message.id.in_(latest)).options(*WITHOUT_WORDS)
    return {row.about_id: _outcome(row) for row in db.session.scalars(rows)}


def _outcome(message):
    tried = [delivery for delivery in message.deliveries if delivery.state in TRIED]
    last = max(tried, key=lambda delivery: (delivery.state in TRIED[:3], delivery.position), default=None)
    channel = "call" if message.state == "call" else (last or message.deliveries[0]).channel
    arrived, at = last is not None and last.state == "delivered", last and last.done_at
    return Outcome(message.state, channel, message.reason, message.due_at, message.about, arrived, at or message.due_at)


def to_call(about_prefix="") -> list[Call]:
    """Everybody who is to be phoned now, the oldest first."""
    now = clock.now()
    rows = (
        select(Message).where(Message.state == "call", Message.due_at <= now, Message.useless_at > now)
        .where(Message.about.startswith(about_prefix, autoescape=True))
        .options(selectinload(Message.deliveries)).order_by(Message.due_at, Message.id)
    )  # fmt: skip
    return [_call(row) for row in db.session.scalars(rows)]


def _call(message):
    number = next(delivery.address for delivery in message.deliveries if delivery.channel in ("call", "sms"))
    return Call(
        message.id, message.about, message.about_id, number, message.language, message.subject, message.text,
        message.reason, message.due_at, message.useless_at,
    )  # fmt: skip


def wants_no_more(address_keys) -> bool:
    """Whether the owner of one of these addresses asked for no more of what can be ended."""
    return bool(unsubscribed(address_keys))


def unsubscribed(address_keys) -> set[str]:
    """Those of these addresses, by their keys, whose owners asked for no more of what can be ended."""
    if not address_keys:
        return set()
    found = select(Unsubscription.address_key).where(Unsubscription.address_key.in_(address_keys))
    return set(db.session.scalars(found))


def keys_of(message_ids) -> dict[int, list[str]]:
    """The keys of all addresses of these messages, by message."""
    found = {message_id: [] for message_id in message_ids}
    rows = select(Delivery.message_id, Delivery.address_key).where(Delivery.message_id.in_(message_ids))
    for message_id, key in db.session.execute(rows):
        found[message_id].append(key)
    return found


def places_taken(names) -> set[str]:
    """Which of these places of a day have been given to a message."""
    if not names:
        return set()
    return set(db.session.scalars(select(Message.day_place).where(Message.day_place.in_(names))))


def stuck(now, late_by) -> dict[str, int]:
    """How many deliveries and messages are not where they should be, so long after they should have moved on."""
    then = now - late_by
    found = {
        "unsent": select(func.count(Delivery.id)).where(Delivery.state == "waiting", Delivery.due_at <= then),
        "sender died": select(func.count(Delivery.id)).where(Delivery.state == "sending", Delivery.due_at <= then),
        "without a turn": select(func.count(Message.id)).where(*_without_a_turn(then)),
        "too late": select(func.count(Message.id)).where(Message.state == "waiting", Message.useless_at <= then),
    }  # fmt: skip
    return {name: count for name, query in found.items() if (count := db.session.scalar(query))}


def without_a_turn(then) -> list[int]:
    """The messages from before the instant that wait although none of their addresses has its turn."""
    return list(db.session.scalars(select(Message.id).where(*_without_a_turn(then))))


def _without_a_turn(then):
    has_turn = select(Delivery.id).where(
        Delivery.message_id == Message.id, Delivery.due_at.is_not(None), Delivery.state.in_(("waiting", "sending"))
    )
    return Message.state == "waiting", Message.due_at <= then, ~has_turn.exists()


def knows_ages(function):
    """Register what tells which of some people, by their ids, are under 18."""
    AGES.append(function)
    return function


def under_18(person_ids) -> set[int]:
    """Those of these people who have told us to be under 18."""
    ids = list(person_ids)
    return set().union(*(function(ids) for function in AGES))


def can_hear(person_ids, kind) -> set[int]:
    """Those of these people who have a phone that shows notices, and said yes to this kind of them."""
    wants = or_(*(getattr(Preference, switch) for switch in SWITCH_OF[kind]))
    rows = select(Preference.person_id).join(Subscription, Subscription.person_id == Preference.person_id)
    return _of_these(rows.where(Subscription.state == "live", wants).distinct(), person_ids)


def asks_per_week(person_ids) -> dict[int, int]:
    """How often each of these people may be asked in a week: their own limit, else 2; under 18 never more than 2."""
    ids, wanted = list(person_ids), {}
    for first in range(0, len(ids), AT_ONCE):
        some = Preference.person_id.in_(ids[first : first + AT_ONCE])
        wanted.update(map(tuple, db.session.execute(select(Preference.person_id, Preference.asks_a_week).where(some))))
    young = under_18(ids)
    return {one: asks_each_week(wanted.get(one), one in young) for one in ids}


def _of_these(rows, person_ids):
    ids, found = list(person_ids), set()
    for first in range(0, len(ids), AT_ONCE):
        found.update(db.session.scalars(rows.where(Preference.person_id.in_(ids[first : first + AT_ONCE]))))
    return found
