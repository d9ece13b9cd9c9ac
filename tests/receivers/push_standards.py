"""What a browser and a push service do with a notice, from RFC 8188, 8291 and 8292 alone.

Shares no line and no library with our sender: only the primitives of `cryptography`.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

DAY = 24 * 60 * 60
CURVE = ec.SECP256R1()


class Broken(Exception):
    """It is not what the standards say."""


def text(data) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def data(words) -> bytes:
    """The bytes of base64url."""
    return urlsafe_b64decode(words + "=" * (-len(words) % 4))


def point(key) -> bytes:
    """The public key of a private one, as 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _mac(key, *pieces):
    mac = hmac.HMAC(key, hashes.SHA256())
    for piece in pieces:
        mac.update(piece)
    return mac.finalize()


def open_sealed(body, key, secret) -> bytes:
    """The words inside a body of aes128gcm, for the browser that holds this private key and secret (RFC 8291, 3.4).

    Raises Broken when it is for somebody else, was changed on the way, or is not one record.
    """
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    theirs, record = body[21 : 21 + length], body[21 + length :]
    if length != 65 or size < 18 or len(record) > size:
        raise Broken("the header of RFC 8188")
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    input_key = _mac(_mac(secret, shared), b"WebPush: info\x00", point(key), theirs, b"\x01")
    mixed = _mac(salt, input_key)
    content_key = _mac(mixed, b"Content-Encoding: aes128gcm\x00\x01")[:16]
    nonce = _mac(mixed, b"Content-Encoding: nonce\x00\x01")[:12]
    try:
        padded = AESGCM(content_key).decrypt(nonce, record, None).rstrip(b"\x00")
    except Exception as problem:
        raise Broken("it can't be decrypted") from problem
    if padded[-1:] != b"\x02":
        raise Broken("the last record has no end (RFC 8188, 2)")
    return padded[:-1]


def check_vapid(header, origin, now) -> dict:
    """The claims of an Authorization header, whose signature is good and which is for this origin (RFC 8292).

    `now` is in seconds since 1970. Raises Broken.
    """
    scheme, _, rest = header.partition(" ")
    values = dict(part.strip().split("=", 1) for part in rest.split(","))
    if scheme != "vapid" or set(values) != {"t", "k"}:
        raise Broken("the header of RFC 8292")
    signed, _, signature = values["t"].rpartition(".")
    head, claims = (json.loads(data(part)) for part in signed.split("."))
    raw = data(signature)
    if head.get("alg") != "ES256" or len(raw) != 64:
        raise Broken("the algorithm")
    signer = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, data(values["k"]))
    numbers = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    try:
        signer.verify(numbers, signed.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as problem:
        raise Broken("the signature") from problem
    if claims["aud"] != origin:
        raise Broken(f"the audience: {claims['aud']}")
    if not now < claims["exp"] <= now + DAY:
        raise Broken("the end of it")
    if not claims["sub"].startswith(("mailto:", "https://")):
        raise Broken("whom to write to")
    return claims | {"k": values["k"]}
