"""Whether a place may be taken and what may become of it, without an app."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from app.bookings import rules
from app.bookings.words_for_codes import WORDS

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def wish(**changes):
    plain = {
        "kind": "attend", "timed": False, "open": True, "starts_at": NOON, "ends_at": NOON + timedelta(hours=2),
        "min_age": 0, "band": None,
    }  # fmt: skip
    return rules.Wish(**{**plain, **changes})


def test_it_works():
    assert rules.may_book(wish(), NOON - timedelta(days=1), 60) is None


@pytest.mark.parametrize(
    ("changes", "ahead", "reason"),
    [
        ({"open": False}, timedelta(days=1), "closed"),
        ({}, -timedelta(hours=2), "over"),
        ({}, -timedelta(hours=1), None),  # an open gathering may be joined while it runs
        ({"timed": True}, timedelta(minutes=60), None),
        ({"timed": True}, timedelta(minutes=59), "too late"),
        ({"timed": False}, timedelta(minutes=1), None),
    ],
)
def test_b1_notice(changes, ahead, reason):
    assert rules.may_book(wish(**changes), NOON - ahead, 60) == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "help"}, "say your age"),
        ({"kind": "help", "says_adult": True}, None),
        ({"kind": "help", "band": "adult"}, None),
        ({"kind": "help", "band": "16 to 17"}, "under 18"),
        ({"kind": "help", "band": "16 to 17", "says_adult": True}, "under 18"),
        ({"min_age": 18}, "say your age"),
        ({"min_age": 16}, None),
        ({"min_age": 18, "band": "13 to 15"}, "under 18"),
    ],
)
def test_b7_volunteering_is_for_adults_until_a_guardian_can_say_yes(changes, reason):
    assert rules.may_book(wish(**changes), NOON - timedelta(days=1), 60) == reason


def test_v1_only_legal_moves():
    assert rules.may_move("confirmed", "cancelled")
    assert not rules.may_move("cancelled", "confirmed")
    assert all(state in rules.MOVES for moves in rules.MOVES.values() for state in moves)


@pytest.mark.parametrize(("hours", "late"), [(25, False), (24, False), (23, True), (0, True)])
def test_b2_inside_a_day_counts_as_late(hours, late):
    assert rules.is_late(NOON, NOON - timedelta(hours=hours)) is late


def test_b2_cancelling_is_possible_until_the_start():
    assert rules.may_cancel("confirmed", NOON, NOON - timedelta(seconds=1))
    assert not rules.may_cancel("confirmed", NOON, NOON)


@pytest.mark.parametrize(
    ("state", "hours", "shows"),
    [("confirmed", -25, False), ("confirmed", -24, True), ("confirmed", 25, True), ("confirmed", 27, False),
     ("cancelled", 0, False)],
)  # fmt: skip
def test_v4_private_words_show_a_day_around_a_confirmed_place(state, hours, shows):
    assert rules.shows_private(state, NOON, NOON + timedelta(hours=2), NOON + timedelta(hours=hours)) is shows


@given(st.data())
def test_codes_are_a_word_and_two_digits(data):
    words = rules.code_words(lambda below: data.draw(st.integers(0, below - 1)))
    word, number = words.split()
    assert word in WORDS
    assert 10 <= int(number) <= 99


def test_k1_code_words_have_as_many_figures_as_they_need():
    assert rules.code_words(lambda below: below - 1, 4).split()[1] == "9999"
    assert rules.code_words(lambda _below: 0, 4).split()[1] == "1000"


def test_code_words_are_short_and_different():
    assert len(set(WORDS)) == len(WORDS) >= 100
    assert all(word.isalpha() and word.isupper() and len(word) <= 9 for word in WORDS)
