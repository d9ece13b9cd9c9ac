"""Encrypts a notice for one phone and says who we are, by `webpush`; sends nothing and keeps no subscription.

Around that library: its tokens forget the port, are signed anew for each message, and it knows neither Urgency nor
Topic. Each Sealer has an instance of its own, whose lifetimes nobody else changes.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from threading import Lock
from typing import NamedTuple

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from webpush import WebPush
from webpush.vapid import VAPID

from .. import clock
from .push_parcels import Parcel

KEPT = timedelta(hours=12)
"""How long one token serves an origin."""
VALID = timedelta(hours=13)
"""How long it is good for: longer than it is kept, and well under the day that RFC 8292 allows."""


def private_key(text):
    """The private key of GATHER_VAPID_KEY: 32 bytes in URL-safe base64."""
    number = int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
    return ec.derive_private_key(number, ec.SECP256R1())


def public_text(text) -> str:
    """Its public half as a browser wants it in `applicationServerKey`, base64url without padding."""
    point = private_key(text).public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )  # fmt: skip
    return urlsafe_b64encode(point).rstrip(b"=").decode()


class KeptTokens(VAPID):
    """The library's VAPID with one token for each origin and twelve hours; may be used by many threads."""

    def __init__(self, key, subject):
        encoded = {"encoding": serialization.Encoding.PEM}
        super().__init__(
            private_key=key.private_bytes(
                format=serialization.PrivateFormat.PKCS8, encryption_algorithm=serialization.NoEncryption(), **encoded
            ),
            public_key=key.public_key().public_bytes(format=serialization.PublicFormat.SubjectPublicKeyInfo, **encoded),
        )
        self._subject, self._kept, self._turn = subject, {}, Lock()
        self._ours = self.get_application_server_key(self.public_key)

    def get_authorization_header(self, endpoint, subscriber, expiration):
        """The header for an origin, which stands in the place of the endpoint; made again when the clock jumped."""
        now = clock.now()
        made, header = self._kept.get(endpoint, (None, ""))
        if made is None or not timedelta() <= now - made < KEPT:
            with self._turn:
                claims = {"aud": endpoint, "exp": int((now + VALID).timestamp()), "sub": self._subject}
                header = f"vapid t={jwt.encode(claims, self.private_key, algorithm='ES256')}, k={self._ours}"
                self._kept[endpoint] = now, header
        return header


class Subscription(NamedTuple):
    """What the library wants to know, at a tenth of the cost of its own: `keys` has `auth` and `p256dh`."""

    endpoint: str
    keys: Parcel


class Sealer:
    """Seals parcels with one key; may be used by many threads."""

    def __init__(self, key_text, subject):
        key = private_key(key_text)
        self._tokens = KeptTokens(key, subject)
        self._push = WebPush(self._tokens.private_key, _public_pem(key), subscriber=subject)
        self._push.vapid = self._tokens

    def seal(self, parcel, origin) -> tuple[bytes, list[str]]:
        """The encrypted body (RFC 8291) and the headers of one parcel for this origin.

        Raises ValueError when the keys of the subscription are none.
        """
        sealed = self._push.get(parcel.payload, Subscription(origin.name, parcel))
        headers = [
            f"authorization: {sealed.headers['authorization']}", "content-encoding: aes128gcm",
            "content-type: application/octet-stream", f"ttl: {parcel.ttl_seconds}", f"urgency: {parcel.urgency}",
        ]  # fmt: skip
        return sealed.encrypted, [*headers, f"topic: {parcel.topic}"] if parcel.topic else headers


def _public_pem(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
