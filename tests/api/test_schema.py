"""Many ways to call the API, made from its own description: never a 5xx, never an answer it does not know (P28)."""

from contextvars import Context

import pytest
import schemathesis
from flask import Flask, jsonify
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi import checks as known

from app.api.operations import make_token
from app.api.rules import SCOPES
from app.rally.operations import start
from tests.cast import clinic, drive, first_slot, take

CHECKS = [
    not_a_server_error, known.status_code_conformance, known.content_type_conformance,
    known.response_schema_conformance, known.response_headers_conformance, known.negative_data_rejection,
]  # fmt: skip
OPERATIONS = ("list_events", "get_event", "get_slot", "create_event", "book_place", "join_waiting_list", "get_booking",
              "cancel_booking", "move_booking", "start_rally", "get_rally")  # fmt: skip
ANY_TEXT_WILL_DO = ("get_booking", "cancel_booking")
"""Operations that take nothing but a code, and so can be asked nothing of the wrong kind."""
MODES = {"right": GenerationMode.POSITIVE, "wrong": GenerationMode.NEGATIVE}
EXAMPLES = 10


def described(app, path="/api/v1/openapi.json"):
    """The API as its description tells it, called without a network."""
    return Context().run(schemathesis.openapi.from_wsgi, path, app)


def call_all(operation, mode, headers, **real):
    """Call an operation in so many ways and hold each answer against the description."""

    @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=MODES[mode], **real))
    def call(case):
        answer = Context().run(case.call, headers={"Accept-Encoding": "identity", **headers})
        case.validate_response(answer, checks=CHECKS)

    call()


@pytest.fixture
def real(cast):
    """Ids that are there, for the paths: a clinic with one time taken."""
    event = clinic(cast, days=(2,))
    booking = take(first_slot(event), name="Ann")
    rally = start(first_slot(drive(cast, days=2)).id)
    return {
        "event_id": event.id, "slot_id": event.occurrences[0].slots[1].id, "code": booking.code, "rally_id": rally.id
    }  # fmt: skip


def test_it_works(town):
    assert {one.ok().definition.raw["operationId"] for one in described(town).get_all_operations()} == set(OPERATIONS)


@pytest.mark.parametrize(
    ("name", "mode"),
    [(name, mode) for name in OPERATIONS for mode in MODES if mode == "right" or name not in ANY_TEXT_WILL_DO],
)
def test_p28_every_answer_is_in_the_description(town, real, name, mode):
    operation = described(town).find_operation_by_id(name)
    call_all(operation, mode, {"Authorization": f"Bearer {make_token(SCOPES)}"})
    if mode == "right" or operation.body:
        call_all(
            operation, mode, {}, path_parameters={each.name: real[each.name] for each in operation.path_parameters}
        )


def careless(status, body):
    """An API that does not keep to its description."""
    app = Flask("careless")
    answers = {"200": {"description": "", "content": {"application/json": {"schema": {"type": "array"}}}}}
    paths = {"/things": {"get": {"operationId": "things", "responses": answers}}}
    told = {"openapi": "3.1.0", "info": {"title": "", "version": "1"}, "paths": paths}
    app.add_url_rule("/openapi.json", "told", lambda: jsonify(told))
    app.add_url_rule("/things", "things", lambda: (jsonify(body), status))
    return app


@pytest.mark.parametrize(
    ("status", "body", "noticed"),
    [(500, [], "Server error"), (418, [], "Undocumented status code"), (200, {}, "violates schema")],
)
def test_control_who_does_not_keep_to_it_is_noticed(status, body, noticed):
    operation = described(careless(status, body), "/openapi.json").find_operation_by_id("things")
    with pytest.raises(FailureGroup) as found:
        call_all(operation, "right", {})
    assert noticed in str(found.value.exceptions)


def test_control_who_keeps_to_it_is_left_alone():
    call_all(described(careless(200, []), "/openapi.json").find_operation_by_id("things"), "right", {})
