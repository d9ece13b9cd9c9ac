"""Which yes there is and which question waits; the young person sees their own, a guardian the one of their link."""

from datetime import datetime, time

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from .. import clock
from ..accounts.models import Account, Person
from ..extensions import db
from ..organisations.models import Membership
from ..privacy import fingerprint
from .models import Consent, ConsentStep
from .rules import consent_needed
from .rules_asking import covers


def consent_for(person_id, organisation_id, kind, band, on_day):
    """The yes that lets somebody of this age band help that organisation with that kind of work on a day, or None.

    `kind` is the name of a group of pictures. From 16 any yes counts, before that the one for this organisation and
    kind (RULES S1); it must still last on the day. Nobody says yes to their own organisation.
    """
    found = select(Consent).where(
        Consent.person_id == person_id, Consent.state == "given", Consent.ends_at > midnight(on_day)
    )
    return _reaching(found, organisation_id, kind, band)


def waiting_like(person_id, organisation_id, kind, band):
    """The question that waits and whose yes would be enough, or None: nobody is asked twice for the same."""
    return _reaching(_waiting(person_id), organisation_id, kind, band)


def _reaching(found, organisation_id, kind, band):
    needed = consent_needed(band)
    if needed == "none":
        return None
    others = found.where(~_runs(Consent.address_key, organisation_id))
    return next(
        (
            consent
            for consent in db.session.scalars(others.order_by(Consent.id.desc()))
            if covers(consent.organisation_id, consent.kind, organisation_id, kind, needed)
        ),
        None,
    )


def waiting_for(person_id):
    """The questions about somebody that a guardian has still to answer, the newest first."""
    return db.session.scalars(_waiting(person_id).order_by(Consent.id.desc())).all()


def _waiting(person_id):
    return select(Consent).where(
        Consent.person_id == person_id, Consent.state == "asked", Consent.ends_at > clock.now()
    )


def consents_of(person_id):
    """Every question about somebody and what became of it, the newest first: all that there is (RULES S2)."""
    mine = select(Consent).where(Consent.person_id == person_id).order_by(Consent.asked_at.desc(), Consent.id.desc())
    return db.session.scalars(mine.options(joinedload(Consent.organisation))).all()


def consent_with_token(token):
    """The consent whose link this is, with its young person and organisation; None for every other token."""
    whole = (joinedload(Consent.person), joinedload(Consent.organisation))
    return db.session.scalar(select(Consent).where(Consent.token_hash == fingerprint(token)).options(*whole))


def runs_it(address_key, organisation_id) -> bool:
    """Whether the address belongs to somebody of that organisation; nobody belongs to None."""
    return db.session.scalar(select(_runs(address_key, organisation_id)))


def _runs(address_key, organisation_id):
    theirs = or_(
        Account.email_key == address_key, Account.phone_key == address_key, Person.email_key == address_key,
        Person.phone_key == address_key,
    )  # fmt: skip
    return exists(
        select(Membership.account_id).join(Account, Account.id == Membership.account_id)
        .join(Person, Person.id == Account.person_id).where(Membership.organisation_id == organisation_id, theirs)
    )  # fmt: skip


def said_no_lately(person_id, address_key, since) -> bool:
    """Whether somebody at another address said no to this young person since the instant."""
    lately = (Consent.person_id == person_id, Consent.state == "refused", Consent.answered_at > since)
    return db.session.scalar(select(exists().where(*lately, Consent.address_key != address_key)))


def asked_since(person_id, since) -> int:
    """How many times the young person has asked anybody since the instant, again to the same address included."""
    times = select(func.count(ConsentStep.id)).join(Consent, Consent.id == ConsentStep.consent_id)
    mine = (Consent.person_id == person_id, ConsentStep.state == "asked", ConsentStep.at > since)
    return db.session.scalar(times.where(*mine))


def has_consents(person_id) -> bool:
    """Whether a guardian was ever asked about somebody."""
    return db.session.scalar(select(exists().where(Consent.person_id == person_id)))


def midnight(day) -> datetime:
    """The instant at which a day begins in town."""
    return datetime.combine(day, time(), tzinfo=clock.town_zone())


def consents_about(subject):
    """The consents about the subject's people, and those that a guardian at the subject's addresses was asked for."""
    theirs = or_(Consent.person_id.in_(subject.person_ids), Consent.address_key.in_(subject.address_keys))
    whole = (joinedload(Consent.person), joinedload(Consent.organisation), selectinload(Consent.steps))
    return db.session.scalars(select(Consent).where(theirs).order_by(Consent.id).options(*whole)).all()


def export_consents(subject) -> list[dict]:
    """What the subject, as young person or as guardian, was part of: who asked whom, for what, and every step."""
    return [
        {
            "for": consent.person.first_name, "asked": consent.guardian_name, "at": consent.address,
            "about": consent.about, "organisation": consent.organisation.name if consent.organisation else "",
            "kind": consent.kind or "", "state": consent.state, "until": consent.ends_at.isoformat(),
            "steps": [
                {"what": step.state, "by": step.by, "when": step.at.isoformat(), "wording": step.words_version}
                for step in consent.steps
            ],
        }
        for consent in consents_about(subject)
    ]  # fmt: skip
