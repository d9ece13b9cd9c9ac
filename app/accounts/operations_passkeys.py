"""Passkeys: added, used, named and removed; each question to one is answered a single time."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from webauthn.helpers.structs import CredentialDeviceType

from .. import clock
from ..config import PASSKEYS_MOST
from ..database import claim, unit_of_work
from ..extensions import db
from ..notifications.operations import tell
from ..privacy import Holding, fingerprint, register
from . import messages, queries_passkeys as queries, rules, touch
from .models import Account, Passkey, SignIn, UsedChallenge
from .operations import prove, sign_in
from .touch import Refused

NEWS_IS_USEFUL = timedelta(days=7)


def add_passkey(here, browser, text, name) -> Passkey:
    """Let a touch open the account of the sign-in `here`, which it also proves; its owner is told.

    `text` is the browser's answer as JSON, `browser` what our challenge was bound to. Raises Refused.
    """
    account = here.account
    answer, asked = touch.read_answer(text, is_new=True)
    _take(asked, touch.adding(account.id), browser)
    found = touch.check_new(answer, asked)
    with unit_of_work():
        known = queries.passkeys_of(account.id)
        if len(known) >= PASSKEYS_MOST:
            raise Refused("too many")
        passkey = Passkey(
            account_id=account.id, name=name, credential=answer.id, credential_hash=fingerprint(answer.id),
            public_key=found.credential_public_key, sign_count=found.sign_count,
            can_be_backed_up=found.credential_device_type == CredentialDeviceType.MULTI_DEVICE,
            is_backed_up=found.credential_backed_up, made_at=clock.now(), used_at=clock.now(),
            transports=[way.value for way in answer.response.transports or ()],
        )  # fmt: skip
        _put(passkey)
        account.touch_answered_at = clock.now()
        prove(here.id, rules.TOUCH)
        _tell_owner(account, messages.passkey_added(name))
        return passkey


def _put(passkey):
    try:
        with db.session.begin_nested():
            db.session.add(passkey)
    except IntegrityError as twin:  # the same key again, or somebody else's
        raise Refused("known already") from twin


def sign_in_by_touch(browser, text, device) -> SignIn:
    """Sign this browser in by the answer of a passkey. Raises Refused."""
    passkey = _used(browser, text, touch.opening())
    return sign_in(passkey.account, device, rules.TOUCH)


def prove_by_touch(here, browser, text):
    """Note that whoever holds the sign-in `here` has shown by a passkey of their own who they are. Raises Refused."""
    _used(browser, text, touch.opening(here.account_id), here.account_id)
    prove(here.id, rules.TOUCH)


def _used(browser, text, purpose, account_id=None):
    """The passkey whose answer this is, its counter and its backup moved on; Refused unless all of it holds."""
    answer, asked = touch.read_answer(text, is_new=False)
    _take(asked, purpose, browser)
    passkey = queries.passkey_with(answer.id)
    if passkey is None:
        raise Refused("unknown")
    if account_id not in (None, passkey.account_id) or answer.response.user_handle not in (
        None, touch.handle(passkey.account_id),
    ):  # fmt: skip
        raise Refused("somebody else's")
    found = touch.check(answer, asked, passkey)
    with unit_of_work():
        moved = update(Passkey).where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
        if not claim(
            moved.values(sign_count=found.new_sign_count, is_backed_up=found.credential_backed_up, used_at=clock.now())
        ):
            raise Refused("copied")
    return passkey


def _take(asked, purpose, browser):
    """A challenge counts once, whatever becomes of the answer to it. Raises Refused."""
    known = UsedChallenge(challenge_hash=fingerprint(touch.read_challenge(asked, purpose, browser).hex()))
    known.used_at = clock.now()
    try:
        with unit_of_work():
            db.session.add(known)
    except IntegrityError as again:
        raise Refused("used already") from again


def rename(account_id, passkey_id, name) -> bool:
    """Call a passkey of the account something else; whether there is one."""
    with unit_of_work():
        passkey = queries.passkey_of(account_id, passkey_id)
        if passkey:
            passkey.name = name
        return passkey is not None


def remove_passkey(account, passkey_id) -> str | None:
    """Let it open the account no more, and tell its owner; its credential id, None when there is no such passkey."""
    with unit_of_work():
        passkey = queries.passkey_of(account.id, passkey_id)
        if passkey is None:
            return None
        db.session.delete(passkey)
        _tell_owner(account, messages.passkey_removed(passkey.name))
        return passkey.credential


def say_no(account):
    """Keep the answer of somebody who signs in by codes and wants to be asked no more."""
    with unit_of_work():
        account.touch_answered_at = clock.now()


def tell_of_code(here):
    """Tell an owner of passkeys that a browser without one may now see other people's names by a code."""
    if queries.has_passkey(here.account_id):
        with unit_of_work():
            _tell_owner(here.account, messages.names_by_code(here.device))


def _tell_owner(account, words):
    if account.person.addresses:
        tell(account.person.addresses, *words, about="accounts.passkey", useful=NEWS_IS_USEFUL)


def forget_passkeys(subject):
    """Remove every passkey of the subject's accounts."""
    accounts = select(Account.id).where(Account.person_id.in_(subject.person_ids))
    with unit_of_work():
        db.session.execute(delete(Passkey).where(Passkey.account_id.in_(accounts)))


def forget_old_passkeys(before) -> int:
    """Remove the passkeys that were last used before the instant; how many there were."""
    with unit_of_work():
        return db.session.execute(delete(Passkey).where(Passkey.used_at < before)).rowcount


def forget_old_challenges(before) -> int:
    """Remove the challenges that were answered before the instant: they are too old to be answered again."""
    with unit_of_work():
        return db.session.execute(delete(UsedChallenge).where(UsedChallenge.used_at < before)).rowcount


register(
    Holding(
        name="passkeys",
        purpose="Signing people in by a finger, a face or their phone's own code",
        columns=(
            "passkey.name", "passkey.credential", "passkey.credential_hash", "passkey.public_key",
            "passkey.sign_count", "passkey.transports",
        ),
        keep_days=365,
        export=queries.export_passkeys,
        erase=forget_passkeys,
        purge=forget_old_passkeys,
    )
)  # fmt: skip
register(
    Holding(
        name="answered challenges",
        purpose="Refusing the answer of a passkey that was sent before",
        columns=("used_challenge.challenge_hash",),
        keep_days=1,
        export=lambda _subject: [],
        erase=lambda _subject: None,
        purge=forget_old_challenges,
    )
)
