"""The description: OpenAPI 3.1, drawn from the views themselves, complete, and the same everywhere."""

import json
import re
import subprocess
import sys
from datetime import datetime

import jsonschema_rs
import pytest

from app.api import rules
from app.api.refusals import reasons
from tests.api.calling import event, refusal

PATHS = {
    "/api/v1/events": ["get", "post"],
    "/api/v1/events/{event_id}": ["get"],
    "/api/v1/slots/{slot_id}": ["get"],
    "/api/v1/slots/{slot_id}/bookings": ["post"],
    "/api/v1/slots/{slot_id}/waiting-list": ["post"],
    "/api/v1/slots/{slot_id}/rally": ["post"],
    "/api/v1/rallies/{rally_id}": ["get"],
    "/api/v1/bookings/{code}": ["delete", "get"],
    "/api/v1/bookings/{code}/move": ["post"],
}


@pytest.fixture
def description(nobody):
    return nobody.get("/openapi.json").json


def operations(description):
    return [one for methods in description["paths"].values() for one in methods.values()]


def test_it_works(description):
    assert description["openapi"] == "3.1.0"
    assert description["servers"] == [{"url": "http://localhost"}]
    assert {path: sorted(methods) for path, methods in description["paths"].items()} == PATHS


def test_every_view_is_in_it(town, description):
    endpoints = {rule.endpoint for rule in town.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    names = {endpoint.removeprefix("api.") for endpoint in endpoints - {"api.openapi", "api.reference"}}
    assert names == {one["operationId"] for one in operations(description)}


def test_every_post_needs_a_key_and_every_schema_is_sound(description):
    for path, methods in description["paths"].items():
        for method, one in methods.items():
            needed = [each["name"] for each in one["parameters"] if each["in"] == "header" and each["required"]]
            assert needed == (["Idempotency-Key"] if method == "post" else []), path
    for schema in description["components"]["schemas"].values():
        jsonschema_rs.validator_for({**schema, "components": description["components"]})


def test_errors_are_problems(description):
    for one in operations(description):
        for status, answer in one["responses"].items():
            kinds = list(answer.get("content", {}))
            good = [] if status == "304" else ["application/json"]
            assert kinds == (["application/problem+json"] if status >= "400" else good)
        assert {"429", "500", "503"} <= set(one["responses"])


def test_who_may_do_what_is_said(description):
    found = {one["operationId"]: one["security"] for one in operations(description)}
    assert found["create_event"] == [{"token": ["events:write"]}]
    assert found["book_place"] == [{}, {"token": ["bookings:write"]}]
    assert description["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_it_leads_nowhere_else(description):
    assert "cdn" not in json.dumps(description).lower()
    assert [one for one in json.dumps(description).split('"') if one.startswith("http:")] == ["http://localhost"]


@pytest.mark.parametrize("path", ["apidoc/swagger/", "apidoc/redoc/", "apidoc/scalar/", "docs", "swagger"])
def test_p3_the_pages_that_load_scripts_from_elsewhere_are_off(nobody, path):
    assert refusal(nobody.get(f"/{path}")) == (404, "not_found")
    assert nobody.client.get(f"/{path}").status_code == 404


def test_by_command(town, description):
    done = town.test_cli_runner().invoke(args=["openapi"])
    assert done.exit_code == 0
    assert json.loads(done.output) == description


def test_every_code_is_one_word(town):
    assert all(re.fullmatch("[a-z0-9_]+", code) for code, _sentence in reasons())
    assert {"too_late", "over", "clash", "clash_warning"} <= {code for code, _sentence in reasons()}


def test_the_first_visitor_does_not_wait_for_what_draws_it():
    """SPEED, pattern 6: spectree is imported once the description is asked for, and not before."""
    lines = ("import sys", "import app.api.routes", "before = 'spectree' in sys.modules", "import app.api.description",
             "print(before, 'spectree' in sys.modules)")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", "; ".join(lines)], check=True, capture_output=True, text=True)
    assert done.stdout == "False True\n"


def test_a_cursor_is_read_back():
    moment = datetime(2026, 11, 28, 10)
    assert rules.read_cursor(rules.cursor_after(moment, 7)) == (moment, 7)


@pytest.mark.parametrize("text", ["", "x", "\u00e9", "MjAyNi0xMS0yOFQxMDowMDowMCAtNQ", "=" * 9])
def test_what_is_no_cursor_is_refused(text):
    with pytest.raises(ValueError, match="not a cursor"):
        rules.read_cursor(text)


def test_an_unknown_method_names_those_that_are(cast, nobody, carols):
    answer = nobody.client.put("/api/v1/events", json=event())
    assert refusal(answer) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]
