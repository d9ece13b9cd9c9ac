"""Make and revoke tokens; do a thing once for each idempotency key and keep what was answered."""

from dataclasses import dataclass
from secrets import token_urlsafe

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError, PendingRollbackError

from .. import clock
from ..database import Busy, claim, unit_of_work
from ..extensions import db
from ..privacy import Holding, fingerprint, register
from . import queries
from .models import ApiToken, KeptAnswer
from .problems import Problem

TRIES = 10
"""How often a request is begun anew because somebody else was quicker with the very same key, name or place."""
KEPT_STATUSES = (409,)
"""The refusals that are kept: what is wrong with a request itself is found again each time."""


@dataclass(frozen=True)
class Told:
    """One answer: its status, its JSON, and where what it made can be read."""

    status: int
    body: str
    location: str = ""


def make_token(scopes, organisation_id=None, name="") -> str:
    """A new token's secret, 256 bits, which is kept nowhere; without an organisation it acts for the whole town."""
    secret = f"gather_{token_urlsafe(32)}"
    row = ApiToken(
        organisation_id=organisation_id, name=name, scopes=sorted(set(scopes)), secret_hash=fingerprint(secret),
        made_at=clock.now(),
    )  # fmt: skip
    with unit_of_work():
        db.session.add(row)
    return secret


def revoke_token(token_id) -> bool:
    """End a token for good; false when there is none or it was ended before."""
    with unit_of_work():
        live = update(ApiToken).where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
        return claim(live.values(revoked_at=clock.now()))


def note_use(token_id):
    """Note that a token is still in use; asked at most once a day."""
    with unit_of_work():
        db.session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_day=clock.today()))


def once(key_hash, request_hash, act) -> Told:
    """Do `act`, which gives what is Told, once for each key; the same request again is told the same.

    The answer is written in the transaction of what it tells, so that no crash can part them. Refusals with 409 are
    kept too. Raises Problem: what `act` raises, or that the key came with another request; Busy.
    """
    for _try in range(TRIES):
        kept = queries.kept_answer(key_hash)
        if kept is not None:
            return _again(kept, request_hash)
        try:
            return _first(key_hash, request_hash, act)
        except (IntegrityError, PendingRollbackError):
            continue  # a twin, or somebody who wanted the same, was quicker
    raise Busy


def _again(kept, request_hash):
    if kept.request_hash != request_hash:
        raise Problem("idempotency_key_reused")
    return Told(kept.status, kept.body, kept.location)


def _first(key_hash, request_hash, act):
    try:
        with unit_of_work():
            # The row comes first: a twin waits for it on PostgreSQL, and finds its answer there.
            row = _keep(key_hash, request_hash, Told(0, ""))
            told = act()
            row.status, row.body, row.location = told.status, told.body, told.location
            return told
    except Problem as problem:
        if problem.code not in KEPT_STATUSES:
            raise
        told = Told(problem.code, problem.text())
        with unit_of_work():
            _keep(key_hash, request_hash, told)
        return told


def _keep(key_hash, request_hash, told):
    row = KeptAnswer(
        key_hash=key_hash, request_hash=request_hash, status=told.status, body=told.body, location=told.location,
        made_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def purge_answers(before) -> int:
    """Remove the answers that were given before the instant; how many there were."""
    with unit_of_work():
        return db.session.execute(delete(KeptAnswer).where(KeptAnswer.made_at < before)).rowcount


register(
    Holding(
        name="kept answers",
        purpose="Telling a program that asks twice the same answer twice",
        columns=(
            "kept_answer.key_hash",
            "kept_answer.request_hash",
            "kept_answer.body",
            "kept_answer.location",
        ),
        keep_days=1,
        export=lambda subject: [],  # the pass and its links, which are in what is exported of the booking itself
        erase=lambda subject: None,  # names nobody: what it opens is erased with the booking, and it goes within a day
        purge=purge_answers,
    )
)
