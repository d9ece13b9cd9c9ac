"""Somebody who never read a word of ours but the description books a place, changes their mind, and gives it back."""

import json
from uuid import uuid4

import pytest

from tests.cast import clinic


class Stranger:
    """Knows the address of the description and nothing else: finds operations by name, fills in what is required."""

    def __init__(self, app):
        self.client = app.test_client()
        self.description = self.client.get("/api/v1/openapi.json").json
        self.operations = {
            one["operationId"]: (path, method, one)
            for path, methods in self.description["paths"].items()
            for method, one in methods.items()
        }

    def whole(self, schema):
        if "$ref" in schema:
            return self.description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema

    def do(self, name, body=None, **places):
        path, method, one = self.operations[name]
        headers = {}
        for parameter in one["parameters"]:
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", str(places.pop(parameter["name"])))
            elif parameter["in"] == "header" and parameter["required"]:
                headers[parameter["name"]] = str(uuid4())
        assert not set(places) - {each["name"] for each in one["parameters"] if each["in"] == "query"}
        if "requestBody" in one:
            (kind,) = one["requestBody"]["content"]
            headers["Content-Type"] = kind
            body = self.filled(one["requestBody"]["content"][kind]["schema"]) if body is None else body
        answer = self.client.open(
            path, method=method.upper(), headers=headers, query_string=places, data=body and json.dumps(body)
        )
        assert str(answer.status_code) in one["responses"]
        return answer

    def filled(self, schema):
        """A body with everything that is required, made of the examples."""
        schema = self.whole(schema)
        required = list(schema.get("required", [])) + schema.get("anyOf", [{}])[0].get("required", [])
        return {name: self.value(schema["properties"][name]) for name in required}

    def value(self, schema):
        schema = self.whole(schema)
        if "examples" in schema:
            return schema["examples"][0]
        return self.filled(schema)


@pytest.fixture
def stranger(cast, town):
    clinic(cast, days=(2,), lanes=1)
    return Stranger(town)


def test_it_works(stranger):
    event = stranger.do("list_events", want="book").json["items"][0]
    slots = stranger.do("get_event", event_id=event["id"]).json["occurrences"][0]["slots"]
    first, second = [slot["id"] for slot in slots if slot["state"] == "open"][:2]
    booked = stranger.do("book_place", slot_id=first)
    assert booked.status_code == 201
    code = booked.json["code"]
    assert stranger.do("get_slot", slot_id=first).json["left"] == 0
    assert stranger.do("move_booking", {"slot_id": second}, code=code).json["slot"]["id"] == second
    assert stranger.do("get_booking", code=code).json["state"] == "confirmed"
    assert stranger.do("cancel_booking", code=code).json["state"] == "cancelled"
    assert stranger.do("get_slot", slot_id=second).json["left"] == 1


def test_who_comes_too_late_is_shown_the_way(stranger):
    event = stranger.do("list_events", want="book").json["items"][0]
    slot = stranger.do("get_event", event_id=event["id"]).json["occurrences"][0]["slots"][0]["id"]
    person = {"first_name": "Bob", "email": "bob@example.org"}
    assert stranger.do("book_place", slot_id=slot).status_code == 201
    late = stranger.do("book_place", {"person": person}, slot_id=slot)
    assert late.json["code"] == "full"
    assert late.json["waiting_list"].endswith(f"/slots/{slot}/waiting-list")
    assert stranger.do("join_waiting_list", {"person": person}, slot_id=slot).json["state"] == "waiting"
    other = late.json["alternatives"][0]["id"]
    assert stranger.do("book_place", {"person": person}, slot_id=other).status_code == 201


def test_posting_says_that_it_needs_a_token(stranger):
    answer = stranger.do("create_event", {})
    assert (answer.status_code, answer.json["code"]) == (401, "token")
    assert stranger.operations["create_event"][2]["security"] == [{"token": ["events:write"]}]
