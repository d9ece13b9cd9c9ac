"""School days: weekdays outside the holidays that the town's settings name."""

from datetime import date

import pytest

from app.config import SettingsError, load_settings
from app.school import is_school_day

CHRISTMAS = [(date(2026, 12, 19), date(2027, 1, 3))]


def test_it_works():
    assert is_school_day(date(2026, 11, 24), CHRISTMAS)


@pytest.mark.parametrize(
    ("day", "school"),
    [(date(2026, 11, 27), True), (date(2026, 11, 28), False), (date(2026, 11, 29), False),
     (date(2026, 12, 18), True), (date(2026, 12, 21), False), (date(2027, 1, 1), False), (date(2027, 1, 4), True)],
)  # fmt: skip
def test_weekends_and_holidays_are_free(day, school):
    assert is_school_day(day, CHRISTMAS) is school


def test_the_settings_name_the_holidays(monkeypatch):
    monkeypatch.setenv("GATHER_SCHOOL_HOLIDAYS", "2026-12-19/2027-01-03, 2027-02-15/2027-02-19,")
    assert load_settings().school_holidays == [*CHRISTMAS, (date(2027, 2, 15), date(2027, 2, 19))]


@pytest.mark.parametrize("wrong", ["soon", "2026-12-19", "2027-01-03/2026-12-19", "2026-12-19/2027-01-03/2027-01-04"])
def test_what_is_no_holiday_is_refused_in_a_sentence(monkeypatch, wrong):
    monkeypatch.setenv("GATHER_SCHOOL_HOLIDAYS", wrong)
    with pytest.raises(SettingsError, match="GATHER_SCHOOL_HOLIDAYS: Write the first and the last day"):
        load_settings()
