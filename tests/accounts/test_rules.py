"""Ages, codes and paths, by pure rules."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from app.accounts import rules

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("scheme", "host", "may"),
    [("https", "gather.example.org", True), ("http", "localhost", True), ("http", "gather.example.org", False),
     ("https", "192.0.2.7", False), ("https", "2001:db8::7", False), ("http", "127.0.0.1", False),
     ("https", None, False)],
)  # fmt: skip
def test_where_browsers_know_passkeys(scheme, host, may):
    assert rules.may_have_passkeys(scheme, host) is may


def test_it_works():
    assert rules.bands(2009, 3, TODAY) == ("16 to 17", [("2027-04-01", "adult")])


@pytest.mark.parametrize(
    ("year", "month", "band"),
    [
        (1990, 1, "adult"), (2008, 10, "adult"), (2008, 11, "16 to 17"), (2010, 10, "16 to 17"),
        (2010, 11, "13 to 15"), (2013, 10, "13 to 15"), (2013, 11, "under 13"), (2026, 11, "under 13"),
    ],
)  # fmt: skip
def test_s7_the_month_must_have_passed_before_somebody_counts_as_older(year, month, band):
    assert rules.bands(year, month, TODAY)[0] == band


def test_somebody_born_in_december_grows_up_on_new_years_day():
    assert rules.birthday(2008, 12, 18) == date(2027, 1, 1)


@pytest.mark.parametrize(("year", "month"), [(2026, 12), (2027, 1), (1905, 6), (1, 1), (0, 6), (9999, 12)])
def test_nobody_was_born_then(year, month):
    with pytest.raises(rules.Unlikely):
        rules.bands(year, month, TODAY)


ORDER = [name for _age, name in rules.BANDS]
births = st.dates(date(1930, 1, 1), date(2026, 11, 21))


@given(born=births, told=st.integers(0, 40_000), later=st.integers(0, 40_000), even_later=st.integers(0, 40_000))
def test_a_band_only_ever_grows(born, told, later, even_later):
    told_on = born + timedelta(days=min(told, 40_000))
    if told_on.year - born.year > rules.OLDEST:
        return
    kept = rules.bands(born.year, born.month, told_on)
    first, second = sorted((told_on + timedelta(days=later), told_on + timedelta(days=even_later)))
    assert ORDER.index(rules.band_on(*kept, first)) <= ORDER.index(rules.band_on(*kept, second))


@given(born=births, days=st.integers(0, 30_000))
def test_nobody_is_taken_for_older_than_they_are(born, days):
    day = born + timedelta(days=days)
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    true_age = day.year - born.year - (not had_birthday)
    band = rules.band_on(*rules.bands(born.year, born.month, born), day)
    assert {name: age for age, name in rules.BANDS}[band] <= true_age


@given(born=births, days=st.integers(0, 30_000))
def test_told_early_or_late_the_band_of_a_day_is_the_same(born, days):
    day = born + timedelta(days=days)
    told_at_birth = rules.band_on(*rules.bands(born.year, born.month, born), day)
    assert rules.band_on(*rules.bands(born.year, born.month, day), day) == told_at_birth


def test_somebody_who_never_told_has_no_band():
    assert rules.band_on(None, None, TODAY) is None


def test_s1_an_account_of_ones_own_from_13():
    assert [rules.is_old_enough(band) for band in ORDER] == [False, True, True, True]


@pytest.mark.parametrize(
    ("consent_age", "least"), [(0, 13), (13, 13), (14, 16), (16, 16), (17, 18), (18, 18), (99, 18)]
)
def test_s1_the_town_may_raise_that_age_and_not_lower_it(consent_age, least):
    assert rules.least_age(consent_age) == least
    allowed = {"13 to 15": 13, "16 to 17": 16, "adult": 18}
    assert [rules.is_old_enough(band, consent_age) for band in allowed] == [age >= least for age in allowed.values()]


NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SOON = NOW + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("tries", "used_at", "now", "counts"),
    [(0, None, NOW, True), (4, None, NOW, True), (5, None, NOW, False), (0, NOW, NOW, False), (0, None, SOON, False)],
)
def test_a_code_counts_for_ten_minutes_five_tries_and_once(tries, used_at, now, counts):
    assert rules.code_counts(tries, used_at, SOON, now, 5) is counts


@pytest.mark.parametrize("typed", ["123456", "123 456", " 12 34 56 ", "123-456", "١٢٣٤٥٦", "１２３４５６"])
def test_a_code_is_read_however_it_is_typed(typed):
    assert rules.six_digits(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "½23456", "²23456", "one two"])
def test_other_things_are_no_code(typed):
    assert rules.six_digits(typed) is None


@pytest.mark.parametrize("path", ["/", "/me", "/events/beach-clean?day=2026-11-28", "/events/李"])
def test_a_path_of_ours_is_followed(path):
    assert rules.own_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "me", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "/\t/evil.example",
     "/\n/evil.example", "javascript:alert(1)", "/me\r\nSet-Cookie: a=b", " /me"],
)  # fmt: skip
def test_a_way_to_another_site_is_not_followed(path):
    assert rules.own_path(path) is None


ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (ANDROID, ("Chrome", "Android")),
        (IPHONE, ("Safari", "iPhone")),
        (EDGE, ("Edge", "Windows")),
        ("curl/8", ("", "")),
    ],
)
def test_a_phone_is_named_as_people_name_it(user_agent, words):
    assert rules.device_words(user_agent) == words


def test_an_email_is_shown_by_its_first_letter():
    assert rules.hidden_email("carol@example.org") == "c•••@example.org"
