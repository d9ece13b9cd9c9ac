"""When something goes wrong: a plain page with what to do next, a request id, and never a trace (P28)."""

import json
from html import unescape

import pytest

from app.web.errors import SENTENCES

from .conftest import SECRET

TRACES = (
    "Traceback",
    "ValueError",
    "OperationalError",
    "sqlalchemy",
    'File "',
    ".py",
    "database is locked",
    SECRET,
)


def text(answer):
    """What the visitor reads, tags and all."""
    return unescape(answer.text)


def test_it_works(visitor):
    answer = visitor.get("/no/such/page")
    assert answer.status_code == 404
    assert "We can't find that page" in text(answer)
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_each_error_has_its_plain_page(visitor, code):
    answer = visitor.get(f"/try/refuse/{code}")
    title, sentence = SENTENCES[code]
    assert answer.status_code == code
    with visitor.application.test_request_context():
        assert str(title) in text(answer)
        assert str(sentence) in text(answer)
    assert answer.headers["X-Request-Id"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_error_without_a_sentence_of_its_own_has_a_plain_one(visitor):
    answer = visitor.get("/try/refuse/418")
    assert answer.status_code == 418
    assert "That did not work" in text(answer)
    assert "teapot" not in text(answer)


@pytest.mark.parametrize(("kind", "code"), [("fault", 500), ("busy", 503), ("locked", 503), ("full", 503)])
def test_p28_the_visitor_sees_no_trace(visitor, kind, code):
    answer = visitor.get(f"/try/fail/{kind}")
    assert answer.status_code == code
    assert [word for word in TRACES if word in text(answer)] == []


@pytest.mark.parametrize("path", ["/try/fail/fault", "/try/fail/busy", "/try/refuse/503"])
def test_who_calls_us_about_it_can_say_which_one_it_was(visitor, path):
    answer = visitor.get(path)
    assert answer.headers["X-Request-Id"] in text(answer)


@pytest.mark.parametrize(
    ("kind", "words"), [("full", "We can't save anything right now"), ("locked", "We are very busy")]
)
def test_p14_a_full_disk_is_told_from_a_crowd(visitor, kind, words):
    assert words in text(visitor.get(f"/try/fail/{kind}"))


def test_p18_somebody_signed_in_gets_the_page_too_when_the_database_is_away(visitor):
    """Who they are stands in the database, so the page must not ask. (This town has no tables at all.)"""
    with visitor.session_transaction() as session:
        session["_user_id"] = "somebody"
    answer = visitor.get("/try/fail/locked")
    assert answer.status_code == 503
    assert "We are very busy right now" in text(answer)


def test_control_an_ordinary_page_does_ask(visitor):
    with visitor.session_transaction() as session:
        session["_user_id"] = "somebody"
    assert visitor.get("/try/list").status_code == 503


def test_p28_the_log_tells_us_everything_under_the_same_id(visitor, capsys):
    answer = visitor.get("/try/fail/fault")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    ours = [line for line in lines if line.get("request_id") == answer.headers["X-Request-Id"]]
    assert any("ValueError" in str(line.get("exception")) for line in ours)


@pytest.mark.parametrize("path", ["/try/refuse/503", "/try/refuse/429", "/try/fail/busy", "/try/fail/locked"])
def test_who_should_come_back_is_told_when(visitor, path):
    assert int(visitor.get(path).headers["Retry-After"]) >= 1


@pytest.mark.parametrize("path", ["/try/refuse/404", "/try/fail/fault"])
def test_nobody_else_is(visitor, path):
    assert "Retry-After" not in visitor.get(path).headers


def test_what_a_visitor_typed_into_the_address_is_not_repeated(visitor):
    assert "<script>alert" not in visitor.get("/<script>alert(1)</script>").text


def test_a_way_of_asking_that_a_page_does_not_know(visitor):
    assert visitor.put("/healthz").status_code == 405


def test_a_body_that_is_too_big(visitor):
    answer = visitor.post("/try/form", data={"note": "x" * 2_000_000})
    assert answer.status_code == 413
    assert "That is too big" in text(answer)


def test_a_form_with_too_many_fields(visitor):
    answer = visitor.post("/try/form", data={f"field{number}": "x" for number in range(1000)})
    assert answer.status_code in (400, 413)


def test_a_redirect_is_no_error(visitor):
    assert visitor.get("/try/moved").status_code == 302
