"""Tokens in links and notices: read as they were signed, for one purpose, and after the key has changed."""

import pytest
from hypothesis import given, strategies as some

from app.signed import read_signed, sign


def test_it_works(app):
    with app.app_context():
        assert read_signed("feedback", sign("feedback", [7, "yes"])) == [7, "yes"]


def test_it_is_good_for_one_purpose_alone(app):
    with app.app_context():
        assert read_signed("ask", sign("feedback", 7)) is None


def test_a_key_of_before_still_opens_it(app, monkeypatch):
    with app.app_context():
        token = sign("ask", 7)
        monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
        monkeypatch.setitem(app.config, "SECRET_KEY", "the next one")
        assert read_signed("ask", token) == 7
        monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
        assert read_signed("ask", token) is None


@pytest.mark.parametrize("text", ["", "x", ".", "Ünsinn", "WzEsMl0.AAAA", "W" * 5000])
def test_what_we_did_not_sign_says_nothing(app, text):
    with app.app_context():
        assert read_signed("ask", text) is None


@given(place=some.integers(0, 20), letter=some.characters(codec="ascii"))
def test_one_changed_letter_is_enough(place, letter):
    from flask import Flask

    with Flask("signing").app_context() as context:
        context.app.config.update(SECRET_KEY="k" * 32, SECRET_KEY_FALLBACKS=[])
        token = sign("ask", "never another's")
        changed = token[:place] + letter + token[place + 1 :]
        assert read_signed("ask", changed) == ("never another's" if changed == token else None)
