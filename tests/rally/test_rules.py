"""How likely a yes is, how sure we want to be, how many may be asked at once, without an app (RALLY 1 to 8)."""

from itertools import product
from math import isclose, prod

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from app.rally import rules
from app.rally.rules import Habits

UNHURRIED = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""A machine that is busy with other things proves nothing."""
HABITS = Habits()
chances = st.floats(0, 0.9)
minutes = st.floats(0, 5000)


def by_brute_force(found, places):
    """The chance of so many yeses or more, over every possible outcome."""
    return sum(
        prod(chance if yes else 1 - chance for chance, yes in zip(found, outcome, strict=True))
        for outcome in product((True, False), repeat=len(found))
        if sum(outcome) >= places
    )


def test_it_works():
    cells = rules.yeses([0.5, 0.5, 0.1], 2)
    assert len(cells) == 3
    assert isclose(cells[-1], 0.3)


@UNHURRIED
@given(st.lists(chances, max_size=12), st.integers(0, 13))
def test_rally_4_the_exact_sum_equals_brute_force(found, places):
    cells = rules.yeses(found, places)
    assert len(cells) == places + 1
    assert isclose(cells[-1], by_brute_force(found, places), abs_tol=1e-9)


@UNHURRIED
@given(st.lists(chances, max_size=40), st.integers(1, 8))
def test_rally_4_the_cells_are_all_there_is(found, places):
    assert isclose(sum(rules.yeses(found, places)), 1, abs_tol=1e-9)


def test_control_adding_chances_up_is_not_the_exact_sum():
    found = [0.3, 0.4, 0.2]
    assert not isclose(sum(found) / 2, by_brute_force(found, 2), abs_tol=0.05)


# --- 1: the chance of a yes ----------------------------------------------------------------------------------------


def test_rally_1_the_town_begins_with_the_assumption():
    assert rules.rate(0, 0) == pytest.approx(0.08)


@UNHURRIED
@given(st.integers(0, 500), st.floats(0, 5000))
def test_rally_1_a_town_is_never_believed_beyond_half_and_twice(yeses, asked):
    assert 0.04 <= rules.rate(yeses, asked) <= 0.16


def test_rally_1_the_rate_follows_the_towns_log():
    assert rules.rate(12, 92) == pytest.approx((12 + 0.64) / 100)


@UNHURRIED
@given(st.lists(st.floats(0.005, 1.5), min_size=1, max_size=60), st.floats(0.04, 0.16))
def test_rally_1_every_chance_is_clipped(contexts, rate):
    assert all(0.004 <= one <= 0.9 for one in rules.chances(contexts, rate))


def test_rally_1_the_mean_over_candidates_is_the_towns_rate_and_a_little_hope():
    found = rules.chances([0.2, 0.4, 0.9, 0.5], 0.08)
    assert sum(found) / 4 == pytest.approx(0.08 * 1.25)
    assert found[2] / found[0] == pytest.approx(4.5)


def test_rally_1_nobody_to_ask_is_no_error():
    assert rules.chances([], 0.08) == []


def test_rally_1_near_liked_and_at_their_time_suits_best():
    best = rules.context(0, True, True)
    assert best == 1.5
    assert rules.context(3, True) == pytest.approx(best / 2.718281828)
    assert rules.context(0, False) == best / 3
    assert rules.context(0, True, False) == best / 2


# --- 2: fatigue ----------------------------------------------------------------------------------------------------


def test_rally_2_whoever_was_never_asked_is_fresh():
    assert HABITS.freshness(None) == 1


def test_rally_2_an_ask_takes_half_of_the_chance_which_comes_back():
    assert HABITS.freshness(0) == 0.5
    assert HABITS.freshness(36) == pytest.approx(1 - 0.5 / 2.718281828)
    assert HABITS.freshness(500) > 0.999


def test_rally_2_a_clock_that_went_back_makes_nobody_fresher_than_an_ask_just_now():
    assert HABITS.freshness(-3) == 0.5


# --- 3: what an open ask still counts ------------------------------------------------------------------------------


def test_rally_3_half_of_all_answers_are_there_after_the_median():
    assert HABITS.answered_by(12) == 0.5
    assert HABITS.answered_by(0) == HABITS.answered_by(-5) == 0
    assert 0.92 < HABITS.answered_by(60) < 0.93


@UNHURRIED
@given(chances, minutes, minutes)
def test_rally_3_an_open_ask_never_counts_more_than_when_it_went(chance, silent, left):
    still = rules.still_to_come(chance, silent, silent + left, HABITS)
    assert 0 <= still <= chance + 1e-12


@UNHURRIED
@given(st.floats(0.01, 0.9), st.floats(1, 1000), st.floats(1, 1000))
def test_rally_3_silence_counts_less_and_less(chance, silent, longer):
    end = silent + longer + 60
    before = rules.still_to_come(chance, silent, end, HABITS)
    assert rules.still_to_come(chance, silent + longer, end, HABITS) < before


def test_rally_3_a_fresh_ask_counts_what_is_answered_in_time():
    assert rules.still_to_come(0.2, 0, 12, HABITS) == pytest.approx(0.1)


def test_rally_3_after_the_end_an_open_ask_counts_nothing():
    assert rules.still_to_come(0.2, 40, 30, HABITS) == 0


# --- 4: how sure we want to be -------------------------------------------------------------------------------------


def test_rally_4_patient_early_sure_late():
    assert rules.haste(16 * 12, HABITS) == 0
    assert rules.haste(8 * 12, HABITS) == 0.5
    assert rules.haste(0, HABITS) == rules.haste(-90, HABITS) == 1
    assert rules.sure_enough(0) == 0.3
    assert rules.sure_enough(1) == pytest.approx(0.9)


# --- 5: the order, and the guard -----------------------------------------------------------------------------------


def test_rally_5_each_ask_of_the_week_counts_against_the_next():
    fresh = rules.score(0.2, 1, 0.9, 0)
    assert rules.score(0.2, 1, 0.9, 2) == pytest.approx(fresh / 2)


def test_rally_5_silence_does_not_breed_bigger_waves():
    assert [rules.most_open(places, 0.5) for places in (1, 2, 3)] == [8, 12, 16]
    assert [rules.most_open(places, 0.51) for places in (1, 2, 3)] == [30, 45, 60]


# --- 7: rings, and caps --------------------------------------------------------------------------------------------


def test_rally_7_rings_from_the_inside_out():
    assert [rules.RINGS[rules.ring(*one)] for one in (
        (True, False, 9), (False, True, 3), (False, True, 3.1), (False, False, 0),
    )] == ["close", "near", "town", "town"]  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "young", "hurry", "agreed", "cap"),
    [
        (None, False, 0, False, 2),  # the default
        (4, False, 0, True, 4),
        (9, False, 0, False, 4),  # more than anybody may choose
        (4, False, 0.9, True, 6),
        (4, False, 0.9, False, 4),  # their number is their number, unless they agreed to more
        (0, False, 0.9, True, 0),
        (4, True, 0.9, True, 2),  # under 18
        (1, True, 0, False, 1),
        (None, True, 0.9, True, 2),
    ],
)
def test_rally_hard_filter_the_cap_of_a_week(chosen, young, hurry, agreed, cap):
    assert rules.weekly_cap(chosen, young, hurry, agreed) == cap


# --- 9: ties -------------------------------------------------------------------------------------------------------


def test_rally_9_a_lot_is_the_same_every_time_and_another_at_each_tick():
    people = range(50)
    first = sorted(people, key=lambda person: rules.tie(7, 1, person))
    assert first == sorted(people, key=lambda person: rules.tie(7, 1, person))
    assert first != sorted(people, key=lambda person: rules.tie(7, 2, person))
    assert first != sorted(people, key=lambda person: rules.tie(8, 1, person))
