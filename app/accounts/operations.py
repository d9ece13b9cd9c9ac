"""What people do about themselves: ask for a code, sign in and out, say who they are."""

from datetime import timedelta
from secrets import compare_digest, randbelow, token_urlsafe

from sqlalchemy import delete, select, update

from .. import clock
from ..addresses import Address
from ..config import CODE_MINUTES, CODE_TRIES, CODES_PER_HOUR
from ..database import claim, unit_of_work
from ..extensions import db
from ..notifications.operations import tell
from ..privacy import Holding, Subject, fingerprint, lookup, register
from . import messages, queries, rules
from .models import Account, Interest, Person, SignIn, SignInCode


class TooManyCodes(Exception):
    """This address was sent as many codes as an hour allows."""


class WrongCode(Exception):
    """The digits are not the code; `left` tries remain."""

    def __init__(self, left):
        super().__init__(left)
        self.left = left


class CodeOver(Exception):
    """There is no code to try: too old, used, or tried too often."""


def send_code(address, browser):
    """Send a six-digit code to the address; only this browser can use it, whether or not the address is known.

    Raises TooManyCodes.
    """
    now = clock.now()
    with unit_of_work():
        if queries.codes_sent_lately(address, minutes=60) >= CODES_PER_HOUR:
            raise TooManyCodes
        code = f"{randbelow(10**6):06}"
        db.session.add(
            SignInCode(
                address=address.value, address_key=lookup(address.value), kind=address.kind, made_at=now,
                expires_at=now + timedelta(minutes=CODE_MINUTES), code_hash=_code_hash(browser, code),
                browser_hash=fingerprint(browser),
            )  # fmt: skip
        )
        subject, text = messages.sign_in_code(code)
        tell(address, subject, text, about="accounts.code", useful=timedelta(minutes=CODE_MINUTES))


def sign_in_with_code(browser, typed, device) -> SignIn:
    """Sign this browser in with the digits somebody typed; the first time, the account is made.

    Raises WrongCode or CodeOver. A try is counted even when two arrive at once.
    """
    now = clock.now()
    row = queries.waiting_code(browser)
    if row is None or not _take_a_try(row.id, now):
        raise CodeOver
    if not compare_digest(row.code_hash, _code_hash(browser, typed)):
        left = CODE_TRIES - db.session.get(SignInCode, row.id, populate_existing=True).tries
        raise WrongCode(left)
    with unit_of_work():
        unused = update(SignInCode).where(SignInCode.id == row.id, SignInCode.used_at.is_(None))
        if not claim(unused.values(used_at=now)):
            raise CodeOver
        return sign_in(account_for(Address(row.kind, row.address)), device)


def _take_a_try(code_id, now):
    open_code = (SignInCode.used_at.is_(None), SignInCode.tries < CODE_TRIES, SignInCode.expires_at > now)
    with unit_of_work():
        one_more = update(SignInCode).where(SignInCode.id == code_id, *open_code)
        return claim(one_more.values(tries=SignInCode.tries + 1))


def _code_hash(browser, code):
    return lookup(f"code:{browser}:{code}")


def account_for(address) -> Account:
    """The account that the address opens; made, with a person still without a name, the first time."""
    with unit_of_work():
        account = queries.account_at(address)
        if account is None:
            person = add_person("", address)
            keys = {"email_key": person.email_key, "phone_key": person.phone_key}
            account = Account(person=person, made_at=clock.now(), **keys)
            db.session.add(account)
            db.session.flush()
        return account


def sign_in(account, device) -> SignIn:
    """A fresh sign-in row; its secret leaves with the answer's cookie and is kept only as a hash."""
    secret, now = token_urlsafe(24), clock.now()
    row = SignIn(account_id=account.id, secret_hash=fingerprint(secret), device=device[:60], made_at=now, seen_at=now)
    with unit_of_work():
        db.session.add(row)
    row.secret = secret
    return row


def mark_seen(sign_in_id):
    """Note that this browser is still in use; asked at most once a day."""
    with unit_of_work():
        db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=clock.now()))


def sign_out(account_id, sign_in_id=None):
    """End one sign-in of the account, or all of them."""
    rows = update(SignIn).where(SignIn.account_id == account_id, SignIn.revoked_at.is_(None))
    if sign_in_id is not None:
        rows = rows.where(SignIn.id == sign_in_id)
    with unit_of_work():
        db.session.execute(rows.values(revoked_at=clock.now()))


def add_person(first_name, address) -> Person:
    """A person at an `Address`, or without one (None)."""
    person = Person(first_name=first_name, name_key=queries.name_key(first_name), made_at=clock.now())
    if address:
        setattr(person, address.kind, address.value)
        setattr(person, f"{address.kind}_key", lookup(address.value))
    with unit_of_work():
        db.session.add(person)
        db.session.flush()
    return person


def person_for(first_name, address) -> Person:
    """The person of that name at that address; made the first time."""
    with unit_of_work():
        return queries.person_named(first_name, address) or add_person(first_name, address)


def say_who_i_am(person_id, first_name, area_id, interests, birth=None):
    """Keep what a person tells about themselves; `birth` is (year, month) and only its age band is kept.

    Raises rules.Unlikely for a month that cannot be.
    """
    told = rules.bands(*birth, clock.today()) if birth else None
    with unit_of_work():
        person = db.session.get_one(Person, person_id)
        person.first_name, person.name_key = first_name, queries.name_key(first_name)
        person.area_id = area_id
        if told:
            person.age_band, person.age_changes = told
        db.session.execute(delete(Interest).where(Interest.person_id == person_id))
        db.session.add_all(Interest(person_id=person_id, picture=picture) for picture in interests)


def make_steward(address) -> Account:
    """The account at the address, with the keys to the whole town."""
    with unit_of_work():
        account = account_for(address)
        account.steward = True
        return account


def forget_old_codes(before) -> int:
    """Remove the codes sent before the instant; how many there were."""
    with unit_of_work():
        return db.session.execute(delete(SignInCode).where(SignInCode.made_at < before)).rowcount


def erase_people(subject):
    """Empty the subject's rows and end their accounts; the rows stay, nameless, so that counts stay true."""
    blank = dict.fromkeys(("email", "email_key", "phone", "phone_key", "age_band", "age_changes", "area_id"))
    mine = Person.id.in_(subject.person_ids)
    accounts = select(Account.id).where(Account.person_id.in_(subject.person_ids))
    with unit_of_work():
        db.session.execute(delete(SignIn).where(SignIn.account_id.in_(accounts)))
        db.session.execute(delete(SignInCode).where(SignInCode.address_key.in_(subject.address_keys)))
        db.session.execute(delete(Interest).where(Interest.person_id.in_(subject.person_ids)))
        db.session.execute(update(Person).where(mine).values(first_name="", name_key="", **blank))
        db.session.execute(
            update(Account).where(Account.id.in_(accounts)).values(email_key=None, phone_key=None, steward=False)
        )


def purge_people(before) -> int:
    """Empty the rows of people without an account who were last heard of before the instant; how many there were."""
    named = select(Person.id).where(Person.name_key != "", Person.made_at < before)
    ids = db.session.scalars(named.where(Person.id.not_in(select(Account.person_id)))).all()
    if ids:
        erase_people(Subject(tuple(ids), ()))
    forget_old_codes(before)
    return len(ids)


register(
    Holding(
        name="people",
        purpose="Knowing who comes, reaching them, and signing them in",
        columns=(
            "person.first_name", "person.name_key", "person.email", "person.email_key", "person.phone",
            "person.phone_key", "person.age_band", "person.age_changes", "person.area_id", "interest.picture",
            "account.email_key", "account.phone_key", "sign_in.device", "sign_in_code.address",
            "sign_in_code.address_key",
        ),
        keep_days=365,
        export=queries.export_people,
        erase=erase_people,
        purge=purge_people,
    )
)  # fmt: skip
