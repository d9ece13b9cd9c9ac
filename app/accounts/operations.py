"""What people do about themselves: sign in and out, say who they are."""

from json import dumps
from secrets import token_urlsafe

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..config import SIGN_IN_DAYS
from ..database import put_and_keep, unit_of_work
from ..extensions import db
from ..notifications.operations_phones import forget_phones
from ..privacy import Holding, Subject, fingerprint, lookup, register
from . import queries, rules
from .models import Account, Interest, Person, SignIn


def account_for(address) -> Account:
    """The account that the address opens; made, with a person still without a name, the first time."""
    with unit_of_work():
        return queries.account_at(address) or _open_account(address)


def _open_account(address):
    try:
        with db.session.begin_nested():
            person = add_person("", address)
            keys = {"email_key": person.email_key, "phone_key": person.phone_key}
            account = Account(person=person, made_at=clock.now(), **keys)
            db.session.add(account)
            db.session.flush()
            return account
    except IntegrityError:  # the same address was opened in this very moment
        return queries.account_at(address)


def sign_in(account, device, proved_by=rules.CODE) -> SignIn:
    """A fresh sign-in row; its secret leaves with the answer's cookie and is kept only as a hash.

    `proved_by` says how the person showed who they are: rules.CODE, TOUCH or TRIAL.
    """
    secret, now = token_urlsafe(24), clock.now()
    row = SignIn(
        account_id=account.id, secret_hash=fingerprint(secret), device=device[:60], made_at=now, seen_at=now,
        proved_by=proved_by, proved_at=now,
    )  # fmt: skip
    with unit_of_work():
        db.session.add(row)
    row.secret = secret
    return row


def prove(sign_in_id, proved_by):
    """Note that whoever holds this browser has just shown again who they are."""
    with unit_of_work():
        again = update(SignIn).where(SignIn.id == sign_in_id)
        db.session.execute(again.values(proved_by=proved_by, proved_at=clock.now()))


def mark_seen(sign_in_id):
    """Note that this browser is still in use; asked at most once a day."""
    with unit_of_work():
        db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=clock.now()))


def sign_out(account_id, sign_in_id=None) -> int:
    """End one sign-in of the account, or all of them, and what their phones hear of us; how many ended."""
    rows = update(SignIn).where(SignIn.account_id == account_id, SignIn.revoked_at.is_(None))
    if sign_in_id is not None:
        rows = rows.where(SignIn.id == sign_in_id)
    with unit_of_work():
        ended = db.session.scalars(rows.values(revoked_at=clock.now()).returning(SignIn.id)).all()
        forget_phones(sign_in_ids=ended)
        return len(ended)


def add_person(first_name, address, needed_until=None) -> Person:
    """A person at an `Address`, or without one (None), who is needed until an instant, now unless given."""
    now = clock.now()
    person = Person(
        first_name=first_name, name_key=queries.name_key(first_name), made_at=now, needed_until=needed_until or now
    )
    if address:
        setattr(person, address.kind, address.value)
        setattr(person, f"{address.kind}_key", lookup(address.value))
    with unit_of_work():
        put_and_keep(person)
    return person


def say_who_i_am(person_id, first_name, area_id, interests, birth=None):
    """Keep what a person tells about themselves; `birth` is (year, month), asked once, and only its band is kept.

    Raises rules.Unlikely for a month that cannot be.
    """
    told = rules.bands(*birth, clock.today()) if birth else None
    with unit_of_work():
        person = db.session.get_one(Person, person_id)
        person.first_name, person.name_key = first_name, queries.name_key(first_name)
        person.area_id = area_id
        if told and person.age_band is None:  # told once: nobody grows up by typing (RULES S7)
            person.age_band, person.age_changes = told
        db.session.execute(delete(Interest).where(Interest.person_id == person_id))
        db.session.add_all(Interest(person_id=person_id, picture=picture) for picture in interests)


def say_needs(person, needs, interpreter):
    """Keep what a person needs to take part, asked once (words of rules.NEEDS, a language); None leaves it as it is."""
    with unit_of_work():
        if needs is not None:
            person.needs = dumps(sorted(set(needs) & set(rules.NEEDS))) if needs else None
        if interpreter is not None:
            person.interpreter = interpreter or None


def say_language(person, language):
    """Write to a person in this language from now on; None changes nothing."""
    if language and person.language != language:
        with unit_of_work():
            person.language = language


def make_steward(address) -> Account:
    """The account at the address, with the keys to the whole town."""
    with unit_of_work():
        account = account_for(address)
        account.steward = True
        return account


def forget_sign_ins(subject):
    """Remove every sign-in of the subject's accounts."""
    accounts = select(Account.id).where(Account.person_id.in_(subject.person_ids))
    with unit_of_work():
        db.session.execute(delete(SignIn).where(SignIn.account_id.in_(accounts)))


def forget_old_sign_ins(before) -> int:
    """Remove the sign-ins that ended, or were last used, before the instant; how many there were."""
    with unit_of_work():
        over = or_(SignIn.revoked_at < before, SignIn.seen_at < before)
        return db.session.execute(delete(SignIn).where(over)).rowcount


def erase_people(subject):
    """Empty the subject's rows and end their accounts; the rows stay, nameless, so that counts stay true."""
    blank = dict.fromkeys(
        (
            "email",
            "email_key",
            "phone",
            "phone_key",
            "age_band",
            "age_changes",
            "area_id",
            "needs",
            "interpreter",
            "language",
        )
    )
    mine = Person.id.in_(subject.person_ids)
    accounts = select(Account.id).where(Account.person_id.in_(subject.person_ids))
    with unit_of_work():
        forget_sign_ins(subject)
        db.session.execute(delete(Interest).where(Interest.person_id.in_(subject.person_ids)))
        db.session.execute(update(Person).where(mine).values(first_name="", name_key="", **blank))
        db.session.execute(
            update(Account).where(Account.id.in_(accounts)).values(email_key=None, phone_key=None, steward=False)
        )


def need_until(person, instant):
    """Keep what is known of the person at least until then: they have a place that ends at that instant."""
    if person.needed_until >= instant:
        return  # a row that is set to what it says already is looked through all the same
    with unit_of_work():
        person.needed_until = instant


def purge_people(before) -> int:
    """Empty the rows of people without an account who were last needed before the instant; how many there were."""
    named = select(Person.id).where(Person.name_key != "", Person.needed_until < before)
    ids = db.session.scalars(named.where(Person.id.not_in(select(Account.person_id)))).all()
    if ids:
        erase_people(Subject(tuple(ids), ()))
    return len(ids)


register(
    Holding(
        name="people",
        purpose="Knowing who comes, reaching them, and signing them in",
        columns=(
            "person.first_name", "person.name_key", "person.email", "person.email_key", "person.phone",
            "person.phone_key", "person.age_band", "person.age_changes", "person.area_id", "person.needs",
            "person.interpreter", "person.language", "interest.picture",
            "account.email_key", "account.phone_key",
        ),
        keep_days=365,
        export=queries.export_people,
        erase=erase_people,
        purge=purge_people,
    )
)  # fmt: skip
register(
    Holding(
        name="sign-ins",
        purpose="Showing people where they are signed in, so that they can sign out",
        columns=("sign_in.device",),
        keep_days=SIGN_IN_DAYS,
        export=queries.export_sign_ins,
        erase=forget_sign_ins,
        purge=forget_old_sign_ins,
    )
)
