"""One address, two answers: the whole page to a browser, only the part that changes to htmx."""

import pytest

PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "ul#results"}


def is_whole(answer):
    return "whole page" in answer.text


def test_it_works(visitor):
    assert is_whole(visitor.get("/try/list"))


def test_htmx_gets_the_part_alone(visitor):
    answer = visitor.get("/try/list", headers=PART)
    assert answer.text == '<ul id="results">three things</ul>'


@pytest.mark.parametrize("target", ["main#content", "ul#other-results", "results", ""])
def test_who_asks_for_another_part_gets_the_page(visitor, target):
    assert is_whole(visitor.get("/try/list", headers={**PART, "HX-Target": target}))


def test_a_restored_page_is_a_whole_page(visitor):
    """htmx asks for history with the type `full`; a part would be shown as the page."""
    assert is_whole(visitor.get("/try/list", headers={**PART, "HX-Request-Type": "full"}))


@pytest.mark.parametrize("headers", [{}, PART])
def test_what_is_kept_of_one_is_never_shown_for_the_other(visitor, headers):
    vary = visitor.get("/try/list", headers=headers).headers["Vary"]
    assert "HX-Request-Type" in vary
    assert "HX-Target" in vary


def test_a_change_answers_htmx_with_the_part(trial, monkeypatch):
    monkeypatch.setitem(trial.config, "WTF_CSRF_ENABLED", False)
    answer = trial.test_client().post("/try/change", headers=PART)
    assert answer.text == '<ul id="results">four things</ul>'
    assert "HX-Request-Type" in answer.headers["Vary"]


def test_a_change_sends_a_plain_browser_on(trial, monkeypatch):
    monkeypatch.setitem(trial.config, "WTF_CSRF_ENABLED", False)
    answer = trial.test_client().post("/try/change")
    assert (answer.status_code, answer.location) == (303, "/try/list")
