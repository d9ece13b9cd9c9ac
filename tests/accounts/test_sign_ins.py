"""The phones that are signed in: listed in words, noted once a day, forgotten in time."""

from datetime import timedelta

import time_machine

from app import clock, privacy
from app.accounts.models import SignIn, SignInCode
from app.config import SIGN_IN_DAYS
from app.extensions import db
from tests.accounts.signing import ask, is_signed_in, sign_in
from tests.cast import signed_in

PIXEL = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"
)


def seen():
    return db.session.query(SignIn).one().seen_at


def test_it_works(town, cast):
    client = town.test_client()
    client.environ_base["HTTP_USER_AGENT"] = PIXEL
    sign_in(client, "carol@example.org")
    page = client.get("/me/sign-ins").text
    assert "Chrome on Android" in page and "141" not in page
    assert "This one, here." in page and "Last used: today" in page


def test_only_ones_own_are_shown(client, town, cast):
    other = town.test_client()
    other.environ_base["HTTP_USER_AGENT"] = PIXEL
    sign_in(other, "carol@example.org")
    assert "Chrome on Android" not in signed_in(client, cast.dev).get("/me/sign-ins").text


def test_being_here_is_noted_once_a_day(client, cast):
    with time_machine.travel(clock.now(), tick=False) as travel:
        signed_in(client, cast.carol)
        first = seen()
        travel.shift(timedelta(hours=23))
        client.get("/me/sign-ins")
        assert seen() == first
        travel.shift(timedelta(hours=2))
        assert is_signed_in(client)
        assert seen() == first + timedelta(hours=25)


def test_a_phone_in_use_stays_signed_in_and_one_unused_does_not(client, cast):
    with time_machine.travel(clock.now(), tick=False) as travel:
        signed_in(client, cast.carol)
        for _ in range(3):
            travel.shift(timedelta(days=SIGN_IN_DAYS - 1))
            assert is_signed_in(client)
        travel.shift(timedelta(days=SIGN_IN_DAYS + 1))
        assert not is_signed_in(client)


def test_codes_are_forgotten_after_a_day_and_sign_ins_after_their_time(client, cast):
    with time_machine.travel(clock.now(), tick=False) as travel:
        sign_in(client, "carol@example.org")
        ask(client, "ben@example.org")
        travel.shift(timedelta(hours=23))
        privacy.purge_all()
        assert db.session.query(SignInCode).count() == 2
        travel.shift(timedelta(hours=2))
        privacy.purge_all()
        assert db.session.query(SignInCode).count() == 0
        assert db.session.query(SignIn).count() == 1
        travel.shift(timedelta(days=SIGN_IN_DAYS))
        privacy.purge_all()
        assert db.session.query(SignIn).count() == 0
