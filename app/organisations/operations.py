"""Found an organisation, approve it, give people their roles."""

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..accounts.models import Account
from ..accounts.operations import account_for
from ..accounts.queries import stewards
from ..backends.jobs import enqueue
from ..database import claim, unit_of_work
from ..extensions import db
from ..notifications.operations import tell
from ..privacy import Holding, register
from ..slugs import free_slug
from ..web.language import speaking
from . import messages, queries
from .models import Membership, Organisation


class LastOwner(Exception):
    """An organisation always keeps one owner."""


def add_organisation(name, kind, phone, founder, form_key=None) -> Organisation:
    """A new organisation with its founder as owner; approved at once when a steward founds it.

    The same form key gives the organisation that was made before.
    """
    facts = {"name": name, "kind": kind, "phone": phone, "form_key": form_key}
    try:
        return _add_once(facts, founder)
    except IntegrityError:  # the twin of this form, or of this name, came in between
        return _add_once(facts, founder)


def _add_once(facts, founder):
    with unit_of_work():
        if made := queries.organisation_with_key(facts["form_key"]):
            return made
        now, by_steward = clock.now(), founder.steward
        organisation = Organisation(
            slug=free_slug(Organisation, facts["name"]), made_at=now, approved_at=now if by_steward else None,
            safeguarding_lead="", **facts,
        )  # fmt: skip
        db.session.add(organisation)
        db.session.flush()
        db.session.add(Membership(organisation_id=organisation.id, account_id=founder.id, role="owner"))
        if not by_steward:
            _tell(stewards(), messages.proposed, organisation)
        return organisation


def change_organisation(organisation_id, name, kind, phone, safeguarding_lead, youngest_helper=None):
    """Keep what its owner says about an organisation; its slug, and so its links, stay.

    `youngest_helper` is the age in years from which people may help it, which may be above what the law asks and
    never below (RULES S1); None leaves it.
    """
    with unit_of_work():
        organisation = db.session.get_one(Organisation, organisation_id)
        organisation.name, organisation.kind, organisation.phone = name, kind, phone
        organisation.safeguarding_lead = safeguarding_lead
        if youngest_helper is not None:
            organisation.youngest_helper = youngest_helper
        _renew_ages()


def _renew_ages():
    """Who may help hangs on what an organisation is: the events follow."""
    enqueue("events.renew_ages")


def approve(organisation_id):
    """Let an organisation's things show in town, and tell its owners; once."""
    waiting = update(Organisation).where(Organisation.id == organisation_id, Organisation.approved_at.is_(None))
    with unit_of_work():
        if claim(waiting.values(approved_at=clock.now())):
            organisation = db.session.get_one(Organisation, organisation_id, populate_existing=True)
            owners = [one.account for one in queries.members_of(organisation_id) if one.role == "owner"]
            _tell(owners, messages.approved, organisation)
            _renew_ages()


def add_member(organisation_id, address, role) -> Account:
    """Give whoever signs in at the address this role and, if they are new there, tell them.

    Raises LastOwner when it would leave the organisation without an owner.
    """
    with unit_of_work():
        account = account_for(address)
        known = db.session.get(Membership, (organisation_id, account.id))
        set_role(organisation_id, address, role)
        if known is None:
            organisation = db.session.get_one(Organisation, organisation_id)
            with speaking(account.person.language):
                tell(address, *messages.added(organisation), about="organisations.added")
        return account


def set_role(organisation_id, address, role) -> Account:
    """Give whoever signs in at the address this role; their account is made if they have none yet.

    Raises LastOwner when it would leave the organisation without an owner.
    """
    with unit_of_work():
        account = account_for(address)
        if db.session.get(Membership, (organisation_id, account.id)):
            change_role(organisation_id, account.id, role)
        else:
            db.session.add(Membership(organisation_id=organisation_id, account_id=account.id, role=role))
        return account


def change_role(organisation_id, account_id, role) -> bool:
    """Give a member another role; false when they are no member. Raises LastOwner."""
    with unit_of_work():
        if role != "owner":
            _keep_an_owner(organisation_id, account_id)
        mine = (Membership.organisation_id == organisation_id, Membership.account_id == account_id)
        changed = db.session.execute(update(Membership).where(*mine).values(role=role))
        return changed.rowcount == 1


def remove_member(organisation_id, account_id) -> bool:
    """Take somebody's role away; false when they had none. Raises LastOwner."""
    with unit_of_work():
        _keep_an_owner(organisation_id, account_id)
        mine = (Membership.organisation_id == organisation_id, Membership.account_id == account_id)
        return db.session.execute(delete(Membership).where(*mine)).rowcount == 1


def _keep_an_owner(organisation_id, leaving):
    # The organisation's row is locked first, so that two owners cannot let each other go at the same time.
    db.session.get_one(Organisation, organisation_id, with_for_update=True)
    mine = (Membership.organisation_id == organisation_id, Membership.role == "owner")
    if set(db.session.scalars(select(Membership.account_id).where(*mine))) == {leaving}:
        raise LastOwner


def _tell(accounts, write, organisation):
    """Tell each of the accounts about an organisation what `write` says, in their own language."""
    for account in accounts:
        if address := account.person.address:
            with speaking(account.person.language):
                tell(address, *write(organisation), about=f"organisations.{write.__name__}")


def forget_leads(before) -> int:
    """Take the name of the safeguarding lead from organisations without members; how many there were."""
    empty = Organisation.id.not_in(select(Membership.organisation_id))
    with unit_of_work():
        named = update(Organisation).where(empty, Organisation.safeguarding_lead != "", Organisation.made_at < before)
        return db.session.execute(named.values(safeguarding_lead="")).rowcount


register(
    Holding(
        name="safeguarding leads",
        purpose="Naming to the town who keeps young people safe in an organisation (RULES S5)",
        columns=("organisation.safeguarding_lead",),
        keep_days=365,
        export=lambda subject: [],  # a name that its organisation publishes, found by no person's address
        erase=lambda subject: None,  # the organisation names somebody else: without one it may not post for under-18s
        purge=forget_leads,
    )
)
