"""Deliver notices: claim many, hand them over together without a transaction open, note what each push service said.

One notice goes to all phones of its person, and one phone that took it is enough. Only jobs and commands call this.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from sqlalchemy import delete, select, update

from .. import clock
from ..backends.push import Answer, Parcel, send_all
from ..database import unit_of_work
from ..extensions import db
from . import messages, notices, queries
from .models import Delivery, Message, PushService, Subscription
from .operations_claiming import Errand, put_back, take
from .operations_sending import failed
from .queries_phones import phones_for

BATCH = 2000
"""How many notices one run claims before it sends them: fewer than a lease lasts for, however slow the services."""
TOGETHER = 200
"""How many are claimed, or noted, in one transaction."""
REFUSED_WAITS = timedelta(minutes=15)
"""How long a notice waits that a push service refused with our key: somebody has to look at that first."""
PASSING = ("later", "unreachable", "refused")
"""The answers after which the same phone may take the same notice later."""


@dataclass
class Round:
    """One notice on its way: how many of its phones have not answered, and what the others said."""

    errand: Errand
    left: int
    answers: list[Answer] = field(default_factory=list)

    @property
    def is_taken(self):
        return any(answer.kind == "accepted" for answer in self.answers)


@dataclass
class Noted:
    """What is to be written together: notices that ended, and what became of phones and push services."""

    rounds: list[Round] = field(default_factory=list)
    phones: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    services: dict[str, Answer] = field(default_factory=dict)


def push_due() -> int:
    """Send every notice that is due and that no other sender has taken; the number that was tried."""
    tried = 0
    while due := queries.due_deliveries("push", clock.now(), BATCH):
        errands = [one for first in range(0, len(due), TOGETHER) for one in take(due[first : first + TOGETHER])]
        tried += _push(errands)
        if len(due) < BATCH:
            break
    return tried


def _push(errands):
    errands = _still_wanted(errands)
    notes = {errand.delivery_id: notices.unpacked(errand.notice) for errand in errands}
    phones = phones_for({one.delivery_id: (one.address, notes[one.delivery_id].kind) for one in errands})
    db.session.rollback()  # no transaction stays open while the network is waited for
    noted, parcels = Noted(), []
    for errand in errands:
        notice, mine = notes[errand.delivery_id], phones[errand.delivery_id]
        one = Round(errand, len(mine))
        parcels += [(one, phone, _parcel(errand, notice, phone)) for phone in mine]
        if not one.left:
            noted.rounds.append(one)
    _send(parcels, noted)
    return len(errands)


def _still_wanted(errands):
    """Those that may still go; what was called off after it was claimed, or waited for too long, is put back."""
    ids = [errand.message_id for errand in errands]
    wanted = select(Message.id).where(Message.id.in_(ids), Message.state == "waiting")
    open_, now = set(db.session.scalars(wanted)) if ids else set(), clock.now()
    may_go = [errand for errand in errands if errand.message_id in open_ and now < errand.start_by]
    if len(may_go) < len(errands):
        put_back([errand for errand in errands if errand not in may_go])
    return may_go


def _parcel(errand, notice, phone):
    return Parcel(
        endpoint=phone.endpoint, p256dh=phone.p256dh, auth=phone.auth,
        payload=notices.payload(notice, errand.language), topic=notices.topic(errand.address, notice),
        urgency=notices.urgency(notice), ttl_seconds=notices.seconds_of_use(clock.now(), errand.useless_at),
    )  # fmt: skip


def _send(parcels, noted):
    """Hand them over; what comes of each is noted with many others, as the answers come in."""
    for number, answer in send_all([parcel for _one, _phone, parcel in parcels]):
        one, phone, _sent = parcels[number]
        noted.services[phone.origin] = answer
        noted.phones[answer.kind].append(phone.id)
        one.answers.append(answer)
        one.left -= 1
        if not one.left:
            noted.rounds.append(one)
        if len(noted.rounds) >= TOGETHER:
            _write(noted)
            noted = Noted()
    _write(noted)


def _write(noted):
    with unit_of_work():
        _note_phones(noted.phones)
        _note_services(noted.services)
        _note_sent([one.errand for one in noted.rounds if one.is_taken])
        for one in noted.rounds:
            if not one.is_taken:
                _note_failure(one)


def _note_phones(phones):
    """A phone that is gone is forgotten at its first answer that says so; one that we may never send to is left."""
    heard = update(Subscription).where(Subscription.id.in_(phones["accepted"]))
    db.session.execute(heard.values(heard_at=clock.now()))
    db.session.execute(delete(Subscription).where(Subscription.id.in_(phones["gone"])))
    left = update(Subscription).where(Subscription.id.in_(phones["forbidden"]))
    db.session.execute(left.values(state="forbidden"))
    if phones["gone"]:
        structlog.get_logger().info("push.phones_gone", count=len(phones["gone"]))


def _note_services(services):
    """The last answer of each push service, for those who look after the town."""
    now = clock.now()
    for origin, answer in services.items():
        row = db.session.get(PushService, origin) or PushService(origin=origin, reason="")
        db.session.add(row)
        if answer.kind not in PASSING:
            row.accepted_at, row.paused_until = now, None
            continue
        row.failed_at, row.reason = now, answer.reason[:200]
        row.paused_until = now + answer.retry_after if answer.retry_after else None


def _note_sent(errands):
    """These were taken by a phone at least: their messages are told, as far as they are still ours."""
    now = clock.now()
    for tries in {errand.tries for errand in errands}:
        mine = [errand.delivery_id for errand in errands if errand.tries == tries]
        still_ours = (Delivery.id.in_(mine), Delivery.state == "sending", Delivery.tries == tries)
        done = update(Delivery).where(*still_ours).values(state="sent", reason="", due_at=None, done_at=now)
        told = set(db.session.scalars(done.returning(Delivery.message_id)))
        message = update(Message).where(Message.id.in_(told), Message.state == "waiting")
        db.session.execute(message.values(state="sent", reason=""))
        others = update(Delivery).where(Delivery.message_id.in_(told), Delivery.state == "waiting")
        db.session.execute(others.values(state="not needed", due_at=None))


def _note_failure(one):
    kinds = {answer.kind: answer for answer in one.answers}
    if "too_long" in kinds:
        structlog.get_logger().error("push.too_long", message=one.errand.message_id)
        failed(one.errand, messages.too_long_for_phones(), retryable=False)
        return
    passing = [kinds[kind] for kind in PASSING if kind in kinds]
    if not passing:
        failed(one.errand, messages.no_phone_hears(), retryable=False)
        return
    waits = [answer.retry_after or timedelta(0) for answer in passing if answer.kind != "refused"]
    failed(one.errand, passing[0].reason, retryable=True, wait=min(waits, default=REFUSED_WAITS))
