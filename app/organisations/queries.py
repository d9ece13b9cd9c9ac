"""Which organisations somebody works for; look-ups start at the person who asks."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ..accounts.models import Account
from ..extensions import db
from .models import Membership, Organisation
from .rules import MAY


def organisations_of(account, what="post"):
    """The organisations for which the account may do `what`, by name; a steward may for all."""
    return db.session.scalars(_organisations_of(account, what)).all()


def _organisations_of(account, what):
    wanted = select(Organisation).order_by(Organisation.name, Organisation.id)
    if account.steward:
        return wanted
    return wanted.join(Membership).where(Membership.account_id == account.id, Membership.role.in_(MAY[what]))


def organisation_of(account, slug, what="post"):
    """One of the account's organisations by its slug; None for everybody else."""
    return db.session.scalar(_organisations_of(account, what).where(Organisation.slug == slug))


def is_member(account_id) -> bool:
    """Whether the account belongs to any organisation."""
    return db.session.scalar(select(Membership.role).where(Membership.account_id == account_id).limit(1)) is not None


def members_of(organisation_id):
    """The members of an organisation with their people."""
    rows = select(Membership).where(Membership.organisation_id == organisation_id).order_by(Membership.account_id)
    return db.session.scalars(rows.options(joinedload(Membership.account).joinedload(Account.person))).all()


def roles_of(account_id):
    """What the account is in each of its organisations: role by organisation id."""
    rows = select(Membership.organisation_id, Membership.role).where(Membership.account_id == account_id)
    return dict(db.session.execute(rows).all())


def organisation_with_key(form_key):
    """The organisation that was made from this very form, None when there is none."""
    if not form_key:
        return None
    return db.session.scalar(select(Organisation).where(Organisation.form_key == form_key))


def with_slug(slug):
    """The organisation of that slug, None when there is none."""
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug))


def organisations_count() -> int:
    """How many organisations there are, for the first steps of a town."""
    return db.session.scalar(select(func.count(Organisation.id)))


def members_count() -> int:
    """How many people have a role in an organisation, for the first steps of a town."""
    return db.session.scalar(select(func.count(Membership.account_id.distinct())))
