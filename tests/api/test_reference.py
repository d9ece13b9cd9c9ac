"""The reference page: plain, without a script of its own, and every command on it works."""

import re
import shlex
from html import unescape
from uuid import uuid4

import pytest

from app.api.operations import make_token
from app.api.problems import WORDS
from app.bookings.messages import REASONS
from app.events.models import Event
from app.extensions import db
from tests.cast import clinic, drive, take

COMMAND = re.compile(r'<pre class="code-block"><code>(.*?)</code></pre>', re.S)


@pytest.fixture
def page(cast, nobody):
    event = clinic(cast, days=(3,))
    take(event.occurrences[0].slots[-1], name="Ann", party=1)
    drive(cast, days=2)
    return nobody.get("").get_data(as_text=True)


def run(client, command, **values):
    """Do what curl would do with this command."""
    for name, value in values.items():
        command = command.replace(f"${name}", value)
    words = shlex.split(command.replace("$(uuidgen)", str(uuid4())))
    assert words.pop(0) == "curl"
    method, headers, body = "GET", {}, None
    while len(words) > 1:
        option, value = words.pop(0), words.pop(0)
        if option == "-X":
            method = value
        elif option == "-H":
            name, _colon, text = value.partition(": ")
            headers[name] = text
        else:
            assert option == "-d"
            body = value
    (address,) = words
    return client.open(address.removeprefix("http://localhost"), method=method, headers=headers, data=body)


def test_it_works(page, nobody):
    assert page.startswith("<!doctype html>")
    assert "For other apps" in page
    assert len(COMMAND.findall(page)) == 11


def test_every_command_works(page, nobody, cast):
    commands = [unescape(command) for command in COMMAND.findall(page)]
    values = {"TOKEN": make_token(["events:write", "bookings:write"], cast.friends.id), "CODE": "", "RALLY": ""}
    for command in sorted(commands, key=lambda one: ("-X DELETE" in one, "$CODE" in one or "$RALLY" in one)):
        answer = run(nobody.client, command, **values)
        assert answer.status_code in (200, 201), (command, answer.json)
        if "/rally" in command:
            values["RALLY"] = str(answer.json["id"])
        values["CODE"] = answer.json.get("code") or values["CODE"]
    assert answer.json["state"] == "cancelled"
    assert db.session.query(Event).filter_by(title="Beach clean").count() == 2


def test_in_an_empty_town_it_is_drawn_too(nobody):
    answer = nobody.get("")
    assert answer.status_code == 200
    assert "/api/v1/events/1" in answer.get_data(as_text=True)


def test_p3_it_loads_nothing_from_elsewhere(page):
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert "style=" not in page


def test_every_code_stands_on_it_where_the_problem_points(page, nobody, cast):
    ids = set(re.findall(r'id="([a-z0-9_]+)"', page))
    assert set(WORDS) <= ids
    assert {"too_late", "clash", "clash_warning", "over"} <= ids
    assert len(REASONS) > 5
    told = nobody.get("/events/99999").json["type"]
    assert told == "/api/v1#not_found"
