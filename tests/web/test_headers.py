"""Every answer wears the same headers, whatever became of the request (PROMISES, headers)."""

import pytest

from app.web.headers import POLICY

EVERY_ANSWER = ("/try/plain", "/try/moved", "/try/refuse/404", "/try/refuse/503", "/try/fail/fault", "/try/undeclared",
                "/no/such/page", "/healthz", "/try/form")  # fmt: skip
PROMISED = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}


def bare(answer):
    """The promised headers that an answer lacks or says differently."""
    return [name for name, value in PROMISED.items() if answer.headers.get(name) != value]


def test_it_works(visitor):
    assert visitor.get("/try/plain").status_code == 200


@pytest.mark.parametrize("path", EVERY_ANSWER)
def test_every_answer_wears_them(visitor, path):
    answer = visitor.get(path)
    assert bare(answer) == []
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "geolocation=()" in answer.headers["Permissions-Policy"]


def test_a_foreign_host_is_answered_with_them(visitor):
    assert bare(visitor.get("/", headers={"Host": "evil.example"})) == []


@pytest.mark.parametrize("name", ["dist/gather.css", "dist/gather.js"])
def test_static_files_wear_them_although_flask_never_sees_them(trial, name):
    answer = trial.test_client().get(trial.extensions["gather_assets"][name])
    assert answer.status_code == 200
    assert bare(answer) == []
    assert "immutable" in answer.headers["Cache-Control"]
    answer.close()


@pytest.mark.parametrize("path", ["/static/no-such-file.css", "/static/../wsgi.py", "/static/manifest.json/x"])
def test_a_static_file_that_is_not_there(visitor, path):
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert bare(answer) == []


def test_control_an_app_without_them_is_noticed(trial, monkeypatch):
    monkeypatch.setitem(trial.after_request_funcs, None, [])
    assert bare(trial.test_client().get("/try/plain")) == list(PROMISED)


@pytest.mark.parametrize("word", ["unsafe", "http:", "https:", "*", "nonce"])
def test_the_policy_lets_nothing_in(word):
    assert word not in POLICY


def test_over_https_browsers_are_told_to_stay_there(visitor):
    answer = visitor.get("/try/plain", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_over_http_they_are_not(visitor):
    assert "Strict-Transport-Security" not in visitor.get("/try/plain").headers


def test_an_answer_to_nobody_in_particular_may_be_kept_and_asked_about(visitor):
    assert visitor.get("/try/plain").headers["Cache-Control"] == "no-cache"


def test_what_was_answered_to_a_known_visitor_is_kept_nowhere(visitor):
    assert visitor.get("/try/remember").headers["Cache-Control"] == "no-store"
    assert visitor.get("/try/plain").headers["Cache-Control"] == "no-store"
    assert visitor.get("/no/such/page").headers["Cache-Control"] == "no-store"


def test_a_page_whose_address_is_a_secret_tells_it_nobody(visitor):
    answer = visitor.get("/try/link")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_our_own_pages_only(visitor):
    cookie = visitor.get("/try/remember").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_the_cookie_can_be_set_by_this_host_alone(tmp_path):
    from tests.own import closed_town

    from .conftest import add_views

    town = add_views(closed_town(tmp_path, {"SESSION_COOKIE_NAME": "__Host-gather", "SESSION_COOKIE_SECURE": True}))
    cookie = town.test_client().get("/try/remember", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-gather=")
    assert "; Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_a_page_names_its_style_sheet_ahead_and_a_part_of_one_does_not(client):
    sheet = client.application.extensions["gather_assets"]["dist/gather.css"]
    assert client.get("/events").headers["Link"] == f"<{sheet}>; rel=preload; as=style"
    assert "Link" not in client.get("/events", headers={"HX-Request-Type": "partial", "HX-Target": "results"}).headers
    assert "Link" not in client.get("/healthz").headers
