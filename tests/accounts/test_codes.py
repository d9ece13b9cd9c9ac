"""A code: six digits, ten minutes, five tries, once, in the browser that asked (PROMISES P20)."""

from datetime import timedelta

import time_machine

from app import clock
from app.accounts.models import SignIn, SignInCode
from app.extensions import db
from tests.accounts.signing import ask, code_sent, is_signed_in, type_in, wrong

OVER = "This code does not work any more."


def test_it_works(client):
    ask(client)
    type_in(client, code_sent())
    assert is_signed_in(client)


def test_a_wrong_code_says_how_many_tries_are_left(client):
    ask(client)
    code = code_sent()
    answer = type_in(client, wrong(code))
    assert answer.status_code == 422
    assert answer.text.count("That is not the code. You can try 4 more times") == 2
    for _ in range(2):
        type_in(client, wrong(code))
    assert "You can try 1 more time" in type_in(client, wrong(code)).text
    assert not is_signed_in(client)


def test_after_five_wrong_tries_even_the_right_code_is_over(client):
    ask(client)
    code = code_sent()
    answers = [type_in(client, wrong(code)) for _ in range(5)]
    assert OVER in answers[-1].text and "Send a new code" in answers[-1].text
    answer = type_in(client, code)
    assert answer.status_code == 422 and OVER in answer.text
    assert not is_signed_in(client)


def test_a_code_works_once(client, town):
    ask(client)
    code = code_sent()
    with client.session_transaction() as session:
        browser = session["browser"]
    type_in(client, code)
    again = town.test_client()
    with again.session_transaction() as session:
        session["browser"] = browser
    answer = type_in(again, code)
    assert answer.status_code == 422 and OVER in answer.text
    assert not is_signed_in(again)
    assert db.session.query(SignIn).count() == 1


def test_a_code_is_over_after_ten_minutes(client):
    start = clock.now()
    with time_machine.travel(start, tick=False) as travel:
        ask(client)
        travel.shift(timedelta(minutes=10))
        answer = type_in(client, code_sent())
        assert answer.status_code == 422 and OVER in answer.text
        assert OVER in client.get("/sign-in/code").text
        assert not is_signed_in(client)


def test_a_code_still_works_just_before(client):
    with time_machine.travel(clock.now(), tick=False) as travel:
        ask(client)
        travel.shift(timedelta(minutes=9, seconds=59))
        type_in(client, code_sent())
        assert is_signed_in(client)


def test_another_browser_cannot_use_it(client, town):
    ask(client)
    other = town.test_client()
    ask(other, "somebody.else@example.org")
    answer = type_in(other, code_sent())
    assert answer.status_code == 422
    assert not is_signed_in(other)


def test_something_that_is_no_code_costs_no_try(client):
    ask(client)
    answer = type_in(client, "12345")
    assert answer.status_code == 422
    assert answer.text.count("The code has 6 numbers, like 123 456") == 2
    assert db.session.query(SignInCode).one().tries == 0


def test_a_new_code_ends_the_one_before(client):
    ask(client)
    first = code_sent()
    assert client.post("/sign-in/code/another").headers["Location"] == "/sign-in/code"
    second = code_sent()
    if first != second:
        assert type_in(client, first).status_code == 422
    type_in(client, second)
    assert is_signed_in(client)


def test_an_address_gets_five_codes_an_hour(client, town):
    with time_machine.travel(clock.now(), tick=False) as travel:
        for _ in range(5):
            assert ask(client).status_code == 303
        answer = ask(town.test_client())
        assert answer.status_code == 429
        assert answer.text.count("We sent you a few codes already") == 2
        assert "zoe@example.org" in answer.text
        another = client.post("/sign-in/code/another")
        assert another.status_code == 429 and "We sent you a few codes already" in another.text
        travel.shift(timedelta(minutes=61))
        assert ask(client).status_code == 303


def test_the_code_and_the_address_are_not_readable_in_the_database(client):
    ask(client)
    code = code_sent()
    columns = "address, address_key, code_hash, browser_hash"
    row = db.session.execute(db.text(f"SELECT {columns} FROM sign_in_code")).one()
    message = db.session.execute(
        db.text("SELECT address, address_key, subject, text FROM message JOIN delivery ON message_id = message.id")
    ).one()
    with client.session_transaction() as session:
        browser = session["browser"]
    for stored in (*row, *message):
        assert code not in stored and "zoe" not in stored and browser not in stored
