"""The description in the order and the words of somebody who reads it; the examples are commands that work."""

import json
from dataclasses import dataclass

from flask import current_app

from . import problems as known, refusals

EXAMPLES = {
    "list_events": ("GET", "/api/v1/events?want=book&limit=5", None),
    "get_event": ("GET", "/api/v1/events/{event}", None),
    "get_slot": ("GET", "/api/v1/slots/{slot}", None),
    "create_event": ("POST", "/api/v1/events", {
        "title": "Beach clean", "summary": "Bring gloves.", "picture": "clean-up", "state": "published",
        "occurrences": [{
            "starts_at": "{day}T10:00", "ends_at": "{day}T12:00",
            "slots": [{"kind": "help", "label": "Helpers", "capacity": 10}],
        }],
    }),
    "book_place": ("POST", "/api/v1/slots/{slot}/bookings", {
        "person": {"first_name": "Ed", "phone": "07700 900123"}, "party": 1}),
    "join_waiting_list": ("POST", "/api/v1/slots/{full}/waiting-list", {
        "person": {"first_name": "Ed", "phone": "07700 900123"}, "party": 2, "least": 1}),
    "start_rally": ("POST", "/api/v1/slots/{help}/rally", {"lead_minutes": 30}),
    "get_rally": ("GET", "/api/v1/rallies/$RALLY", None),
    "move_booking": ("POST", "/api/v1/bookings/$CODE/move", {"slot_id": "{other}"}),
    "get_booking": ("GET", "/api/v1/bookings/$CODE", None),
    "cancel_booking": ("DELETE", "/api/v1/bookings/$CODE", None),
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One thing to send or to get: its name with the names above it, its kind, and whether it must be there."""

    name: str
    kind: str
    needed: bool
    about: str


@dataclass(frozen=True)
class Operation:
    """One thing a program can do."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    anonymous: bool
    sends: list
    gets: list
    answers: list
    example: str


def chapters(description, example, day) -> list[tuple[str, list[Operation]]]:
    """The operations by tag, with commands for the ids of a queries.Example that post for this day (ISO date)."""
    values = {"day": day, **{name: str(number) for name, number in vars(example).items()}}
    found = {tag["name"]: [] for tag in description["tags"]}
    for path, methods in description["paths"].items():
        for method, one in methods.items():
            found[one["tags"][0]].append(_operation(description, path, method, one, values))
    return list(found.items())


def _operation(description, path, method, one, values):
    needs = next((way["token"] for way in one["security"] if "token" in way), [])
    return Operation(
        name=one["operationId"], method=method.upper(), path=path, summary=one["summary"], about=one["description"],
        scope=", ".join(needs), anonymous={} in one["security"], sends=_sent(description, one),
        gets=_given(description, one),
        answers=[(status, answer["description"]) for status, answer in sorted(one["responses"].items())],
        example=_example(one["operationId"], values, {} in one["security"]),
    )  # fmt: skip


def _sent(description, one):
    found = [
        Field(each["name"], _kind(each["schema"]), each["required"], each["description"]) for each in one["parameters"]
    ]
    if "requestBody" in one:
        found += _fields(description, one["requestBody"]["content"]["application/json"]["schema"])
    return found


def _given(description, one):
    good = next(answer for status, answer in sorted(one["responses"].items()) if status in ("200", "201"))
    return list(_fields(description, good["content"]["application/json"]["schema"]))


def _fields(description, schema, above=""):
    """Every field of a schema, those of the objects inside it after their own."""
    schema = _whole(description, schema)
    for name, written in schema.get("properties", {}).items():
        inner = _whole(description, written)
        listed = inner.get("type") == "array"
        full = f"{above}{name}{'[]' if listed else ''}"
        yield Field(full, _kind(inner), name in schema.get("required", []), inner.get("description", ""))
        yield from _fields(description, inner["items"] if listed else inner, f"{full}.")


def _whole(description, schema):
    if "$ref" not in schema:
        return schema
    named = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return {**named, **{key: value for key, value in schema.items() if key != "$ref"}}


def _kind(schema):
    """The kind of a value in a few letters: "integer 1 to 6", "help | attend"."""
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(schema["enum"])
    kind = schema.get("const") or schema.get("format") or schema.get("type", "")
    if "minimum" in schema and "maximum" in schema:
        return f"{kind} {schema['minimum']} to {schema['maximum']}"
    return kind


def _example(name, values, anonymous):
    method, path, body = EXAMPLES[name]
    words = ["curl"] if method == "GET" else ["curl", "-X", method]
    if not anonymous:
        words += ["-H", '"Authorization: Bearer $TOKEN"']
    if body is not None:
        text = json.dumps(body).replace('"{other}"', "{other}")  # an id is a number
        words += ["-H", '"Idempotency-Key: $(uuidgen)"', "-H", '"Content-Type: application/json"', "-d", f"'{text}'"]
    line = " ".join([*words, f'"{current_app.config["BASE_URL"]}{path}"'])
    for key, value in values.items():
        line = line.replace("{" + key + "}", value)
    return line


def problems() -> list[tuple[str, int, str, str]]:
    """Every stable code with its status, its title and what to do."""
    found = [(word, status, str(title), str(text)) for word, (status, title, text) in known.WORDS.items()]
    return found + [(code, 409, str(known.WORDS["closed"][1]), text) for code, text in refusals.reasons()]
