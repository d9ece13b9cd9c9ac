"""Who is signed in, and whom an address belongs to."""

from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from .. import clock
from ..config import CODE_MINUTES, SIGN_IN_DAYS
from ..extensions import db, login_manager
from ..privacy import Subject, fingerprint, lookup
from .models import Account, Person, SignIn, SignInCode


@login_manager.user_loader
def load_sign_in(secret):
    """The signed-in browser of this cookie, unless it was signed out or unused for too long."""
    row = db.session.scalar(
        select(SignIn)
        .where(
            SignIn.secret_hash == fingerprint(secret),
            SignIn.revoked_at.is_(None),
            SignIn.seen_at > clock.now() - timedelta(days=SIGN_IN_DAYS),
        )
        .options(joinedload(SignIn.account).joinedload(Account.person))
    )
    if row:
        row.secret = secret
    return row


def account_at(address):
    """The account that an `Address` opens, None when there is none."""
    column = Account.email_key if address.kind == "email" else Account.phone_key
    return db.session.scalar(select(Account).where(column == lookup(address.value)))


def person_named(first_name, address):
    """The person of that first name at that address, None when there is none."""
    column = Person.email_key if address.kind == "email" else Person.phone_key
    named = select(Person).where(column == lookup(address.value), Person.name_key == name_key(first_name))
    return db.session.scalar(named.order_by(Person.id).limit(1))


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
    """The browsers signed in to an account, newest first."""
    rows = select(SignIn).where(SignIn.account_id == account_id, SignIn.revoked_at.is_(None))
    return db.session.scalars(rows.order_by(SignIn.seen_at.desc())).all()


def subject_at(address) -> Subject:
    """Whom a request for data from this address is about: every person who can be reached there."""
    key = lookup(address.value)
    people = select(Person).where(or_(Person.email_key == key, Person.phone_key == key))
    found = db.session.scalars(people).all()
    keys = {key for person in found for key in (person.email_key, person.phone_key) if key}
    return Subject(tuple(person.id for person in found), tuple(keys | {key}))


def export_people(subject) -> list[dict]:
    """What the town knows about the subject's people, in plain words."""
    people = db.session.scalars(select(Person).where(Person.id.in_(subject.person_ids)))
    return [
        {
            "first name": person.first_name, "email": person.email, "phone": person.phone, "age": person.age_band,
            "interests": [interest.picture for interest in person.interests], "since": person.made_at.isoformat(),
        }
        for person in people
    ]  # fmt: skip
