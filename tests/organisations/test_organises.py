"""Whether to show the way to the organisers' pages."""

from contextvars import Context

import pytest
from flask import render_template_string
from sqlalchemy import event

from app.extensions import db
from tests.cast import signed_in


def organises(client):
    """What the templates are told about this client, in a request of its own."""
    return Context().run(_organises, client.application, cookie_of(client))


def _organises(app, cookie):
    with app.test_request_context("/", headers={"Cookie": cookie}):
        app.preprocess_request()
        return render_template_string("{{ organises() }}") == "True"


def cookie_of(client):
    cookie = client.get_cookie("gather")
    return f"gather={cookie.value}" if cookie else ""


def test_it_works(client, cast):
    assert organises(signed_in(client, cast.carol))


def test_everybody_with_a_role_does_and_nobody_else(town, cast):
    does = {name: organises(signed_in(town.test_client(), getattr(cast, name)))
            for name in ("sam", "carol", "dev", "priya", "asha", "ben")}  # fmt: skip
    assert does == {"sam": True, "carol": True, "dev": True, "priya": True, "asha": False, "ben": False}


@pytest.fixture
def asked(town):
    """Every statement that reaches the database."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_visitor_without_a_cookie_costs_no_look_into_the_database(client, asked):
    assert not organises(client)
    assert asked == []


def test_control_a_signed_in_one_does(client, cast, asked):
    organises(signed_in(client, cast.carol))
    assert asked != []
