"""When a place is called to mind: by examples, and for every place that could be (RULES M1, M3, T3; P10)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as some

from app.notifications.rules import send_time
from app.reminders import rules
from app.reminders.rules import BY_HAND, EVENING, LASTS, THREE_DAYS, WITHIN, Reminder, next_rule, reminders

LONDON = ZoneInfo("Europe/London")
SATURDAY = date(2026, 11, 28)
CLOCKS_CHANGE = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]
"""The four nights of 2026 and 2027."""
instants = some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=some.just(UTC))
notices = some.integers(0, 24 * 30 * 60).map(lambda minutes: timedelta(minutes=minutes))
numbers = some.integers(1, 10**9)
zones = some.sampled_from([LONDON, ZoneInfo("UTC"), ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")])


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


def days_before(day, days):
    return day - timedelta(days=days)


def planned(starts_at, known_at, number=7, zone=LONDON, decent=None):
    return {one.rule: one for one in reminders(number, known_at, starts_at, zone, decent)}


def decent_times(known_at, young=False, zone=LONDON):
    return lambda due, until: send_time(
        due, until, known_at, zone, young=young, is_school_day=lambda day: day.weekday() < 5
    )


def test_it_works():
    found = planned(at(SATURDAY, 10), at(days_before(SATURDAY, 14), 12))
    assert list(found) == [THREE_DAYS, EVENING]
    assert found[THREE_DAYS].at == at(days_before(SATURDAY, 3), 10)
    assert at(days_before(SATURDAY, 1), 17) <= found[EVENING].at < at(days_before(SATURDAY, 1), 19)


# --- who is reminded -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "left"),
    [(24 * 30, [THREE_DAYS, EVENING]), (73, [THREE_DAYS, EVENING]), (71.99, [EVENING]), (48, [EVENING]),
     (24, [EVENING]), (23.99, []), (2, []), (0, [])],
)  # fmt: skip
def test_m1_what_was_booked_late_has_fewer(hours, left):
    starts_at = at(SATURDAY, 10)
    assert list(planned(starts_at, starts_at - timedelta(hours=hours))) == left


def test_m1_nobody_is_reminded_of_what_they_took_after_the_evening():
    """25 hours before a late start the evening before is over."""
    starts_at = at(SATURDAY, 23, 30)
    assert planned(starts_at, starts_at - timedelta(hours=25)) == {}


# --- when ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (0, 30), (1, 30), (10, 0), (16, 59), (23, 45)])
def test_m1_the_evening_before_is_the_day_before_whatever_the_hour(hour, minute):
    one = planned(at(SATURDAY, hour, minute), at(days_before(SATURDAY, 14), 12))[EVENING]
    assert one.at.astimezone(LONDON).date() == days_before(SATURDAY, 1)


def test_m1_ten_thousand_do_not_leave_in_one_second():
    starts_at = at(SATURDAY, 10)
    seconds = {rules.evening_before(starts_at, number, LONDON) for number in range(7200)}
    assert len(seconds) == 7200


def test_m2_three_days_before_a_late_start_it_goes_before_the_quiet():
    known_at = at(days_before(SATURDAY, 14), 12)
    late = planned(at(SATURDAY, 22), known_at, decent=decent_times(known_at))[THREE_DAYS]
    assert late.at == at(days_before(SATURDAY, 3), 20, 45)
    early = planned(at(SATURDAY, 6), known_at, decent=decent_times(known_at))[THREE_DAYS]
    assert early.at == at(days_before(SATURDAY, 4), 20, 45)


def test_m2_a_pupil_hears_before_school():
    known_at = at(days_before(SATURDAY, 14), 12)
    one = planned(at(SATURDAY, 11), known_at, decent=decent_times(known_at, young=True))[THREE_DAYS]
    assert one.at == at(days_before(SATURDAY, 3), 8, 15)


def test_m1_who_took_it_that_night_hears_in_the_morning():
    """More than 72 hours before, but after the last decent time before the due one."""
    known_at = at(days_before(SATURDAY, 4), 23)
    one = planned(at(SATURDAY, 6), known_at, decent=decent_times(known_at))[THREE_DAYS]
    assert one.at == at(days_before(SATURDAY, 3), 8)


# --- missed while nobody looked ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours_late", "is_due"), [(-0.1, False), (0, True), (1, True), (35.9, True), (36, False)])
def test_m3_of_three_days_half_must_be_left(hours_late, is_due):
    starts_at = at(SATURDAY, 10)
    one = planned(starts_at, at(days_before(SATURDAY, 14), 12))[THREE_DAYS]
    assert one.is_due(one.at + timedelta(hours=hours_late)) is is_due


def test_m3_half_of_the_time_is_counted_from_the_time_it_was_due():
    one = Reminder(EVENING, at(SATURDAY, 18), rules.still_useful(at(SATURDAY, 18), at(SATURDAY, 22)))
    assert one.until == at(SATURDAY, 20)


# --- whatever the clocks do ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", CLOCKS_CHANGE)
def test_t3_p10_the_same_time_on_the_wall_in_the_four_nights(day):
    """Every quarter hour from the day of the change to the third after it."""
    for quarter in range(4 * 24 * 4):
        starts_at = at(day, 0) + timedelta(minutes=15 * quarter)
        wall = starts_at.astimezone(LONDON).replace(fold=0, tzinfo=None)
        found = planned(starts_at, starts_at - timedelta(days=14))
        due = found[THREE_DAYS].at.astimezone(LONDON)
        is_skipped = wall.date() == day + timedelta(days=3) and day.month == 3 and wall.hour == 1
        assert due.replace(tzinfo=None) == wall - timedelta(days=3) + timedelta(hours=is_skipped)
        evening = found[EVENING].at.astimezone(LONDON)
        assert evening.date() == wall.date() - timedelta(days=1)
        assert time(17) <= evening.time() < time(19)


def test_control_p10_three_times_24_hours_are_not_three_days():
    starts_at = at(date(2026, 10, 26), 10)
    assert planned(starts_at, starts_at - timedelta(days=14))[THREE_DAYS].at != starts_at - timedelta(hours=72)


@given(instants, notices, numbers, zones, some.booleans())
def test_m1_m3_for_every_place(starts_at, notice, number, zone, young):
    known_at = starts_at - notice
    found = reminders(number, known_at, starts_at, zone, decent_times(known_at, young, zone))
    assert len({one.rule for one in found}) == len(found)
    for one in found:
        assert known_at <= one.at < one.until < starts_at  # never in the past of who took it, never after the start
        assert notice >= {THREE_DAYS: timedelta(hours=72), EVENING: timedelta(hours=24)}[one.rule]
    assert [one.at for one in found] == sorted(one.at for one in found)


@given(instants, numbers, zones, some.booleans())
def test_the_window_in_which_places_are_looked_for_misses_none(starts_at, number, zone, young):
    known_at = starts_at - timedelta(days=20)
    found = reminders(number, known_at, starts_at, zone, decent_times(known_at, young, zone))
    assert len(found) == 2
    for one in found:
        least, most = WITHIN[one.rule]
        assert starts_at - one.at <= most
        assert starts_at - one.until > least


@given(instants, numbers, zones)
def test_the_evening_lasts_two_hours_of_the_towns_time(starts_at, number, zone):
    due = rules.evening_before(starts_at, number, zone).astimezone(zone)
    opens = datetime.combine(starts_at.astimezone(zone).date() - timedelta(days=1), time(17), zone)
    assert timedelta(0) <= due - opens < LASTS


# --- by hand -------------------------------------------------------------------------------------------------------

PLANNED = [
    Reminder(THREE_DAYS, at(SATURDAY, 10), at(SATURDAY, 12)),
    Reminder(EVENING, at(days_before(SATURDAY, -2), 17), at(days_before(SATURDAY, -2), 23)),
]
NEVER = None
YESTERDAY = at(days_before(SATURDAY, 1), 9)


@pytest.mark.parametrize(
    ("now", "told", "heard_at", "rule"),
    [
        (at(SATURDAY, 9), (), NEVER, THREE_DAYS),
        (at(SATURDAY, 11), (), NEVER, THREE_DAYS),  # the sweep is about to write it
        (at(SATURDAY, 13), (), NEVER, EVENING),
        (at(SATURDAY, 9), (THREE_DAYS,), at(SATURDAY, 8), None),  # pressed twice
        (at(SATURDAY, 9), (THREE_DAYS,), YESTERDAY, EVENING),
        (at(days_before(SATURDAY, -3), 9), (THREE_DAYS, EVENING), YESTERDAY, BY_HAND),
        (at(days_before(SATURDAY, -3), 9), (THREE_DAYS, EVENING, BY_HAND), YESTERDAY, None),
    ],
)
def test_what_an_organiser_brings_forward(now, told, heard_at, rule):
    assert next_rule(PLANNED, now, told, heard_at) == rule


def test_a_place_booked_late_is_reminded_by_hand_alone():
    assert next_rule([], at(SATURDAY, 9), (), None) == BY_HAND


@given(some.sampled_from([THREE_DAYS, EVENING, BY_HAND]), numbers, some.integers(0, 99))
def test_a_key_is_read_back(rule, number, version):
    assert rules.read_key(rules.key(rule, number, version)) == (rule, number, version)
