"""The log: one line a request, traceable and without a word about a person (PROMISES, links in messages; P28)."""

import json
import logging
import os
import re
import subprocess
import sys

import pytest
import structlog
from flask import Flask, abort

from app import logs

SECRET = "tok3n-of-a-pass-nobody-may-read"


@pytest.fixture
def app():
    app = Flask("logged", static_folder=None)
    logs.init_app(app)

    @app.get("/bookings/<code>")
    def booking(code):
        structlog.get_logger().info("test.inside")
        return "pass"

    @app.get("/broken/<code>")
    def broken(code):
        raise ValueError(f"no booking for asha@town.example or {'07700 900123'}")

    @app.get("/closed")
    def closed():
        abort(403)

    app.add_url_rule("/static/<path:name>", "static", lambda name: "file")
    return app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def lines(capsys):
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_it_works(client, lines):
    answer = client.get(f"/bookings/{SECRET}?email=asha@town.example")
    inside, line = lines()
    assert line["event"] == "request.answered"
    assert (line["method"], line["path"], line["status"], line["level"]) == ("GET", "/bookings/<code>", 200, "info")
    assert line["request_id"] == inside["request_id"] == answer.headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f]{16}", line["request_id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["timestamp"])
    assert line["ms"] >= 0


@pytest.mark.parametrize("path", [f"/bookings/{SECRET}", f"/broken/{SECRET}", f"/nothing/{SECRET}", f"/?t={SECRET}"])
def test_the_raw_address_is_never_written(client, capsys, path):
    client.get(path)
    logged = capsys.readouterr().err
    assert logged and SECRET not in logged


def test_an_unknown_address_has_no_rule(client, lines):
    client.get("/nothing/here")
    assert [(line["path"], line["status"]) for line in lines()] == [("none", 404)]


def test_a_fault_is_found_by_the_request_id_the_visitor_was_given(client, lines):
    answer = client.get("/broken/1")
    failed, line = lines()
    assert failed["request_id"] == line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["level"], line["status"]) == ("error", 500)
    assert "ValueError: no booking for [email] or [phone]" in failed["exception"]


def test_every_answer_has_its_own_request_id(client):
    ids = {client.get(path).headers["X-Request-Id"] for path in ("/bookings/1", "/bookings/1", "/closed", "/nothing")}
    assert len(ids) == 4


def test_a_request_id_from_outside_is_not_believed(client, lines):
    answer = client.get("/closed", headers={"X-Request-Id": "forged"})
    assert answer.headers.getlist("X-Request-Id") != ["forged"]
    assert "forged" not in str(lines())


def test_static_files_leave_no_line(client, lines):
    assert "X-Request-Id" in client.get("/static/a.css").headers
    assert lines() == []


@pytest.mark.parametrize("field", ["email", "phone", "name", "first_name", "guardian_email", "address", "code", "token",
                                   "text", "postcode", "Authorization", "to", "body", "password"])  # fmt: skip
def test_fields_about_a_person_are_removed(app, lines, field):
    structlog.get_logger().info("test.event", **{field: "Asha"}, inside={field: ["Asha"], "kept": 1})
    (line,) = lines()
    assert line[field] == line["inside"][field] == "[removed]"
    assert line["inside"]["kept"] == 1


@pytest.mark.parametrize(
    "text", ["asha@town.example", "<asha.o+gather@mail.town.example>", "smtp://town:secret@mail.example:587",
             "+447700900123", "+44 7700 900123", "07700 900123", "(01229) 772 211", "07700-900-123", "tel:07700900123",
             "447700900123", "[parameters: ('Asha', 'Haverigg')]", "DETAIL: Key (first_name)=(Asha) already exists."]
)  # fmt: skip
def test_what_looks_like_a_person_is_masked(app, capsys, text):
    structlog.get_logger().info(text, reason=[{"why": text}], kind=ValueError(text))
    logging.getLogger("some.library").warning("told: %s", text)
    logged = capsys.readouterr().err
    for private in ("asha", "Asha", "secret", "7700", "772 211", "Haverigg"):
        assert private not in logged


@pytest.mark.parametrize("text", ["2026-11-22 03:04:05", "job 12345 of 67890", "10:00-12:30", "sqlite 3.53.2",
                                  "0123456789abcdef", "2026-11-22T03:04:05.123Z"])  # fmt: skip
def test_what_is_no_person_stays(text):
    assert logs.masked(text) == text


def test_libraries_come_through_the_same_processors(app, lines):
    try:
        raise LookupError("asha@town.example")
    except LookupError:
        logging.getLogger("some.library").exception("failed for %s", "asha@town.example")
    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == ("failed for [email]", "error", "some.library")
    assert "LookupError: [email]" in line["exception"]


@pytest.mark.parametrize("library", ["werkzeug", "granian.access", "apscheduler.scheduler", "httpx"])
def test_a_library_that_tells_of_every_request_is_quiet(app, lines, library):
    logging.getLogger(library).info('"GET /bookings/%s"', SECRET)
    assert lines() == []


def test_starting_twice_does_not_write_twice(app, lines):
    logs.init_app(Flask("another"))
    logging.getLogger("some.library").warning("once")
    assert len(lines()) == 1


def test_a_log_that_cannot_be_written_fails_no_request():
    program = (
        "from flask import Flask\nfrom app import logs\napp = Flask('full')\nlogs.init_app(app)\n"
        "app.add_url_rule('/', 'home', lambda: 'fine')\n"
        "assert app.test_client().get('/').text == 'fine'\nprint('fine')"
    )
    nobody_reads, pipe = os.pipe()
    os.close(nobody_reads)
    done = subprocess.run([sys.executable, "-c", program], stderr=pipe, stdout=subprocess.PIPE, text=True, check=True)
    os.close(pipe)
    assert done.stdout == "fine\n"


def test_people_at_a_terminal_get_lines_for_people():
    """In development, and only there: a real terminal, and JSON as soon as it is none."""
    program = "from app import logs\nimport structlog\nlogs.configure({})\nstructlog.get_logger().info('hello.there')"
    texts = {}
    for debug in (True, False):
        ours, theirs = os.openpty()
        subprocess.run([sys.executable, "-c", program.format(debug)], stderr=theirs, check=True)
        texts[debug] = os.read(ours, 4096).decode()
        os.close(ours)
        os.close(theirs)
    assert "hello.there" in texts[True] and "{" not in texts[True]
    assert json.loads(texts[False])["event"] == "hello.there"
