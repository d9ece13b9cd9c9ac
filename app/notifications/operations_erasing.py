"""Who wants no more of what can be ended; what was told is exported, erased and let go of in time."""

from sqlalchemy import delete, or_, select

from .. import clock
from ..database import unit_of_work
from ..extensions import db
from ..privacy import Holding, register
from . import queries
from .models import Delivery, Message, Unsubscription

KEEP_DAYS = 30
UNSUBSCRIBED_DAYS = 365


def end_messages_to(address_key):
    """Send no more of what can be ended to the address, from now on and of what waits."""
    with unit_of_work():
        if not queries.wants_no_more([address_key]):
            db.session.add(Unsubscription(address_key=address_key, needed_at=clock.now()))


def erase_messages(subject):
    """Remove every message to the subject's addresses and phones."""
    with unit_of_work():
        ids = db.session.scalars(_messages_of(subject)).all()
        db.session.execute(delete(Delivery).where(Delivery.message_id.in_(ids)))
        db.session.execute(delete(Message).where(Message.id.in_(ids)))


def purge_messages(before) -> int:
    """Remove the messages that were of no more use before the instant; how many there were."""
    with unit_of_work():
        return db.session.execute(delete(Message).where(Message.useless_at < before)).rowcount


def export_messages(subject) -> list[dict]:
    """Every message to the subject's addresses and phones, as it was sent."""
    rows = db.session.scalars(select(Message).where(Message.id.in_(_messages_of(subject))).order_by(Message.id))
    return [
        {"made": row.made_at.isoformat(), "subject": row.subject, "text": row.text, "as a text": row.sms or "",
         "files": [name for name, _kind, _data in row.files]}
        for row in rows
    ]  # fmt: skip


def _messages_of(subject):
    to_them = select(Delivery.message_id).where(Delivery.address_key.in_(subject.address_keys))
    return select(Message.id).where(or_(Message.id.in_(to_them), Message.person_id.in_(subject.person_ids)))


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
            "message.notice", "message.person_key", "message.day_place", "delivery.address", "delivery.address_key",
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
