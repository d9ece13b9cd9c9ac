"""Who may be asked, how far a yes reaches and how long it lasts, by pure rules."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.consents import rules_asking as rules

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WELL = {
    "band": "13 to 15", "says_what_for": True, "own_address": False, "runs_it": False, "said_no": False,
    "asked_today": 0, "most_a_day": 3,
}  # fmt: skip


def test_it_works():
    assert rules.why_not_ask(**WELL) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"band": None}, "say your age"), ({"band": "adult"}, "not needed"), ({"band": "under 13"}, "too young"),
        ({"says_what_for": False}, "say what for"), ({"own_address": True}, "own address"),
        ({"runs_it": True}, "runs it"), ({"said_no": True}, "said no"), ({"asked_today": 3}, "too many"),
        ({"asked_today": 2}, None), ({"band": "16 to 17", "says_what_for": False}, None),
    ],
)  # fmt: skip
def test_s2_why_nobody_is_asked(change, reason):
    assert rules.why_not_ask(**{**WELL, **change}) == reason


@pytest.mark.parametrize(
    ("given_for", "wanted", "needed", "enough"),
    [
        ((1, "food"), (1, "food"), "each", True), ((1, "food"), (1, "pets"), "each", False),
        ((1, "food"), (2, "food"), "each", False), ((None, None), (1, "food"), "each", False),
        ((None, None), (1, "food"), "once", True), ((2, "pets"), (1, "food"), "once", True),
    ],
)  # fmt: skip
def test_s1_how_far_a_yes_reaches(given_for, wanted, needed, enough):
    assert rules.covers(*given_for, *wanted, needed) is enough


@pytest.mark.parametrize(
    ("given_on", "grown_up", "ends"),
    [
        (date(2026, 11, 22), None, date(2027, 11, 22)), (date(2028, 2, 29), None, date(2029, 3, 1)),
        (date(2026, 11, 22), date(2027, 2, 1), date(2027, 2, 1)),
        (date(2026, 11, 22), date(2028, 2, 1), date(2027, 11, 22)),
    ],
)  # fmt: skip
def test_s2_a_yes_lasts_12_months_or_until_they_are_grown_up(given_on, grown_up, ends):
    assert rules.first_day_after(given_on, grown_up) == ends


def test_s7_the_day_of_growing_up_is_read_from_what_is_kept():
    kept = [("2027-02-01", "16 to 17"), ("2029-02-01", "adult")]
    assert rules.grown_up_on(kept) == date(2029, 2, 1)
    assert rules.grown_up_on([]) is rules.grown_up_on(None) is None


@pytest.mark.parametrize(("state", "stands"), [("asked", "lapsed"), ("given", "lapsed"), ("refused", "refused")])
def test_s2_time_alone_ends_a_question_and_a_yes(state, stands):
    assert rules.standing(state, NOW, NOW) == stands
    assert rules.standing(state, NOW + timedelta(seconds=1), NOW) == state


@pytest.mark.parametrize(
    ("state", "ended_days_ago", "shows"),
    [
        ("asked", -1, "asked"), ("given", -1, "given"), ("asked", 1, "over"), ("given", 1, "over"),
        ("refused", 1, "refused"), ("refused", 8, "over"), ("withdrawn", 6, "withdrawn"), ("withdrawn", 300, "over"),
        ("replaced", 1, "replaced"), ("replaced", 8, "over"), ("lapsed", 1, "over"),
    ],
)  # fmt: skip
def test_s2_what_an_old_link_shows(state, ended_days_ago, shows):
    assert rules.link_shows(state, NOW - timedelta(days=ended_days_ago), NOW) == shows


@pytest.mark.parametrize(
    ("other", "same"),
    [("asha+mum@example.org", True), ("ASHA@example.org", True), ("asha@example.com", False),
     ("grace@example.org", False)],
)  # fmt: skip
def test_s2_a_plus_makes_nobody_else(other, same):
    assert rules.same_mailbox("asha@example.org", other) is same


def test_v1_what_has_ended_stays_ended():
    ended = {state for state, after in rules.MOVES.items() if not after}
    assert ended == {"refused", "withdrawn", "replaced", "lapsed"}
    assert set().union(*rules.MOVES.values()) <= set(rules.MOVES)
