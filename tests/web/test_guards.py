"""Who may use a route, and whether a request comes from our own page (P19, P30)."""

import re

import pytest

from app.web.guards import rule_of

FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
]
OUR_OWN = [
    {},
    {"Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    # A page that tells its address nobody sends no origin either (Fetch standard, "append a request Origin header").
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
]


def token(visitor):
    """The token that a page gives its form."""
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get("/try/form").text)[1]


def send(visitor, headers=None, **data):
    return visitor.post("/try/form", data=data, headers=headers or {})


def test_it_works(visitor):
    assert send(visitor, csrf_token=token(visitor)).text == "done"


# --- who may -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_a_route_that_nobody_declared_is_closed(trial, monkeypatch, method):
    monkeypatch.setitem(trial.config, "WTF_CSRF_ENABLED", False)
    assert trial.test_client().open("/try/undeclared", method=method).status_code == 404


def test_control_without_the_guard_it_would_be_open(trial, monkeypatch):
    guards = [check for check in trial.before_request_funcs[None] if check.__name__ != "check_access"]
    monkeypatch.setitem(trial.before_request_funcs, None, guards)
    assert trial.test_client().get("/try/undeclared").text == "open to all"


def test_the_rule_of_a_route_can_be_asked_for(trial):
    with trial.app_context():
        assert rule_of("try_demo").__name__ == "demo_only"
        assert rule_of("try_undeclared") is None


def test_a_demo_page_does_not_exist_in_a_real_town(visitor, demo_trial):
    assert visitor.get("/try/demo").status_code == 404
    assert demo_trial.test_client().get("/try/demo").text == "only in the demo"


# --- where the demo is answered ------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["10.0.0.5", "192.168.1.20", "2001:db8::1", ""])
def test_the_demo_refuses_any_other_computer(demo_trial, address):
    answer = demo_trial.test_client().get("/try/plain", environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1"])
def test_the_demo_answers_this_one(demo_trial, address):
    answer = demo_trial.test_client().get("/try/plain", environ_overrides={"REMOTE_ADDR": address})
    assert answer.text == "plain"


def test_the_demo_believes_nobody_who_says_they_are_here(demo_trial):
    told = {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1", "X-Real-IP": "127.0.0.1"}
    answer = demo_trial.test_client().get("/try/plain", headers=told, environ_overrides={"REMOTE_ADDR": "10.0.0.5"})
    assert answer.status_code == 403


def test_control_a_real_town_answers_everybody(visitor):
    assert visitor.get("/try/plain", environ_overrides={"REMOTE_ADDR": "10.0.0.5"}).text == "plain"


# --- forged forms --------------------------------------------------------------------------------------------------


def test_a_form_without_its_token_is_refused_with_what_to_do(visitor):
    answer = send(visitor)
    assert answer.status_code == 400
    assert "This page was open for a long time" in answer.text


def test_the_token_of_somebody_else_is_refused(trial, visitor):
    assert send(visitor, csrf_token=token(trial.test_client())).status_code == 400


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_sent_from_another_site_is_refused_even_with_a_good_token(visitor, headers):
    answer = send(visitor, headers, csrf_token=token(visitor))
    assert answer.status_code == 403
    assert "That came from another website" in answer.text


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_control_without_the_guard_it_would_get_in(trial, monkeypatch, headers):
    guards = [check for check in trial.before_request_funcs[None] if check.__name__ != "check_origin"]
    monkeypatch.setitem(trial.before_request_funcs, None, guards)
    visitor = trial.test_client()
    assert send(visitor, headers, csrf_token=token(visitor)).text == "done"


@pytest.mark.parametrize("headers", OUR_OWN, ids=str)
def test_our_own_page_is_let_in(visitor, headers):
    assert send(visitor, headers, csrf_token=token(visitor)).text == "done"


def test_a_link_from_another_site_may_be_followed(visitor):
    assert visitor.get("/try/plain", headers=FOREIGN[3]).text == "plain"


# --- foreign hosts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "[::2]", "a b"])
def test_a_foreign_host_is_refused_with_a_plain_page(visitor, host):
    answer = visitor.get("/try/plain", headers={"Host": host})
    assert answer.status_code == 400
    assert "That did not work" in answer.text
    assert host not in answer.text


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000"])
def test_our_own_names_are_answered(visitor, host):
    assert visitor.get("/try/plain", headers={"Host": host}).text == "plain"


def test_a_subdomain_of_ours_is_not_ours(visitor):
    assert visitor.get("/try/plain", headers={"Host": "other.localhost"}).status_code == 400
