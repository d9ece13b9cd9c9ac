"""Without a token an address may change little in a minute; with one, much in a second; reading is free."""

import pytest
import time_machine

from app import clock
from app.api.operations import make_token
from tests import cast as people
from tests.api.calling import Program, booking, refusal
from tests.own import limited_town


@pytest.fixture
def limited(tmp_path):
    """A town that counts, in one minute however long it takes."""
    now = clock.now().replace(microsecond=0)
    with limited_town(tmp_path) as app, time_machine.travel(now, tick=False):
        yield app


@pytest.fixture
def path(limited):
    return f"/slots/{people.first_slot(people.gathering(people.assemble(), capacity=500)).id}/bookings"


def test_it_works(limited, path):
    nobody = Program(limited)
    answers = [nobody.post(path, booking("Ed", f"07700 900{number:03}")) for number in range(21)]
    assert [answer.status_code for answer in answers] == [201] * 20 + [429]
    assert refusal(answers[-1]) == (429, "rate_limited")
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61  # a minute, rounded up


def test_it_counts_by_address_and_leaves_reading_free(limited, path):
    nobody, elsewhere = Program(limited), Program(limited, address="192.0.2.7")
    for _ in range(21):
        nobody.post(path, {})
    assert nobody.get("/events").status_code == 200
    assert refusal(nobody.delete("/bookings/x")) == (429, "rate_limited")
    assert refusal(elsewhere.delete("/bookings/x")) == (404, "not_found")


def test_a_token_that_is_none_counts_as_none(limited, path):
    guesses = [Program(limited, f"guess-{number}").post(path, {}) for number in range(21)]
    assert [refusal(answer) for answer in guesses] == [(401, "token")] * 20 + [(429, "rate_limited")]


def test_a_token_has_a_limit_of_its_own(limited, path):
    desk = Program(limited, make_token(["bookings:write"]))
    answers = [desk.post(path, booking("Ed", f"07700 900{number:03}")) for number in range(30)]
    assert {answer.status_code for answer in answers} == {201}


def test_more_than_600_in_one_second_is_too_many(limited, path, monkeypatch):
    from limits import RateLimitItemPerSecond

    desk = Program(limited, make_token(["bookings:write"]))
    monkeypatch.setattr(RateLimitItemPerSecond, "GRANULARITY", type("Long", (), {"seconds": 3600, "name": "second"}))
    answers = [desk.post(path, {}).status_code for _ in range(601)]
    assert answers == [422] * 600 + [429]
