"""The OpenAPI 3.1 description, drawn by spectree from what the views say of themselves.

Imported only when somebody asks for it: spectree would cost every first visitor 50 ms (SPEED, pattern 6). Its own
pages stay off, because they load scripts from elsewhere (RULES P3), and so does its checking of requests, which takes
JSON that it cannot read for an empty object.
"""

import json

from flask import current_app
from spectree import Response, SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData, Server, Tag
from spectree.plugins.flask_plugin import FlaskPlugin

from .answers import ProblemAnswer
from .forms import KeyHeader
from .problems import TYPE
from .rules import SCOPES

VERSION = "1.0.0"
ABOUT = """What is on in town, and the places there are, for programs.

Reading needs no token, and nor does booking an open place. A token comes from the people who run the town; send it as
`Authorization: Bearer ...`. Each POST carries an `Idempotency-Key` of its own: the same request sent again, with the
same key, does nothing twice and gets the same answer for a day. Reads carry an ETag; send it back as `If-None-Match`.
Errors are `application/problem+json` with a `code` that never changes its meaning. Instants carry their offset."""
TAGS = {"Events": "What is on, and posting it.", "Bookings": "Taking a place, changing it and giving it back.",
        "Rallies": "Asking people by push until a slot is full."}  # fmt: skip
ALWAYS = {400: "It could not be read", 401: "The token is not valid", 403: "It came from a page of another website",
          429: "Too many requests", 500: "Our fault", 503: "Very busy: try again"}  # fmt: skip
WORDS = {200: "Here it is", 201: "Done", 403: "The token may not do that", 404: "There is nothing here",
         409: "The place cannot be had", 413: "Too big", 415: "Not JSON",
         422: "Something in the request is wrong"}  # fmt: skip
HEADERS = {
    "ETag": ("For If-None-Match", "string"),
    "Location": ("Where it can be read", "string"),
    "Retry-After": ("Seconds to wait", "integer"),
    "WWW-Authenticate": ("What kind of token is asked for", "string"),
}


class Answers(Response):
    """The answers of one operation: problems have their own content type, and headers are named."""

    def __init__(self, operation, is_read):
        self.is_read = is_read
        statuses = {**dict.fromkeys(ALWAYS), **dict.fromkeys(operation.refusals)}
        if operation.body:
            statuses |= dict.fromkeys((413, 415, 422))
        models = {**dict.fromkeys(statuses, ProblemAnswer), **operation.answers}
        super().__init__(**{f"HTTP_{status}": (models[status], _said(status)) for status in sorted(models)})

    def generate_spec(self, naming_strategy):
        found = super().generate_spec(naming_strategy)
        for status, answer in found.items():
            if int(status) >= 400:
                answer["content"] = {TYPE: answer["content"].pop("application/json")}
            if names := self._headers(int(status)):
                answer["headers"] = {name: _header(*HEADERS[name]) for name in names}
        if self.is_read:
            found["304"] = {"description": "Nothing changed since the ETag in If-None-Match"}
        return found

    def _headers(self, status):
        if status == 200 and self.is_read:
            return ["ETag"]
        return {201: ["Location"], 401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]}.get(status)


def _said(status):
    return WORDS.get(status) or ALWAYS[status]


def _header(about, kind):
    return {"description": about, "schema": {"type": kind}}


class DescribedViews(FlaskPlugin):
    """Finds the views that describe themselves, and nothing else."""

    def find_routes(self):
        return [rule for rule in current_app.url_map.iter_rules() if _about(rule)]

    def parse_func(self, route):
        about, view = _about(route), current_app.view_functions[route.endpoint]
        for method in sorted(route.methods - {"HEAD", "OPTIONS"}):
            yield method, self._held(about, view, method)

    def _held(self, about, view, method):
        needs = {"token": [about.scope] if about.scope else []}
        return self.spectree.validate(
            query=about.query, json=about.body, headers=KeyHeader if about.body else None,
            resp=Answers(about, method == "GET"), tags=[Tag(about.tag, TAGS[about.tag])], operation_id=about.name,
            security=[{}, needs] if about.anonymous else [needs], skip_validation=True,
        )(view)  # fmt: skip


def _about(rule):
    return getattr(current_app.view_functions[rule.endpoint], "described", None)


def description() -> dict:
    """The description as plain data, drawn once by each process."""
    extensions = current_app.extensions
    if "gather_api_description" not in extensions:
        extensions["gather_api_description"] = _draw()
    return extensions["gather_api_description"]


def description_text() -> str:
    """The description as JSON."""
    return json.dumps(description(), ensure_ascii=False, indent=1)


def _draw():
    scopes = ", ".join(SCOPES)
    bearer = SecuritySchemeData(
        type=SecureType.HTTP, scheme="bearer", description=f"A token of an organisation or the town; scopes: {scopes}"
    )
    drawn = SpecTree(
        backend=DescribedViews, title="Gather Round", version=VERSION, description=ABOUT, openapi_version="3.1.0",
        mode="strict", page_templates={}, annotations=False, naming_strategy=lambda model: model.__name__,
        nested_naming_strategy=lambda _parent, child: child, validation_error_model=ProblemAnswer,
        security_schemes=[SecurityScheme(name="token", data=bearer)],
        servers=[Server(url=current_app.config["BASE_URL"] or "/")],
    )  # fmt: skip
    spec = json.loads(json.dumps(drawn.spec))
    for path in spec["paths"].values():
        for operation in path.values():
            for parameter in operation["parameters"]:
                parameter["schema"] = _without_null(parameter["schema"])
    return spec


def _without_null(schema):
    """What may be left out of an address is left out: nobody writes null there."""
    plain = {name: value for name, value in schema.items() if value is not None}
    kinds = [kind for kind in plain.pop("anyOf", ()) if kind != {"type": "null"}]
    return {**kinds[0], **plain} if kinds else plain
