"""Sign-in codes: sent to an address, tried by one browser, let go after a day."""

from datetime import timedelta
from secrets import compare_digest, randbelow

from sqlalchemy import delete, update

from .. import clock
from ..addresses import Address
from ..config import CODE_MINUTES, CODE_TRIES, CODES_PER_HOUR
from ..database import claim, unit_of_work
from ..extensions import db
from ..notifications.operations import tell
from ..privacy import Holding, fingerprint, lookup, register
from . import messages, queries
from .models import SignIn, SignInCode
from .operations import account_for, prove, sign_in
from .rules import CODE


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
        row = SignInCode(
            address=address.value, address_key=lookup(address.value), kind=address.kind, made_at=now,
            expires_at=now + timedelta(minutes=CODE_MINUTES), code_hash=_code_hash(browser, code),
            browser_hash=fingerprint(browser),
        )  # fmt: skip
        db.session.add(row)
        subject, text = messages.sign_in_code(code)
        tell(address, subject, text, about="accounts.code", useful=timedelta(minutes=CODE_MINUTES))


def sign_in_with_code(browser, typed, device, here=None) -> SignIn:
    """Sign this browser in with the digits somebody typed; the first time, the account is made.

    Who is signed in already, as `here`, and proves it again stays so: their phone goes on hearing of us.

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
        account = account_for(Address(row.kind, row.address))
        if here is None or here.account_id != account.id:
            return sign_in(account, device)
        prove(here.id, CODE)
        return here


def _take_a_try(code_id, now):
    open_code = (SignInCode.used_at.is_(None), SignInCode.tries < CODE_TRIES, SignInCode.expires_at > now)
    with unit_of_work():
        one_more = update(SignInCode).where(SignInCode.id == code_id, *open_code)
        return claim(one_more.values(tries=SignInCode.tries + 1))


def _code_hash(browser, code):
    return lookup(f"code:{browser}:{code}")


def forget_old_codes(before) -> int:
    """Remove the codes sent before the instant; how many there were."""
    with unit_of_work():
        return db.session.execute(delete(SignInCode).where(SignInCode.made_at < before)).rowcount


def forget_codes(subject):
    """Remove every code that was sent to the subject's addresses."""
    with unit_of_work():
        db.session.execute(delete(SignInCode).where(SignInCode.address_key.in_(subject.address_keys)))


register(
    Holding(
        name="sign-in codes",
        purpose="Signing people in, and counting how many codes an address was sent",
        columns=("sign_in_code.address", "sign_in_code.address_key"),
        keep_days=1,
        export=queries.export_codes,
        erase=forget_codes,
        purge=forget_old_codes,
    )
)
