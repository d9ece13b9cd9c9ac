"""What a town's own log teaches: its pace, as one figure for everybody (RALLY 3)."""

from random import Random

import pytest

from app.rally.rules import Habits
from app.rally.rules_learning import asked_weight, learned_pace


def answers(median, sigma, count):
    from math import log

    luck = Random(1)
    return [luck.lognormvariate(log(median), sigma) for _number in range(count)]


def test_it_works():
    learned = learned_pace(answers(40, 0.6, 3000))
    assert learned.median_minutes == pytest.approx(40, rel=0.1)
    assert learned.sigma == pytest.approx(0.6, rel=0.1)


def test_few_answers_teach_nothing():
    assert learned_pace(answers(40, 0.6, 29)) == Habits()


def test_a_few_more_are_pulled_towards_the_assumption():
    assert 12 < learned_pace(answers(40, 0.6, 60)).median_minutes < 35


def test_no_log_is_believed_beyond_all_measure():
    assert learned_pace([0.0] * 5000).median_minutes == 1
    assert learned_pace([10_000.0] * 5000).median_minutes == 240
    assert learned_pace([10.0] * 5000).sigma == 0.3


def test_an_ask_weighs_as_it_suited_and_while_open_as_long_as_it_had():
    habits = Habits()
    assert asked_weight(2.0, 0.5, 1, True, habits) == 1
    assert asked_weight(2.0, 0.5, 12, False, habits) == 0.5
