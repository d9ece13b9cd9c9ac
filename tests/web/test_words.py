"""Dates and times in the words people say (RULES L2), in town time whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from app import clock
from app.web import words

TODAY = date(2026, 11, 26)  # a Thursday


@pytest.fixture
def said(trial):
    """A word of the house, said in a request."""

    def _said(word, *arguments, **more):
        with trial.test_request_context():
            return getattr(words, word)(*arguments, **more)

    return _said


def at(hour, minute=0, day=25, month=11):
    return datetime.combine(date(2026, month, day), time(hour, minute))


def test_it_works(said):
    assert said("date_words", date(2018, 8, 6)) == "Monday 6 August"


@pytest.mark.parametrize(
    ("moment", "words_for_it"),
    [
        (time(17), "5pm"), (time(17, 30), "5:30pm"), (time(12), "midday"), (time(0), "midnight"),
        (time(9, 5), "9:05am"), (time(0, 15), "12:15am"),
        (time(12, 1), "12:01pm"), (time(11, 59), "11:59am"), (time(23, 59), "11:59pm"),
    ],
)  # fmt: skip
def test_l2_times(said, moment, words_for_it):
    assert said("time_words", moment) == words_for_it


@pytest.mark.parametrize(
    ("starts", "ends", "words_for_it"),
    [
        (at(10), at(12), "10am to midday"),
        (at(17, 30), at(19), "5:30pm to 7pm"),
        (at(12), at(13), "midday to 1pm"),
        (at(22), at(6, day=26), "10pm to 6am on Thursday"),
        (at(20), at(0, day=26), "8pm to midnight on Thursday"),
        (at(22, day=24, month=10), at(6, day=25, month=10), "10pm to 6am on Sunday"),
    ],
)
def test_l2_ranges_have_a_to(said, starts, ends, words_for_it):
    assert said("span_words", starts, ends) == words_for_it


@pytest.mark.parametrize(
    ("ahead", "words_for_it"),
    [
        (0, "Today"), (1, "Tomorrow"), (2, "Saturday"), (6, "Wednesday"), (7, "Thursday 3 December"),
        (-1, "Wednesday 25 November"), (40, "Tuesday 5 January 2027"),
    ],
)  # fmt: skip
def test_days_as_one_says_them(said, ahead, words_for_it):
    assert said("day_words", TODAY + timedelta(days=ahead), TODAY) == words_for_it


def test_l2_a_date_with_its_year(said):
    assert said("date_words", date(2018, 8, 6), with_year=True) == "Monday 6 August 2018"


def test_short_forms(said):
    assert said("short_date", TODAY) == "26 Nov"
    assert said("weekday", TODAY, short=True) == "Thu"


@pytest.mark.parametrize(
    ("moment", "words_for_it"),
    [
        (at(10, 20), "10:20 in the morning"), (at(14), "2:00 in the afternoon"), (at(18), "6:00 in the evening"),
        (at(0, 30), "12:30 in the morning"), (at(12), "12:00 in the afternoon"),
    ],
)  # fmt: skip
def test_a_time_and_the_part_of_the_day(said, moment, words_for_it):
    assert said("part_of_day", moment) == words_for_it


@pytest.mark.parametrize(
    ("instant", "on_the_wall"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "12:59am"),  # the clocks go forward at 1am …
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2am"),  # … and there is no half past one
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "1:30am"),  # they go back at 2am …
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "1:30am"),  # … and half past one comes twice
        (datetime(2026, 10, 18, 9, 0, tzinfo=UTC), "10am"),
        (datetime(2026, 10, 25, 10, 0, tzinfo=UTC), "10am"),
    ],
)
def test_p10_instants_are_said_in_town_time_over_the_change_of_the_clocks(said, instant, on_the_wall):
    assert said("time_words", said("local", instant)) == on_the_wall


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),  # midnight in town is 11pm in UTC
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_today_is_the_date_on_the_towns_wall(trial, instant, day):
    with time_machine.travel(instant, tick=False), trial.app_context():
        assert clock.today() == day
        assert clock.now() == instant


def test_templates_can_say_them(trial):
    with trial.test_request_context():
        page = trial.jinja_env.from_string("{{ day|date_words }}, {{ hour|time_words }}")
        assert page.render(day=TODAY, hour=time(17)) == "Thursday 26 November, 5pm"


def test_l5_a_number_runs_from_left_to_right_in_every_language(trial):
    with trial.test_request_context(headers={"Accept-Language": "ur"}):
        assert words.phone_words("0808 157 0111") == "\u20660808 157 0111\u2069"
    with trial.test_request_context(headers={"Accept-Language": "pl"}):
        assert words.phone_words("0808 157 0111") == "0808 157 0111"
