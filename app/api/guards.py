"""Who is calling: a token, or nobody in particular. A cookie is never looked at."""

from flask import g, request

from .. import clock
from ..extensions import limiter
from . import operations, queries
from .problems import Problem

GUESSES = limiter.shared_limit("20 per minute", scope="api with a token that is none")
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Gather Round"'}


def caller():
    """The ApiToken of this request; None without one, and for one that is not valid."""
    if "api_caller" not in g:
        sent = request.authorization
        secret = sent.token if sent and sent.type == "bearer" else None
        g.api_caller = queries.token_with(secret) if secret else None
    return g.api_caller


def anybody(**_arguments):
    """Everybody; but whoever sends a token sends one that is valid."""
    if "Authorization" not in request.headers:
        return
    token = caller()
    if token is None:
        with GUESSES:
            raise Problem("token", headers=CHALLENGE)
    if token.last_used_day != clock.today():
        operations.note_use(token.id)


def scoped(scope, needs_token=True):
    """The rule that lets in tokens with this scope, and people without any token where none is needed."""

    def rule(**_arguments):
        anybody()
        token = caller()
        if token is None and needs_token:
            raise Problem("token", headers=CHALLENGE)
        if token is not None and scope not in token.scopes:
            more = {"WWW-Authenticate": f'{CHALLENGE["WWW-Authenticate"]}, error="insufficient_scope", scope="{scope}"'}
            raise Problem("scope", headers=more)

    return rule


def who() -> str:
    """By whom an idempotency key and a limit are counted: the token, else the address that calls."""
    token = caller()
    return f"token {token.id}" if token else f"address {request.remote_addr}"
