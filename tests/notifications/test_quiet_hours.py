"""Quiet hours and school hours: earlier if there is time, never uselessly late (RULES M2)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, strategies as some

from app.notifications import operations
from app.notifications.operations_sending import deliver_due
from app.notifications.rules import next_morning, send_time

from .outbox import ASHA, WORDS, row, tell

LONDON = ZoneInfo("Europe/London")
TUESDAY = date(2026, 11, 24)
NEVER = datetime(2030, 1, 1, tzinfo=UTC)
instants = some.datetimes(datetime(2026, 9, 1), datetime(2027, 4, 30), timezones=some.just(UTC))
zones = some.sampled_from([LONDON, ZoneInfo("UTC"), ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")])
hours = some.integers(0, 96).map(lambda number: timedelta(hours=number))


def at(hour, minute=0, day=TUESDAY):
    return datetime.combine(day, time(hour, minute), LONDON)


def school(day):
    return day.weekday() < 5


def when(due, now=None, useless=NEVER, **more):
    found = send_time(due, useless, now or due, LONDON, is_school_day=school, **more)
    return found and found.astimezone(LONDON)


def is_decent(moment, zone, young):
    wall = moment.astimezone(zone)
    if not time(8) <= wall.time() < time(20 if young else 21):
        return False
    return not (young and school(wall) and time(8, 30) <= wall.time() < time(15, 30))


def test_it_works():
    assert when(at(10)) == at(10)
    assert when(at(22)) == at(8, day=TUESDAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(7, 59, True), (8, 0, False), (20, 59, False), (21, 0, True), (23, 0, True), (0, 0, True)],
)
def test_m2_quiet_is_from_nine_to_eight(hour, minute, quiet):
    assert (when(at(hour, minute)) != at(hour, minute)) is quiet


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(8, 0, False), (8, 29, False), (8, 30, True), (15, 29, True), (15, 30, False), (19, 59, False), (20, 0, True)],
)
def test_m2_young_people_are_left_alone_in_school_and_from_eight(hour, minute, quiet):
    assert (when(at(hour, minute), young=True) != at(hour, minute)) is quiet


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2026, 11, 29)])
def test_m2_at_weekends_there_is_no_school(day):
    assert when(at(10, day=day), young=True) == at(10, day=day)


def test_m2_what_falls_into_the_night_goes_the_evening_before():
    now = at(9, day=TUESDAY - timedelta(days=1))
    assert when(at(6), now) == at(20, 45, TUESDAY - timedelta(days=1))
    assert when(at(22), now) == at(20, 45)


def test_m2_what_falls_into_school_goes_before_it():
    assert when(at(11), at(7), young=True) == at(8, 15)


def test_m2_what_cannot_go_earlier_goes_when_the_quiet_is_over():
    assert when(at(6), at(5)) == at(8)
    assert when(at(11), at(9), young=True) == at(15, 30)


def test_m2_never_uselessly_late():
    assert when(at(6), at(5), useless=at(7)) is None
    assert when(at(10), useless=at(10)) is None


@pytest.mark.parametrize("pace", ["answer", "urgent"])
def test_m2_answers_and_urgent_changes_go_at_once(pace):
    assert when(at(3), young=True, pace=pace) == at(3)


@given(instants, hours, hours, some.booleans(), zones)
def test_m2_whatever_the_hour(due, lead, life, young, zone):
    now, useless = due - lead, due + life
    found = send_time(due, useless, now, zone, young=young, is_school_day=school)
    if found is None:
        # Every quarter of an hour that is left is quiet.
        quarter, moments = timedelta(minutes=15), int((useless - max(due, now)) / timedelta(minutes=15))
        assert not any(is_decent(max(due, now) + number * quarter, zone, young) for number in range(moments))
        return
    assert now <= found < useless
    assert is_decent(found, zone, young)
    if is_decent(max(due, now), zone, young):
        assert found == max(due, now)


@given(instants, zones)
def test_the_next_morning_is_tomorrow_and_decent(now, zone):
    morning = next_morning(now, zone)
    assert morning > now
    assert is_decent(morning, zone, young=False)
    assert morning.astimezone(zone).date() == now.astimezone(zone).date() + timedelta(days=1)


# --- in the outbox -------------------------------------------------------------------------------------------------


def travel(moment):
    return time_machine.travel(moment, tick=False)


def test_m2_at_night_a_normal_message_waits_for_the_morning(post):
    office = post()
    with travel(at(23)):
        assert tell(pace="normal").state == "waiting"
        assert deliver_due() == 0
    with travel(at(8, day=TUESDAY + timedelta(days=1))):
        assert deliver_due() == 1
    assert len(office.letters) == 1


def test_m2_control_an_answer_goes_at_night(post):
    office = post()
    with travel(at(23)):
        tell()
    assert len(office.letters) == 1


def test_m2_what_was_delayed_into_the_night_waits_too(post):
    post("closed")
    with travel(at(20, 59)):
        tell(pace="normal")
    office = post()
    with travel(at(21, 30)):
        deliver_due()
    assert office.letters == []
    with travel(at(8, 5, day=TUESDAY + timedelta(days=1))):
        deliver_due()
    assert len(office.letters) == 1


def test_m2_a_young_person_is_told_before_school(post, town):
    office = post()
    with travel(at(7)):
        tell(pace="normal", young=True, due_at=at(11))
        assert deliver_due() == 0
    with travel(at(8, 15)):
        assert deliver_due() == 1
    assert len(office.letters) == 1


def test_m2_in_the_holidays_there_is_no_school(post, town, monkeypatch):
    monkeypatch.setitem(town.config, "SCHOOL_HOLIDAYS", [(TUESDAY, TUESDAY)])
    office = post()
    with travel(at(11)):
        tell(pace="normal", young=True)
    assert len(office.letters) == 1


def test_m2_what_has_no_decent_time_says_so(town):
    with travel(at(5)):
        operations.tell(ASHA, *WORDS, about="test", pace="normal", useful=timedelta(hours=2))
    assert (row().state, row().reason) == ("late", "There was no time left to send it but at night or in school hours.")
