"""Timed slots from opening hours, wall times over the clock changes, and states; without an app."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from app.events import rules

LONDON = ZoneInfo("Europe/London")
DAY = datetime(2026, 11, 24)


def at(hour, minute=0):
    return DAY.replace(hour=hour, minute=minute)


def starts(slots):
    return [f"{slot.starts:%H:%M}" for slot in slots]


def test_it_works():
    slots = rules.timed_slots("Health check", at(9), at(10), 20, 1)
    assert starts(slots) == ["09:00", "09:20", "09:40"]
    assert {(slot.kind, slot.capacity, slot.timed) for slot in slots} == {("attend", 1, True)}


def test_lanes_are_people_at_the_same_time():
    assert {slot.capacity for slot in rules.timed_slots("Jab", at(9), at(10), 20, 3)} == {3}


def test_a_visit_that_does_not_fit_is_left_out():
    assert starts(rules.timed_slots("x", at(9), at(9, 50), 20, 1)) == ["09:00", "09:20"]


def test_after_a_break_the_next_visit_starts_when_it_ends():
    slots = rules.timed_slots("x", at(9), at(11), 20, 1, [(at(9, 30), at(10, 5))])
    assert starts(slots) == ["09:00", "10:05", "10:25"]


def test_b4_a_break_may_begin_when_a_visit_ends():
    assert starts(rules.timed_slots("x", at(9), at(10), 20, 1, [(at(9, 40), at(10))])) == ["09:00", "09:20"]


def test_a_typing_mistake_makes_no_flood():
    assert len(rules.timed_slots("x", at(0), at(0) + timedelta(days=30), 1, 1)) == rules.SLOTS_MAX


MINUTES = st.integers(0, 24 * 60)


@given(MINUTES, MINUTES, st.integers(5, 120), st.lists(st.tuples(MINUTES, MINUTES), max_size=3))
def test_slots_never_overlap_each_other_or_a_break(opens, closes, length, pauses):
    breaks = [(DAY + timedelta(minutes=a), DAY + timedelta(minutes=b)) for a, b in pauses if a < b]
    first, last = DAY + timedelta(minutes=opens), DAY + timedelta(minutes=closes)
    slots = rules.timed_slots("x", first, last, length, 1, breaks)
    assert all(first <= slot.starts and slot.ends <= last for slot in slots)
    assert all(slot.ends - slot.starts == timedelta(minutes=length) for slot in slots)
    assert all(one.ends <= two.starts for one, two in pairwise(slots))
    assert all(slot.ends <= begin or end <= slot.starts for slot in slots for begin, end in breaks)


def test_t1_a_weekly_ten_stays_ten_across_the_clock_change():
    assert rules.instant(datetime(2026, 10, 18, 10), LONDON) == datetime(2026, 10, 18, 9, tzinfo=UTC)
    assert rules.instant(datetime(2026, 10, 25, 10), LONDON) == datetime(2026, 10, 25, 10, tzinfo=UTC)


def test_t2_the_spring_gap_is_refused():
    with pytest.raises(rules.NoSuchTime):
        rules.instant(datetime(2027, 3, 28, 1, 30), LONDON)


def test_t2_a_night_over_the_autumn_change_has_nine_hours():
    night = [rules.instant(datetime(2026, 10, day, hour), LONDON) for day, hour in ((24, 22), (25, 6))]
    assert night[1] - night[0] == timedelta(hours=9)


def test_t2_in_the_autumn_fold_there_are_two_and_the_first_is_meant_unless_said():
    wall = datetime(2026, 10, 25, 1, 30)
    first, second = rules.instant(wall, LONDON), rules.instant(wall.replace(fold=1), LONDON)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second - first == timedelta(hours=1)


@pytest.mark.parametrize(
    ("wall", "twice"),
    [(datetime(2026, 10, 25, 1), True), (datetime(2026, 10, 25, 1, 59), True), (datetime(2026, 10, 25, 2), False),
     (datetime(2026, 10, 25, 0, 59), False), (datetime(2026, 10, 24, 1, 30), False),
     (datetime(2027, 3, 28, 1, 30), False)],
)  # fmt: skip
def test_t2_which_times_come_twice(wall, twice):
    assert rules.comes_twice(wall, LONDON) is twice
    assert rules.comes_twice(wall.replace(fold=1), LONDON) is twice


@pytest.mark.parametrize(("minutes", "is_far"), [(0, False), (30, False), (31, True), (-31, True)])
def test_b3_a_move_of_over_30_minutes_is_far(minutes, is_far):
    assert rules.is_far_move(DAY, DAY + timedelta(minutes=minutes)) is is_far
    assert rules.is_far_move(DAY, DAY, other_place=True)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)))
def test_t1_a_wall_time_comes_back_as_it_was_said(wall):
    wall = wall.replace(second=0, microsecond=0)
    try:
        there = rules.instant(wall, LONDON)
    except rules.NoSuchTime:
        assert (wall.month, wall.hour) == (3, 1)
    else:
        assert there.astimezone(LONDON).replace(tzinfo=None) == wall


@pytest.mark.parametrize(
    ("state", "wanted", "may"),
    [("draft", "published", True), ("published", "cancelled", True), ("cancelled", "published", False),
     ("published", "draft", False)],
)  # fmt: skip
def test_states(state, wanted, may):
    assert rules.may_become(state, wanted) is may


@pytest.mark.parametrize("today", [date(2026, 11, 16) + timedelta(days=days) for days in range(7)])
def test_the_days_offered_first_are_the_coming_weekend(today):
    days = rules.next_days(today)
    assert len(days) == 2
    assert all(day > today and day.weekday() >= 5 for day in days)
    assert days[0] - today <= timedelta(days=6)
