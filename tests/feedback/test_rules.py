"""Who may say how it was, what is shown apart, and what is grave."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from app.feedback import rules

ENDS = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "after", "is_off", "may"),
    [
        ("confirmed", timedelta(), False, True),
        ("arrived", timedelta(hours=1), False, True),
        ("attended", timedelta(days=13), False, True),
        ("confirmed", -timedelta(minutes=1), False, False),
        ("confirmed", timedelta(days=14), False, False),
        ("confirmed", timedelta(hours=1), True, False),
        ("cancelled", timedelta(hours=1), False, False),
        ("pending", timedelta(hours=1), False, False),
    ],
)
def test_only_who_had_a_place_may_say_it_and_only_when_it_is_over(state, after, is_off, may):
    assert rules.may_say(state, ENDS, is_off, ENDS + after) is may


def test_what_was_said_can_be_changed_for_a_week():
    assert rules.may_change(ENDS, ENDS + timedelta(days=7) - timedelta(seconds=1))
    assert not rules.may_change(ENDS, ENDS + timedelta(days=7))


def test_nobody_can_change_what_is_not_linked_any_more():
    assert rules.LINKED >= rules.ASKED + rules.CHANGEABLE


@pytest.mark.parametrize(
    ("helpers", "visitors", "apart"), [(5, 5, True), (5, 4, False), (4, 9, False), (9, 0, False), (0, 0, False)]
)
def test_k4_parts_are_shown_apart_only_when_each_has_five(helpers, visitors, apart):
    counted = {"help": Counter(good=helpers), "attend": Counter(bad=visitors)}
    assert bool(rules.split(counted)) is apart
    assert rules.all_of(counted).total() == helpers + visitors


@pytest.mark.parametrize(
    ("kind", "about_young", "grave"),
    [("unsafe", False, True), ("else", True, True), ("unkind", False, False), ("untrue", False, False)],
)
def test_what_could_hurt_somebody_is_grave(kind, about_young, grave):
    assert rules.is_grave(kind, about_young) is grave
