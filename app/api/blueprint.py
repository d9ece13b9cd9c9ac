"""Where the API hangs, and what every view of it shares: it says what it takes and gives, and is held to it."""

from dataclasses import dataclass
from functools import wraps

from flask import Blueprint, Response, request

from ..extensions import csrf, limiter
from ..privacy import lookup
from ..web.errors import answer_otherwise
from ..web.page_cache import FLAG, public_page
from . import guards, operations, problems, rules
from .forms import read_body, read_query

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)  # no cookie is looked at, so no page can borrow one
blueprint.record_once(lambda state: answer_otherwise(state.app, "/api/", problems.show))

PUBLIC = limiter.shared_limit("20 per minute", scope="api without a token", exempt_when=guards.caller)
"""For whoever changes something without a token: counted by address."""
TOKENS = limiter.shared_limit(
    "600 per second", scope="api by token", key_func=guards.who, exempt_when=lambda: not guards.caller()
)
"""For whoever shows a token: counted by token."""


@dataclass(frozen=True)
class Description:
    """What one view takes and gives, for the description and for its own wrapper.

    `answers` are models by status, `refusals` the statuses of problems beside those that everything may answer;
    `scope` is what a token needs, `anonymous` whether it also goes without one.
    """

    name: str
    tag: str
    answers: dict
    refusals: tuple = ()
    query: type | None = None
    body: type | None = None
    scope: str = ""
    anonymous: bool = True


def described(name, tag, answers, **more):
    """Describe a view, read its query and its body by the models named, and hand them on as `query` and `body`."""

    def mark(view):
        about = Description(name, tag, answers, **more)

        @wraps(view)
        def answer(**arguments):
            if about.query:
                arguments["query"] = read_query(about.query)
            if about.body:
                _key()  # said first: a key is missing more often than a field is wrong
                arguments["body"] = read_body(about.body)
            return view(**arguments)

        answer.described = about
        return answer

    return mark


def public_read(view):
    """Keep the answers to strangers until something is written; whoever shows a token is answered afresh."""
    kept = public_page(view)

    @wraps(view)
    def answer(**arguments):
        return (view if "Authorization" in request.headers else kept)(**arguments)

    return answer


def once(body, act):
    """Do `act`, which gives an answer, once for this caller, key, path and body; the answer, made or kept."""
    asked = f"{request.method} {request.path} {body.model_dump_json()}"
    return answer_of(operations.once(form_key(), lookup(asked), act))


def form_key() -> str:
    """The keyed hash of caller and key, by which the operations of the pages know a form sent twice (RULES C5)."""
    return lookup(f"{guards.who()} {_key()}")


def _key():
    key = request.headers.get("Idempotency-Key", "")
    if not rules.is_key(key):
        raise problems.missing_key()
    return key


def json_answer(model) -> Response:
    """The model as a JSON answer."""
    return Response(model.model_dump_json(), mimetype="application/json")


def answer_of(told) -> Response:
    """What an operation Told, as an answer."""
    kind = "application/json" if told.status < 400 else problems.TYPE
    found = Response(told.body, told.status, mimetype=kind)
    if told.location:
        found.headers["Location"] = told.location
    return found


@blueprint.after_request
def _tag(response):
    """A read that is asked again costs no body when nothing changed; kept pages bring a tag of their own."""
    if request.method in ("GET", "HEAD") and response.status_code == 200 and FLAG not in request.environ:
        response.add_etag()
        response.make_conditional(request)
    return response
