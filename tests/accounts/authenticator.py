"""A passkey of the tests' own: it makes keys and signs as a phone does, and can be made to do it wrongly.

Written from WebAuthn Level 3, sections 6.1 (authenticator data) and 8.7 (attestation "none"), without the library
that the town checks it with.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, CAN_BACK_UP, BACKED_UP, HAS_KEY = 1, 4, 8, 16, 64


def text_of(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Phone:
    """One passkey on one phone; `flags` is what it says of its owner, `count` how often it signed."""

    def __init__(self, origin="http://localhost", flags=PRESENT | VERIFIED | CAN_BACK_UP | BACKED_UP):
        self.origin, self.flags, self.count, self.step = origin, flags, 0, 1
        self.key, self.id, self.handle = ec.generate_private_key(ec.SECP256R1()), token_bytes(16), None

    def create(self, question):
        """The answer to navigator.credentials.create() as JSON."""
        self.handle = question["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, **point})
        told = self._told(question["rp"]["id"], HAS_KEY) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        more = {"attestationObject": text_of(statement), "transports": ["internal", "hybrid"]}
        return self._answer("webauthn.create", question, more)

    def get(self, question):
        """The answer to navigator.credentials.get() as JSON."""
        self.count += self.step
        told = self._told(question["rpId"])
        signed = told + hashlib.sha256(self._client("webauthn.get", question)).digest()
        more = {
            "authenticatorData": text_of(told), "userHandle": self.handle,
            "signature": text_of(self.key.sign(signed, ec.ECDSA(SHA256()))),
        }  # fmt: skip
        return self._answer("webauthn.get", question, more)

    def _told(self, site, more=0):
        return hashlib.sha256(site.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, kind, question):
        return json.dumps({"type": kind, "challenge": question["challenge"], "origin": self.origin}).encode()

    def _answer(self, kind, question, more):
        response = {"clientDataJSON": text_of(self._client(kind, question)), **more}
        name = text_of(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
