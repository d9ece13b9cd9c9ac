"""One network address cannot ask for codes, or try them, without end."""

import pytest

from tests.accounts.signing import ask, code_sent, type_in, wrong
from tests.own import limited_town


@pytest.fixture
def limited(tmp_path):
    with limited_town(tmp_path) as app:
        yield app.test_client()


def test_it_works(limited):
    answers = [ask(limited, f"person{number}@example.org").status_code for number in range(41)]
    assert answers == [303] * 40 + [429]
    assert limited.get("/sign-in").status_code == 200
    assert limited.post("/sign-in/code/another").status_code == 429


def test_tries_are_counted_over_all_codes(limited):
    statuses = []
    for number in range(25):
        ask(limited, f"person{number}@example.org")
        code = code_sent(f"person{number}@example.org")
        statuses += [type_in(limited, wrong(code)).status_code for _ in range(5)]
    assert statuses == [422] * 120 + [429] * 5


def test_answers_of_passkeys_are_counted(limited):
    answers = [limited.post("/sign-in/passkeys", data={"credential": "{}"}).status_code for _ in range(121)]
    assert answers == [422] * 120 + [429]
    assert limited.get("/sign-in").status_code == 200  # and codes still work
