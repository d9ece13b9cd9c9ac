"""Found an organisation, approve it, give people their roles."""

from sqlalchemy import delete, select

from .. import clock
from ..accounts.models import Account
from ..accounts.operations import account_for
from ..database import unit_of_work
from ..extensions import db
from ..slugs import free_slug
from .models import Membership, Organisation


class LastOwner(Exception):
    """An organisation always keeps one owner."""


def add_organisation(name, kind, phone, founder, form_key=None) -> Organisation:
    """A new organisation with its founder as owner; approved at once when a steward founds it.

    The same form key gives the organisation that was made before.
    """
    with unit_of_work():
        known = select(Organisation).where(Organisation.form_key == form_key)
        if form_key and (made := db.session.scalar(known)):
            return made
        now = clock.now()
        organisation = Organisation(
            slug=free_slug(Organisation, name), name=name, kind=kind, phone=phone, made_at=now, form_key=form_key,
            approved_at=now if founder.steward else None, safeguarding_lead="",
        )  # fmt: skip
        db.session.add(organisation)
        db.session.flush()
        db.session.add(Membership(organisation_id=organisation.id, account_id=founder.id, role="owner"))
        return organisation


def change_organisation(organisation_id, name, kind, phone, safeguarding_lead):
    """Keep what its owner says about an organisation; its slug, and so its links, stay."""
    with unit_of_work():
        organisation = db.session.get_one(Organisation, organisation_id)
        organisation.name, organisation.kind, organisation.phone = name, kind, phone
        organisation.safeguarding_lead = safeguarding_lead


def approve(organisation_id):
    """Let an organisation's things show in town."""
    with unit_of_work():
        db.session.get_one(Organisation, organisation_id).approved_at = clock.now()


def set_role(organisation_id, address, role) -> Account:
    """Give whoever signs in at the address this role; their account is made if they have none yet.

    Raises LastOwner when it would leave the organisation without an owner.
    """
    with unit_of_work():
        account = account_for(address)
        membership = db.session.get(Membership, (organisation_id, account.id))
        if membership and membership.role == "owner" and role != "owner":
            _keep_an_owner(organisation_id, account.id)
        if membership:
            membership.role = role
        else:
            db.session.add(Membership(organisation_id=organisation_id, account_id=account.id, role=role))
        return account


def remove_member(organisation_id, account_id):
    """Take somebody's role away. Raises LastOwner."""
    with unit_of_work():
        _keep_an_owner(organisation_id, account_id)
        mine = (Membership.organisation_id == organisation_id, Membership.account_id == account_id)
        db.session.execute(delete(Membership).where(*mine))


def _keep_an_owner(organisation_id, leaving):
    owners = select(Membership.account_id).where(
        Membership.organisation_id == organisation_id, Membership.role == "owner"
    )
    if set(db.session.scalars(owners)) == {leaving}:
        raise LastOwner
