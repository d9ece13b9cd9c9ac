"""What a program reads when something went wrong: RFC 9457 problem+json with a stable code and plain words."""

import json

from flask import Response
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from .. import clock
from ..extensions import limiter
from ..web.errors import CannotSave, ForeignRequest

TYPE = "application/problem+json"
RETRY_SECONDS = 5

WORDS = {
    "bad_request": (400, _l("That did not work"), _l("The request could not be read.")),
    "idempotency_key_missing": (400, _l("The Idempotency-Key is missing"), _l(
        "Send the header Idempotency-Key with 1 to 64 visible characters, new for each thing that you want done.")),
    "token": (401, _l("This needs a token"), _l("Send the header Authorization: Bearer with a token that is valid.")),
    "scope": (403, _l("This token may not do that"), _l("Ask for a token with the scope that this needs.")),
    "foreign_origin": (403, _l("That came from another website"), _l("Call the API from a program, not from a page.")),
    "forbidden": (403, _l("That is not allowed"), _l("This town does not answer you here.")),
    "not_found": (404, _l("There is nothing here"), _l("It may be over, or the address may be wrong.")),
    "method_not_allowed": (405, _l("This cannot be done here"), _l("The header Allow names what can.")),
    "full": (409, _l("Every place is taken"), _l("Somebody was quicker. Pick one of the alternatives, or wait.")),
    "already_booked": (409, _l("This person has a place already"), _l("The pass was sent to them by message.")),
    "has_room": (409, _l("Nobody needs to wait"), _l("There is room: book one of the alternatives.")),
    "list_closed": (409, _l("The waiting list is closed"), _l("It is too near the start, or not of one event.")),
    "closed": (409, _l("This cannot be booked"), _l("It is not open.")),
    "not_allowed": (409, _l("This cannot be done"), _l("Please call the organisers.")),
    "too_large": (413, _l("That is too big"), _l("Send something smaller.")),
    "media_type": (415, _l("Send JSON"), _l("The body must be JSON, with the header Content-Type: application/json.")),
    "invalid": (422, _l("Something in the request is wrong"), _l("The list of errors names each field.")),
    "idempotency_key_reused": (422, _l("This Idempotency-Key was used before"), _l(
        "It came with another request. Use a new key for each thing that you want done.")),
    "rate_limited": (429, _l("Please wait a little"), _l("There were too many requests. Retry-After says how long.")),
    "fault": (500, _l("Sorry, that was our fault"), _l("We have made a note of it. Try again in a minute.")),
    "cannot_save": (503, _l("Nothing can be saved right now"), _l(
        "This was not done. What is there can still be read. Send the same request again later.")),
    "busy": (503, _l("We are very busy right now"), _l("Nothing is lost. Send the same request again in a moment.")),
}  # fmt: skip
"""The stable codes with their status, their title and what to do; a code once published keeps its meaning."""

BY_STATUS = {400: "bad_request", 401: "token", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
             409: "not_allowed", 413: "too_large", 415: "media_type", 422: "invalid", 429: "rate_limited",
             500: "fault", 503: "busy"}  # fmt: skip


class Problem(HTTPException):
    """An answer that says no: `word` is one of WORDS, or a reason of a kind of them given as `like`.

    `errors` are pairs of field and sentence; `more` goes into the answer beside the standard members.
    """

    def __init__(self, word, detail="", errors=(), like=None, headers=(), **more):
        self.code, title, usual = WORDS[like or word]
        super().__init__(str(detail or usual))
        self.word, self.title, self.headers = word, str(title), dict(headers)
        self.members = more
        if errors:
            self.members = {"errors": [{"field": field, "message": str(said)} for field, said in errors], **more}

    def text(self) -> str:
        """The body as JSON."""
        told = {"type": f"/api/v1#{self.word}", "title": self.title, "status": self.code, "detail": self.description}
        return json.dumps({**told, "code": self.word, **self.members}, ensure_ascii=False)


def invalid(*errors) -> Problem:
    """Something in the request is wrong: pairs of field and sentence."""
    return Problem("invalid", errors=errors)


def show(error):
    """Answer any HTTP error of the API."""
    problem = error if isinstance(error, Problem) else _problem_of(error)
    answer = Response(problem.text(), problem.code, mimetype=TYPE)
    answer.headers.update({"Cache-Control": "no-store", **problem.headers})
    return answer


def _problem_of(error):
    if isinstance(error, ForeignRequest):
        return Problem("foreign_origin")
    if isinstance(error, CannotSave):
        return Problem("cannot_save", headers={"Retry-After": str(RETRY_SECONDS)})
    word = BY_STATUS.get(error.code, "bad_request")
    return Problem(word, headers=_headers_of(error, word))


def _headers_of(error, word):
    if word == "rate_limited":
        return {"Retry-After": str(_seconds_to_wait())}
    if word == "busy":
        return {"Retry-After": str(RETRY_SECONDS)}
    allowed = getattr(error, "valid_methods", None)
    return {"Allow": ", ".join(sorted(allowed))} if allowed else {}


def _seconds_to_wait():
    reached = limiter.current_limit
    return max(1, reached.reset_at - int(clock.now().timestamp())) if reached else RETRY_SECONDS


def missing_key() -> Problem:
    """The header Idempotency-Key is not there, or is no key."""
    return Problem("idempotency_key_missing", errors=[("Idempotency-Key", _("Send 1 to 64 visible characters"))])
