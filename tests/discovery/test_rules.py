"""What a visitor asked to see, read from the address; without an app."""

from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, strategies as st

from app.discovery.rules import Filters, read_filters, spans

PICTURES = {"outdoors", "food"}


def read(**query):
    return read_filters(query, PICTURES)


def test_it_works():
    found = read(want="help", picture="food", area="millom", **{"from": "2026-11-24", "to": "2026-11-25"})
    assert found == Filters("help", "food", "millom", date(2026, 11, 24), date(2026, 11, 25))


@pytest.mark.parametrize(
    "query",
    [{"want": "everything"}, {"picture": "dragon"}, {"from": "tomorrow"}, {"to": "2026-02-30"}, {"page": "0"},
     {"page": "-1"}, {"page": "1e9"}, {"page": "99999999"}, {"page": "²"}],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_left_out(query):
    found = read(**query)
    assert found.misread
    assert found == Filters(misread=True)


def test_today_may_be_a_word():
    today = date(2026, 11, 24)
    found = read_filters({"from": "today", "to": "today"}, PICTURES, today)
    assert found == Filters(since=today, until=today)


def test_an_address_reads_back_as_it_was_written():
    filters = Filters("book", "food", "millom", date(2026, 11, 24), date(2026, 11, 25), page=3)
    query = dict(parse_qsl(urlsplit(filters.address(page=3)).query))
    assert read_filters(query, PICTURES) == filters


def test_another_filter_starts_at_the_first_page():
    assert "page" not in Filters(page=3).address(want="help")


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_spans_begin_today_or_later_and_the_weekend_is_one(today):
    this_day, week, (first, last) = spans(today)
    assert this_day == (today, today)
    assert week == (today, today + timedelta(days=6))
    assert last.weekday() == 6
    assert today <= first <= last
    assert last - today <= timedelta(days=6)
