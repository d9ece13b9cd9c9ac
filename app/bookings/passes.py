"""What the square code on a pass says, signed so that a phone without network can tell a real one (RULES K1).

Ed25519 (RFC 8032) over the pass's code and its date; no personal data. Only the town can sign, anybody can check. The
signed part stands behind the # of the pass's address, which a browser never sends to a server.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from re import compile as pattern

VERSION = 1
"""Of what is signed and how it is written, so that a door phone knows what it reads if that ever changes."""
SIGNED = pattern(rf".*/bookings/([\w-]{{16,64}})#{VERSION}\.(\d{{1,18}})\.([\w-]{{86}})")


@dataclass(frozen=True)
class Ticket:
    """What a genuine pass says: the booking's code and the id of its date."""

    code: str
    occurrence_id: int


def public_key(secret) -> str:
    """The public half of a signing key; both are 32 bytes in URL-safe base64."""
    return _write(_private(secret).public_key().public_bytes_raw())


def sign(code, occurrence_id, secret) -> str:
    """The signature of a pass, 86 letters of URL-safe base64."""
    return _write(_private(secret).sign(_words(code, occurrence_id))).rstrip("=")


def pass_text(base_url, code, occurrence_id, secret) -> str:
    """What the square code says: the address of the pass, then the version, its date and its signature."""
    return f"{base_url}/bookings/{code}#{VERSION}.{occurrence_id}.{sign(code, occurrence_id, secret)}"


def read(text, public) -> Ticket | None:
    """What the text of a square code says, None unless it was signed with the key that belongs to `public`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    found = SIGNED.fullmatch(text)
    if found is None:
        return None
    code, occurrence_id, signature = found.groups()
    try:
        key = Ed25519PublicKey.from_public_bytes(_read(public))
        key.verify(_read(signature), _words(code, occurrence_id))
    except InvalidSignature:
        return None
    return Ticket(code, int(occurrence_id)) if occurrence_id == str(int(occurrence_id)) else None


def _words(code, occurrence_id):
    return f"gather-round pass {VERSION} {code} {occurrence_id}".encode()  # so that the key signs nothing but passes


@lru_cache(4)
def _private(secret):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(_read(secret))


def _write(data):
    return urlsafe_b64encode(data).decode()


def _read(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
