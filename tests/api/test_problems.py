"""Whatever goes wrong under /api/, a program reads a problem with a stable code and no word of our insides (P28)."""

import pytest
from sqlalchemy.exc import OperationalError

from app.api import queries
from app.api.problems import BY_STATUS, WORDS
from app.database import Busy
from tests.api.calling import PROBLEM, event, refusal

SECRET = "SELECT words_that_nobody_may_read"


def fail_with(problem):
    def fail(*_arguments):
        raise problem

    return fail


def test_it_works(cast, nobody):
    answer = nobody.get("/events/99999")
    assert answer.mimetype == PROBLEM
    assert answer.json == {
        "type": "/api/v1#not_found", "title": "There is nothing here", "status": 404,
        "detail": "It may be over, or the address may be wrong.", "code": "not_found",
    }  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/events", "/api/v1/events/1/nothing"])
def test_everything_under_api_answers_so(nobody, path):
    assert refusal(nobody.client.get(path)) == (404, "not_found")


@pytest.mark.parametrize("path", ["/nothing", "/apiary", "/events/nothing"])
def test_pages_keep_their_own_words(nobody, path):
    answer = nobody.client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_p28_our_own_fault_tells_nothing_but_a_number(cast, nobody, monkeypatch, capsys):
    monkeypatch.setattr(queries, "event_with_id", fail_with(ValueError(SECRET)))
    answer = nobody.get("/events/1")
    assert refusal(answer) == (500, "fault")
    assert SECRET not in answer.get_data(as_text=True)
    logged = [line for line in capsys.readouterr().err.splitlines() if answer.headers["X-Request-Id"] in line]
    assert any(SECRET in line for line in logged)


@pytest.mark.parametrize("problem", [Busy(), OperationalError(SECRET, {}, Exception("database is locked"))])
def test_p28_busy_says_when_to_come_again(cast, nobody, monkeypatch, problem):
    monkeypatch.setattr(queries, "event_with_id", fail_with(problem))
    answer = nobody.get("/events/1")
    assert refusal(answer) == (503, "busy")
    assert answer.headers["Retry-After"] == "5"
    assert SECRET not in answer.get_data(as_text=True)


def test_p14_a_full_disk_has_a_code_of_its_own(cast, nobody, monkeypatch):
    full = OperationalError(SECRET, {}, Exception("database or disk is full"))
    monkeypatch.setattr(queries, "event_with_id", fail_with(full))
    answer = nobody.get("/events/1")
    assert refusal(answer) == (503, "cannot_save")
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_host_that_is_not_ours(nobody):
    answer = nobody.client.get("/api/v1/events", base_url="http://evil.example")
    assert refusal(answer) == (400, "bad_request")


def test_programs_bring_no_token_of_a_form(cast, carols, town, monkeypatch):
    monkeypatch.setitem(town.config, "WTF_CSRF_ENABLED", True)
    assert carols.post("/events", event()).status_code != 400


def test_control_pages_must(cast, town, monkeypatch):
    monkeypatch.setitem(town.config, "WTF_CSRF_ENABLED", True)
    assert town.test_client().post("/sign-in", data={"address": "x@example.org"}).status_code == 400


def test_every_code_has_its_status_and_its_words(town):
    assert set(BY_STATUS.values()) <= set(WORDS)
    for word, (status, title, text) in WORDS.items():
        assert 400 <= status < 600, word
        assert str(title)[0].isupper()
        assert str(text).endswith(".")


def test_a_page_of_our_own_may_call(cast, carols):
    answer = carols.post("/events", event(), Origin="http://localhost", Sec_Fetch_Site="same-origin")
    assert answer.status_code != 403
