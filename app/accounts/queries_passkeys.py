"""Which passkeys open an account."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..extensions import db
from ..privacy import fingerprint
from .models import Account, Passkey


def passkeys_of(account_id):
    """The passkeys of an account, the last used first."""
    mine = select(Passkey).where(Passkey.account_id == account_id)
    return db.session.scalars(mine.order_by(Passkey.used_at.desc(), Passkey.id.desc())).all()


def has_passkey(account_id) -> bool:
    """Whether a touch opens the account."""
    return db.session.scalar(select(Passkey.id).where(Passkey.account_id == account_id).limit(1)) is not None


def passkey_of(account_id, passkey_id):
    """One of the account's passkeys; None for everybody else's."""
    return db.session.scalar(select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id))


def passkey_with(credential_id):
    """The passkey of that credential id (base64url), with its account; None when nobody has it any more."""
    whole = joinedload(Passkey.account).joinedload(Account.person)
    return db.session.scalar(
        select(Passkey).where(Passkey.credential_hash == fingerprint(credential_id)).options(whole)
    )


def export_passkeys(subject) -> list[dict]:
    """The phones and computers that open the subject's accounts by a touch; never their keys."""
    mine = select(Passkey).join(Passkey.account).where(Account.person_id.in_(subject.person_ids)).order_by(Passkey.id)
    return [
        {"opens with a touch": row.name, "since": row.made_at.isoformat(), "last used": row.used_at.isoformat()}
        for row in db.session.scalars(mine)
    ]
