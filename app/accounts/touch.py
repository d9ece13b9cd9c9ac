"""What we ask a passkey, and whether its answer holds. Writes nothing.

A challenge carries its own age, and a keyed hash that ties it to one browser and one purpose, so that showing a page
writes no row; that it counts only once is for the operations.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import partial
from secrets import compare_digest, token_bytes, token_urlsafe
from urllib.parse import urlsplit

import webauthn
from flask import current_app, request, session
from webauthn.helpers import (
    options_to_json_dict,
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_authenticator_data,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from .. import clock
from ..config import PASSKEY_MINUTES
from ..privacy import lookup
from ..web.visitor import is_shared
from . import rules

AGE_BYTES, NONCE_BYTES = 8, 16
MUST = UserVerificationRequirement.REQUIRED
ASK_MS = PASSKEY_MINUTES * 60_000
BROWSER, NO_TOUCH = "browser", "no touch here"
"""In the cookie: a random mark to which codes and challenges are bound, and that this phone can't do a touch."""


class Refused(Exception):
    """The answer of a passkey does not count; `why` is a key of messages.TOUCH_REFUSED."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Site:
    """Where passkeys of this town are good: the name they are made for, and the origin that may ask them."""

    name: str
    origin: str


def site() -> Site | None:
    """The site of this request; None where browsers know no passkeys: under a bare number, or without https."""
    ours = urlsplit(current_app.config["BASE_URL"] or request.host_url)
    if urlsplit(request.host_url).hostname != ours.hostname or not rules.may_have_passkeys(ours.scheme, ours.hostname):
        return None
    return Site(ours.hostname, f"{ours.scheme}://{ours.netloc}")


def browser() -> str:
    """The random mark of this browser; given the first time it is needed."""
    return session.setdefault(BROWSER, token_urlsafe(16))


def may_be_added() -> bool:
    """Whether this phone may open an account from now on: not where others hold it too (RULES P4)."""
    return site() is not None and not is_shared()


def question_to_add(account, passkeys) -> dict:
    """The options for navigator.credentials.create(), as JSON."""
    name = account.person.first_name or "Gather Round"  # an address would show on the phone's lock screen
    return options_to_json_dict(
        webauthn.generate_registration_options(
            rp_id=site().name, rp_name=f"Gather Round {current_app.config['TOWN']}",
            user_id=handle(account.id), user_name=name, user_display_name=name,
            challenge=challenge(adding(account.id), browser()), timeout=ASK_MS,
            exclude_credentials=_described(passkeys),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=MUST
            ),
        )
    )  # fmt: skip


def question_to_open(account=None, passkeys=()) -> dict:
    """The options for navigator.credentials.get(), as JSON; with an account only its own passkeys are asked."""
    return options_to_json_dict(
        webauthn.generate_authentication_options(
            rp_id=site().name, challenge=challenge(opening(account and account.id), browser()), timeout=ASK_MS,
            allow_credentials=_described(passkeys), user_verification=MUST,
        )
    )  # fmt: skip


def adding(account_id):
    """The purpose of a challenge that adds a passkey to the account."""
    return f"add to {account_id}"


def opening(account_id=None):
    """The purpose of a challenge that signs somebody in, or that the account's owner answers."""
    return f"open {account_id or 'any'}"


def _described(passkeys):
    return [
        PublicKeyCredentialDescriptor(
            id=webauthn.base64url_to_bytes(one.credential),
            transports=[AuthenticatorTransport(way) for way in one.transports],
        )
        for one in passkeys
    ]


def handle(account_id) -> bytes:
    """By what a passkey knows its account: 32 bytes that say nothing about the person."""
    return bytes.fromhex(lookup(f"passkeys of {account_id}"))


def handle_text(account_id) -> str:
    """The same as browsers write it: base64url."""
    return webauthn.helpers.bytes_to_base64url(handle(account_id))


def challenge(purpose, mark) -> bytes:
    """Something new to sign, good for this purpose in this browser alone."""
    fresh = int(clock.now().timestamp()).to_bytes(AGE_BYTES, "big") + token_bytes(NONCE_BYTES)
    return fresh + _seal(fresh, purpose, mark)


def _seal(fresh, purpose, mark):
    return bytes.fromhex(lookup(f"challenge:{purpose}:{mark}:{urlsafe_b64encode(fresh).decode()}"))


def read_challenge(given, purpose, mark) -> bytes:
    """The challenge that an answer names, if we asked it this browser for this purpose, and lately; else Refused."""
    fresh = given[: AGE_BYTES + NONCE_BYTES]
    if not mark or not compare_digest(given, fresh + _seal(fresh, purpose, mark)):
        raise Refused("not asked here")
    if clock.now().timestamp() - int.from_bytes(fresh[:AGE_BYTES], "big") > PASSKEY_MINUTES * 60:
        raise Refused("too late")
    return given


def read_answer(text, is_new):
    """The credential in what a browser sent, and the challenge that it says it signed; Refused when it is neither."""
    parse = parse_registration_credential_json if is_new else parse_authentication_credential_json
    try:
        answer = parse(text)
        return answer, parse_client_data_json(answer.response.client_data_json).challenge
    except Exception as problem:  # parsers of what a stranger sent fail in many ways, and all mean the same
        raise Refused("broken") from problem


def check_new(answer, asked):
    """The VerifiedRegistration of a fresh passkey whose owner was checked by the phone; else Refused."""
    try:
        return webauthn.verify_registration_response(
            credential=answer, expected_challenge=asked, expected_rp_id=site().name, expected_origin=site().origin,
            require_user_verification=True,
        )  # fmt: skip
    except Exception as problem:
        raise Refused(_why(lambda: parse_attestation_object(answer.response.attestation_object).auth_data)) from problem


def check(answer, asked, passkey):
    """The VerifiedAuthentication of a passkey we know, whose owner was checked by the phone; else Refused."""
    try:
        return webauthn.verify_authentication_response(
            credential=answer, expected_challenge=asked, expected_rp_id=site().name, expected_origin=site().origin,
            credential_public_key=passkey.public_key, credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )  # fmt: skip
    except Exception as problem:
        read = partial(parse_authenticator_data, answer.response.authenticator_data)
        raise Refused(_why(read, passkey.sign_count)) from problem


def _why(read, count=0):
    """Why an answer does not hold, from what its authenticator says; `count` is how often we know it was used."""
    try:
        told = read()
    except Exception:  # the same strangers
        return "broken"
    if not told.flags.uv:
        return "not checked"
    return "copied" if 0 < told.sign_count <= count else "broken"
