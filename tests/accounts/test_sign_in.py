"""Signing in: an address, a code, and on to where one was going."""

import pytest

from app.accounts.models import Account, SignIn
from app.accounts.operations import sign_in as sign_in_row
from app.extensions import db
from app.privacy import fingerprint
from app.web.visitor import MARK
from tests.accounts.signing import ask, code_sent, is_signed_in, sign_in, type_in


def test_it_works(client, cast):
    asked = ask(client, "carol@example.org")
    assert asked.headers["Location"] == "/sign-in/code"
    assert "c•••@example.org" in client.get("/sign-in/code").text
    answer = type_in(client, code_sent("carol@example.org"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me")
    assert is_signed_in(client)


def test_the_first_time_one_says_who_one_is(client):
    answer = sign_in(client, next="/events/beach-clean")
    assert answer.headers["Location"] == "/me/about?next=/events/beach-clean"
    assert db.session.query(Account).count() == 1


def test_a_mobile_number_gets_a_text(client):
    assert ask(client, "07700 900123").headers["Location"] == "/sign-in/code"
    assert "the phone that ends in 123" in client.get("/sign-in/code").text
    type_in(client, code_sent("+447700900123"))
    assert is_signed_in(client)


def test_two_ways_of_writing_an_address_are_one_account(client, town):
    sign_in(client, "Zoe@Example.org")
    sign_in(town.test_client(), "zoe@example.org")
    assert db.session.query(Account).count() == 1


def test_spaces_in_the_code_do_not_matter(client):
    ask(client)
    code = code_sent()
    type_in(client, f" {code[:3]} {code[3:]} ")
    assert is_signed_in(client)


def test_next_is_kept_all_the_way(client, cast):
    asked = ask(client, "carol@example.org", next="/organise/?a=1")
    assert asked.headers["Location"] == "/sign-in/code?next=/organise/?a%3D1"
    assert "/sign-in/code?next=/organise/?a%3D1" in client.get(asked.headers["Location"]).text
    answer = type_in(client, code_sent("carol@example.org"), next="/organise/?a=1")
    assert answer.headers["Location"] == "/organise/?a=1"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example"]
)
def test_next_to_another_site_is_ignored(client, cast, elsewhere):
    assert "evil" not in client.get("/sign-in", query_string={"next": elsewhere}).text
    assert sign_in(client, "carol@example.org", next=elsewhere).headers["Location"] == "/me"


def test_somebody_signed_in_goes_straight_on(client, cast):
    sign_in(client, "carol@example.org")
    assert client.get("/sign-in?next=/organise/").headers["Location"] == "/organise/"


def test_a_closed_page_leads_to_the_sign_in_and_back(client):
    assert client.get("/me/sign-ins").headers["Location"] == "/sign-in?next=/me/sign-ins"
    assert client.post("/sign-out/everywhere").headers["Location"] == "/sign-in"


def test_the_session_is_a_fresh_one_and_the_phone_keeps_its_plans(client):
    with client.session_transaction() as session:
        session[MARK] = "m" * 22
        session["left over"] = "from before"
    sign_in(client)
    with client.session_transaction() as session:
        assert session[MARK] == "m" * 22
        assert "left over" not in session and "browser" not in session
        assert session.permanent


def test_the_cookie_secret_is_kept_as_a_hash(client):
    sign_in(client)
    with client.session_transaction() as session:
        secret = session["_user_id"]
    row = db.session.query(SignIn).one()
    assert row.secret_hash == fingerprint(secret) and secret not in row.secret_hash


def test_every_sign_in_has_a_secret_of_its_own(cast):
    assert sign_in_row(cast.carol, "One").secret != sign_in_row(cast.carol, "Two").secret


def test_looking_at_the_code_page_without_a_code_leads_back(client):
    assert client.get("/sign-in/code").headers["Location"] == "/sign-in"
    assert type_in(client, "123456").headers["Location"] == "/sign-in"
    assert client.post("/sign-in/code/another").headers["Location"] == "/sign-in"


def test_looking_writes_nothing(client):
    for page in ("/sign-in", "/sign-in/code"):
        client.get(page)
    assert db.session.query(Account).count() == db.session.query(SignIn).count() == 0
