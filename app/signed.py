"""What goes out in a link or a notice and comes back: signed by the town, good for one purpose alone."""

from hashlib import sha256

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def sign(purpose, what) -> str:
    """The token that carries `what`, anything JSON can say; whoever holds it can read it, and nobody can change it."""
    return _signer(purpose).dumps(what)


def read_signed(purpose, token):
    """What a token carries that we signed for this purpose, also by a key of before; None for every other text."""
    try:
        return _signer(purpose).loads(token)
    except BadSignature:
        return None


def _signer(purpose):
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt=purpose, signer_kwargs={"digest_method": sha256})
