"""Which times a wish takes in, and what the page of an entry says, without an app (RULES W1, W3, W5)."""

from datetime import datetime

import pytest

from app.bookings.rules_wishes import Time, choices, entry_shows, full_times, with_room

TUESDAY = Time(1, datetime(2026, 11, 24, 9, 20), 0)
LATER = Time(2, datetime(2026, 11, 24, 14, 0), 0)
THURSDAY = Time(3, datetime(2026, 11, 26, 11, 40), 0)
NEXT_WEEK = Time(4, datetime(2026, 12, 1, 9, 0), 0)
ROOMY = Time(5, datetime(2026, 11, 25, 9, 0), 2)
TIMES = [TUESDAY, LATER, ROOMY, THURSDAY, NEXT_WEEK]


def test_it_works():
    assert full_times("this", TUESDAY, TIMES, 1) == [1]


@pytest.mark.parametrize(
    ("wish", "found"),
    [("day", [1, 2]), ("morning", [1, 3]), ("afternoon", [2]), ("any", [1, 2, 3, 4])],
)
def test_w1_a_wish_takes_in_what_is_full(wish, found):
    assert full_times(wish, TUESDAY, TIMES, 1) == found


def test_w1_what_has_room_for_one_is_full_for_three():
    assert 5 in full_times("morning", TUESDAY, TIMES, 3)
    assert 5 not in full_times("morning", TUESDAY, TIMES, 2)


def test_the_picked_time_comes_first():
    assert full_times("any", THURSDAY, TIMES, 1)[0] == 3


def test_a_week_runs_from_monday_to_sunday():
    sunday, monday = Time(8, datetime(2026, 11, 29, 9), 0), Time(9, datetime(2026, 11, 30, 9), 0)
    assert full_times("morning", TUESDAY, [TUESDAY, sunday, monday], 1) == [1, 8]


def test_an_evening_is_no_afternoon():
    evening = Time(6, datetime(2026, 11, 24, 18), 0)
    assert full_times("afternoon", TUESDAY, [TUESDAY, evening], 1) == []


def test_only_wishes_that_add_something_are_offered():
    assert choices(TUESDAY, [TUESDAY]) == ["this"]
    assert choices(TUESDAY, TIMES) == ["this", "day", "morning", "afternoon", "any"]
    assert choices(TUESDAY, [TUESDAY, LATER]) == ["this", "day", "afternoon"]


def test_when_every_time_that_fits_has_room_nobody_waits():
    free = Time(7, datetime(2026, 11, 24, 15), 1)
    assert full_times("afternoon", TUESDAY, [TUESDAY, free], 1) == []
    assert with_room("afternoon", TUESDAY, [TUESDAY, free], 1) == 7
    assert with_room("afternoon", TUESDAY, [TUESDAY, free], 2) is None


@pytest.mark.parametrize(
    ("state", "asked", "offer", "hope", "shown"),
    [
        ("waiting", False, False, True, "waiting"), ("waiting", False, True, True, "offered"),
        ("offered", False, True, True, "offered"), ("offered", False, False, True, "lapsed"),
        ("offered", True, False, True, "left"), ("lapsed", True, False, True, "lapsed"),
        ("waiting", False, False, False, "closed"), ("lapsed", True, False, False, "closed"),
        ("offered", False, False, False, "closed"), ("booked", False, False, False, "booked"),
        ("left", False, False, True, "left"), ("closed", False, False, False, "closed"),
    ],
)  # fmt: skip
def test_what_an_entry_shows(state, asked, offer, hope, shown):
    assert entry_shows(state, asked, offer, hope) == shown
