"""Which organisations somebody works for; look-ups start at the person who asks."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..accounts.models import Account
from ..extensions import db
from .models import Membership, Organisation
from .rules import MAY


def organisations_of(account, what="post"):
    """The organisations for which the account may do `what`, by name; a steward may for all."""
    wanted = select(Organisation).order_by(Organisation.name)
    if not account.steward:
        mine = (Membership.account_id == account.id, Membership.role.in_(MAY[what]))
        wanted = wanted.join(Membership).where(*mine)
    return db.session.scalars(wanted).all()


def organisation_of(account, slug, what="post"):
    """One of the account's organisations by its slug; None for everybody else."""
    return next((one for one in organisations_of(account, what) if one.slug == slug), None)


def is_member(account_id) -> bool:
    """Whether the account belongs to any organisation."""
    return db.session.scalar(select(Membership.role).where(Membership.account_id == account_id).limit(1)) is not None


def members_of(organisation_id):
    """The members of an organisation with their people."""
    rows = select(Membership).where(Membership.organisation_id == organisation_id).order_by(Membership.account_id)
    return db.session.scalars(rows.options(joinedload(Membership.account).joinedload(Account.person))).all()


def with_slug(slug):
    """The organisation of that slug, None when there is none."""
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug))


def waiting_for_approval():
    """The organisations that a steward has not approved yet."""
    waiting = select(Organisation).where(Organisation.approved_at.is_(None))
    return db.session.scalars(waiting.order_by(Organisation.made_at)).all()
