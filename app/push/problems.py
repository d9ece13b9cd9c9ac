"""What a script of ours reads when a phone could not be kept: RFC 9457 problem+json with a stable code."""

import json

from flask import Response
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

TYPE = "application/problem+json"
PATH = "/push/"
WORDS = {
    "bad_request": (400, _l("That did not work"), _l("The request could not be read.")),
    "nobody": (401, _l("We don't know this phone"), _l("Sign in, or take a place with it first.")),
    "forbidden_address": (403, _l("This phone can't be reached"), _l("We do not know this push service.")),
    "foreign_origin": (403, _l("That came from another website"), _l("Do it again from our own page.")),
    "not_found": (404, _l("There is nothing here"), _l("This phone is not known.")),
    "method_not_allowed": (405, _l("This cannot be done here"), _l("Go back and try again.")),
    "somebody_elses": (409, _l("This is somebody else's phone"), _l("Its keys are not the ones we know.")),
    "too_large": (413, _l("That is too big"), _l("Send something smaller.")),
    "media_type": (415, _l("Send JSON"), _l("The body must be JSON.")),
    "invalid": (422, _l("Something in the request is wrong"), _l("Send what the browser gave you, unchanged.")),
    "rate_limited": (429, _l("Please wait a little"), _l("Try again in an hour.")),
    "fault": (500, _l("Sorry, that was our fault"), _l("We have made a note of it. Try again in a minute.")),
    "busy": (503, _l("We are very busy right now"), _l("Nothing is lost. Try again in a moment.")),
}  # fmt: skip
"""The stable codes with their status, title and what to do."""
BY_STATUS = {401: "nobody", 403: "foreign_origin", 404: "not_found", 405: "method_not_allowed", 413: "too_large",
             415: "media_type", 422: "invalid", 429: "rate_limited", 500: "fault", 503: "busy"}  # fmt: skip


class Problem(HTTPException):
    """An answer that says no: `word` is one of WORDS."""

    def __init__(self, word, detail=""):
        self.code, self.title, usual = WORDS[word]
        super().__init__(str(detail or usual))
        self.word = word


def show(error):
    """Answer any HTTP error under /push/."""
    problem = error if isinstance(error, Problem) else Problem(BY_STATUS.get(error.code, "bad_request"))
    told = {"type": f"{PATH}#{problem.word}", "title": str(problem.title), "status": problem.code,
            "detail": problem.description, "code": problem.word}  # fmt: skip
    answer = Response(json.dumps(told, ensure_ascii=False), problem.code, mimetype=TYPE)
    answer.headers["Cache-Control"] = "no-store"
    if problem.code == 503:
        answer.headers["Retry-After"] = "5"
    return answer
