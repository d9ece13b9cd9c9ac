"""Who is signed in, and whom an address belongs to."""

from datetime import timedelta

from flask import g
from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload, selectinload

from .. import clock
from ..config import CODE_MINUTES, SIGN_IN_DAYS
from ..database import run
from ..extensions import db, login_manager
from ..notifications.queries import AT_ONCE, knows_ages
from ..privacy import Subject, fingerprint, lookup
from .models import Account, Person, SignIn, SignInCode
from .rules import BANDS, band_on

ADULT = BANDS[-1][1]


@login_manager.user_loader
def load_sign_in(secret):
    """The signed-in browser of this cookie, unless it was signed out or unused for too long."""
    if g.get("nobody_knows"):  # the page that says so asks again, and must not fail as well
        return None
    try:
        row = _sign_in_with(secret)
    except SQLAlchemyError:
        g.nobody_knows = True
        raise
    if row:
        row.secret = secret
    return row


_live = (
    select(SignIn)
    .where(SignIn.secret_hash == bindparam("secret"), SignIn.revoked_at.is_(None), SignIn.seen_at > bindparam("since"))
    .options(joinedload(SignIn.account).joinedload(Account.person))
)
"""Asked with every request of somebody who is signed in: built once."""


def _sign_in_with(secret):
    since = clock.now() - timedelta(days=SIGN_IN_DAYS)
    return db.session.scalar(_live, {"secret": fingerprint(secret), "since": since})


def account_at(address):
    """The account that an `Address` opens, None when there is none."""
    column = Account.email_key if address.kind == "email" else Account.phone_key
    return db.session.scalar(select(Account).where(column == lookup(address.value)))


def stewards():
    """The accounts with the keys to the whole town, with their people."""
    everyone = select(Account).where(Account.steward).order_by(Account.id)
    return db.session.scalars(everyone.options(joinedload(Account.person))).all()


@knows_ages
def under_18(person_ids) -> set[int]:
    """Those of these people, by id, who have told us to be under 18."""
    rows = select(Person.id, Person.age_band, Person.age_changes).where(Person.age_band.is_not(None))
    today, ids, young = clock.today(), list(person_ids), set()
    for first in range(0, len(ids), AT_ONCE):
        found = db.session.execute(rows.where(Person.id.in_(ids[first : first + AT_ONCE])))
        young |= {one for one, band, changes in found if band_on(band, changes, today) != ADULT}
    return young


def _people_at(column):
    return select(Person.id, Person.name_key).where(column == bindparam("address_key")).order_by(Person.id)


_people = {"email": _people_at(Person.email_key), "phone": _people_at(Person.phone_key)}


def person_named(first_name, address):
    """The person of that first name at that address, None when there is none."""
    return people_at(first_name, address)[0]


def people_at(first_name, address) -> tuple[Person | None, bool]:
    """The person of that first name at that address, or None; and whether the town knows anybody there."""
    here = run(_people[address.kind], address_key=lookup(address.value)).all()
    key = name_key(first_name)
    person_id = next((row.id for row in here if row.name_key == key), None)
    return person_id and db.session.get(Person, person_id), bool(here)


def name_key(first_name):
    """The keyed hash of a first name, so that "joan" and "Joan" are one."""
    return lookup("name:" + " ".join(first_name.casefold().split()))


def codes_sent_lately(address, minutes):
    """How many codes went to the address in the last so many minutes."""
    since = clock.now() - timedelta(minutes=minutes)
    mine = SignInCode.address_key == lookup(address.value)
    return db.session.scalar(select(func.count()).where(mine, SignInCode.made_at > since))


def waiting_code(browser):
    """The newest code that this browser asked for, used or not; None when none was asked for lately."""
    since = clock.now() - timedelta(minutes=CODE_MINUTES * 6)
    mine = SignInCode.browser_hash == fingerprint(browser)
    newest = select(SignInCode).where(mine, SignInCode.made_at > since).order_by(SignInCode.id.desc()).limit(1)
    return db.session.scalar(newest)


def sign_ins_of(account_id):
    """The browsers signed in to an account, the last used first."""
    since = clock.now() - timedelta(days=SIGN_IN_DAYS)
    live = (SignIn.account_id == account_id, SignIn.revoked_at.is_(None), SignIn.seen_at > since)
    return db.session.scalars(select(SignIn).where(*live).order_by(SignIn.seen_at.desc(), SignIn.id.desc())).all()


def subject_at(address) -> Subject:
    """Whom a request for data from this address is about: every person who can be reached there."""
    key = lookup(address.value)
    people = select(Person).where(or_(Person.email_key == key, Person.phone_key == key))
    found = db.session.scalars(people).all()
    keys = {key for person in found for key in (person.email_key, person.phone_key) if key}
    return Subject(tuple(person.id for person in found), tuple(keys | {key}))


def export_people(subject) -> list[dict]:
    """What the town knows about the subject's people, in plain words."""
    mine = select(Person).where(Person.id.in_(subject.person_ids)).options(selectinload(Person.interests))
    return [
        {
            "first name": person.first_name, "email": person.email, "phone": person.phone, "age": person.age_band,
            "needs": person.access_needs, "interpreter": person.interpreter, "language": person.language,
            "interests": [interest.picture for interest in person.interests], "since": person.made_at.isoformat(),
        }
        for person in db.session.scalars(mine.order_by(Person.id))
    ]  # fmt: skip


def export_sign_ins(subject) -> list[dict]:
    """Where the subject's people are or were signed in."""
    mine = select(SignIn).join(SignIn.account).where(Account.person_id.in_(subject.person_ids)).order_by(SignIn.id)
    return [
        {"phone or computer": row.device, "since": row.made_at.isoformat(), "last used": row.seen_at.isoformat()}
        for row in db.session.scalars(mine)
    ]


def export_codes(subject) -> list[dict]:
    """When sign-in codes were sent to the subject's addresses; never the codes."""
    mine = select(SignInCode.made_at).where(SignInCode.address_key.in_(subject.address_keys))
    return [{"code sent": sent.isoformat()} for sent in db.session.scalars(mine.order_by(SignInCode.made_at))]
