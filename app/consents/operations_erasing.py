"""What becomes of consents in time: they run out, they are erased, they are let go of."""

from secrets import token_urlsafe

from sqlalchemy import delete, select, update

from .. import clock
from ..database import unit_of_work
from ..extensions import db
from ..notifications.models import Message
from ..privacy import Holding, fingerprint, register
from . import queries
from .models import Consent, ConsentStep
from .operations import ASKED, move, note, tell_and_pass_on

KEEP_DAYS = 365


def lapse_old() -> int:
    """Write down which questions and answers have run out; how many. Nothing waits for it: each look asks the date."""
    now = clock.now()
    with unit_of_work():
        over = (Consent.state.in_(("asked", "given")), Consent.ends_at <= now)
        ids = db.session.scalars(select(Consent.id).where(*over).with_for_update()).all()
        db.session.execute(update(Consent).where(Consent.id.in_(ids)).values(state="lapsed"))
        for consent_id in ids:
            note(consent_id, "lapsed", "time")
    return len(ids)


def erase_consents(subject):
    """End the subject's consents and empty what is theirs in them; the steps stay, nameless.

    A guardian who is erased takes back what they said, and the young person hears of it.
    """
    with unit_of_work():
        for consent in queries.consents_about(subject):
            if consent.person_id in subject.person_ids:
                _forget_question(consent)
                move(consent.id, ("asked", "given"), "withdrawn", "young person", ends_at=clock.now())
            elif move(consent.id, ("asked", "given"), "withdrawn", "guardian", ends_at=clock.now()):
                tell_and_pass_on(consent)
            db.session.execute(update(Consent).where(Consent.id == consent.id).values(**_empty()))


def _empty():
    nothing = dict.fromkeys(("about", "guardian_name", "address", "address_key", "token"), "")
    return nothing | {"token_hash": fingerprint(token_urlsafe(16))}  # no link opens it any more


def _forget_question(consent):
    """Take what was written to a guardian about the young person out of the outbox."""
    db.session.execute(delete(Message).where(Message.about == ASKED, Message.about_id == consent.id))


def purge_consents(before) -> int:
    """Remove the consents that ended before the instant, with their steps; how many there were."""
    old = select(Consent.id).where(Consent.ends_at < before)
    with unit_of_work():
        db.session.execute(delete(ConsentStep).where(ConsentStep.consent_id.in_(old)))
        return db.session.execute(delete(Consent).where(Consent.ends_at < before)).rowcount


register(
    Holding(
        name="consents",
        purpose="Knowing which parent or carer said yes to a young person's helping",
        columns=(
            "consent.about", "consent.guardian_name", "consent.address", "consent.address_key", "consent.token",
        ),
        keep_days=KEEP_DAYS,
        export=queries.export_consents,
        erase=erase_consents,
        purge=purge_consents,
    )
)  # fmt: skip
