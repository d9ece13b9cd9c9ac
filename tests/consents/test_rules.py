"""What young people may help with, as data that can only be made stricter."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from app.accounts import rules as account_rules
from app.consents import rules
from app.consents.rules import HelpFacts, age_reason, tighten, youngest_who_may

SATURDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 30)


def facts(band="16 to 17", start=time(10), end=time(12), day=SATURDAY, ends_on=None, **more):
    """A beach clean for somebody who may come, unless told otherwise."""
    well = {"has_consent": True, "adults": 2, "young": 1, "organisation_may_ask_under_18s": True}
    starts, ends = datetime.combine(day, start), datetime.combine(ends_on or day, end)
    return HelpFacts(band, starts, ends, **{**well, **more})


def test_it_works():
    assert age_reason(facts("13 to 15")) is None


def test_s1_the_bands_are_those_of_the_accounts():
    assert tuple((rule.from_age, rule.band) for rule in rules.AGE_RULES) == account_rules.BANDS


@pytest.mark.parametrize("band", ["13 to 15", "16 to 17", "adult"])
def test_s1_who_is_old_enough_may(band):
    assert age_reason(facts(band)) is None


def test_s1_under_13_nobody_helps_without_their_own_guardian():
    assert age_reason(facts("under 13")) == "too young"


def test_b7_who_did_not_say_their_age_is_asked():
    assert age_reason(facts(None)) == "say your age"


@pytest.mark.parametrize(
    ("band", "start", "end", "reason"),
    [
        ("13 to 15", time(7), time(9), None), ("13 to 15", time(6, 59), time(9), "too early"),
        ("13 to 15", time(17), time(19), None), ("13 to 15", time(17), time(19, 1), "too late in the evening"),
        ("16 to 17", time(6), time(9), None), ("16 to 17", time(5, 59), time(9), "too early"),
        ("16 to 17", time(20), time(22), None), ("16 to 17", time(20), time(22, 1), "too late in the evening"),
        ("adult", time(0), time(23, 59), None),
    ],
)  # fmt: skip
def test_s1_hours_of_the_day(band, start, end, reason):
    assert age_reason(facts(band, start, end)) == reason


@pytest.mark.parametrize("band", ["13 to 15", "16 to 17"])
@pytest.mark.parametrize("end", [time(0), time(1), time(9)])
def test_s1_over_midnight_is_too_late(band, end):
    night = facts(band, time(18), end, ends_on=SATURDAY + timedelta(days=1))
    assert age_reason(night) == "too late in the evening"


@pytest.mark.parametrize(
    ("band", "minutes", "reason"),
    [("13 to 15", 120, None), ("13 to 15", 121, "too long on a school day"), ("16 to 17", 240, None)],
)
def test_s1_two_hours_on_a_school_day(band, minutes, reason):
    end = (datetime.combine(MONDAY, time(15)) + timedelta(minutes=minutes)).time()
    assert age_reason(facts(band, time(15), end, MONDAY, is_school_day=True)) == reason
    assert age_reason(facts(band, time(15), end, MONDAY, is_school_day=False)) is None


def test_s1_two_hours_are_all_of_the_day_together():
    second = facts("13 to 15", time(15), time(16), MONDAY, is_school_day=True, helped_that_day=timedelta(minutes=61))
    assert age_reason(second) == "too long on a school day"
    assert age_reason(replace(second, helped_that_day=timedelta(minutes=60))) is None


@pytest.mark.parametrize("hazard", rules.HAZARDS)
def test_s1_no_money_machines_lone_work_or_home_visits_before_16(hazard):
    assert age_reason(facts("13 to 15", hazards=(hazard,))) == "not this kind of work"


@pytest.mark.parametrize(
    ("hazards", "reason"),
    [
        (("money",), None), (("machines",), None), (("alone",), None), (("home",), "not this kind of work"),
        (("alone", "home"), "not this kind of work"),
    ],
)  # fmt: skip
def test_s5_home_visits_are_for_adults(hazards, reason):
    assert age_reason(facts("16 to 17", hazards=hazards)) == reason
    assert age_reason(facts("adult", hazards=hazards)) is None


@pytest.mark.parametrize(
    ("adults", "young", "reason"),
    [(1, 8, None), (1, 9, "needs more adults"), (2, 16, None), (2, 17, "needs more adults"),
     (0, 1, "needs more adults")],
)  # fmt: skip
def test_s1_one_adult_for_eight(adults, young, reason):
    assert age_reason(facts("13 to 15", adults=adults, young=young)) == reason
    assert age_reason(facts("16 to 17", adults=adults, young=young)) is None


def test_s1_consent_is_the_last_thing_that_is_missing():
    assert age_reason(facts("16 to 17", has_consent=False)) == "needs consent"
    assert age_reason(facts("13 to 15", has_consent=False)) == "needs consent"
    assert age_reason(facts("13 to 15", has_consent=False, adults=0)) == "needs more adults"
    assert age_reason(facts("adult", has_consent=False)) is None


def test_s5_an_organisation_that_may_not_ask_gets_adults_alone():
    closed = {"organisation_may_ask_under_18s": False}
    assert age_reason(facts("16 to 17", **closed)) == "organisation may not"
    assert age_reason(facts("13 to 15", **closed)) == "organisation may not"
    assert age_reason(facts("adult", **closed)) is None


@pytest.mark.parametrize(
    ("least", "may"),
    [
        (0, {"13 to 15", "16 to 17", "adult"}), (14, {"16 to 17", "adult"}), (16, {"16 to 17", "adult"}),
        (17, {"adult"}), (18, {"adult"}), (21, {"adult"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("who_says", ["min_age", "youngest_helper", "consent_age"])
def test_s1_event_organisation_and_town_may_raise_the_least_age(least, may, who_says):
    allowed = {rule.band for rule in rules.AGE_RULES if age_reason(facts(rule.band, **{who_says: least})) is None}
    assert allowed == may


def test_s1_how_often_a_yes_is_needed():
    assert [rules.consent_needed(band) for band in ("13 to 15", "16 to 17", "adult", None)] == [
        "each", "once", "none", "none",
    ]  # fmt: skip


# --- what must hold for all of them --------------------------------------------------------------------------------

bands = st.sampled_from([rule.band for rule in rules.AGE_RULES])
walls = st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 30))
lengths = st.integers(15, 20 * 60).map(lambda minutes: timedelta(minutes=minutes))
hazards = st.sets(st.sampled_from(rules.HAZARDS)).map(tuple)
ages = st.integers(0, 21)
FIXED = {"too young", "organisation may not", "not this kind of work", "too early", "too late in the evening",
         "too long on a school day"}  # fmt: skip


@given(bands, walls, lengths, st.booleans(), hazards, ages, ages, st.booleans())
def test_s3_a_list_by_age_shows_what_may_be_taken_and_nothing_else(
    band, starts, length, school, work, least, helper, may
):
    youngest = youngest_who_may(starts, starts + length, school, work, least, helper, may)
    rule = rules.RULE_OF[band]
    reason = age_reason(
        HelpFacts(band, starts, starts + length, school, work, least, helper, has_consent=True, adults=9, young=1,
                  organisation_may_ask_under_18s=may)
    )  # fmt: skip
    assert youngest in (13, 16, 18)
    assert (rule.from_age >= youngest) == (reason is None)
    assert reason in FIXED | {None}


@given(bands, walls, lengths, st.booleans(), hazards, ages, st.times())
def test_s1_an_organisation_can_only_make_it_stricter(band, starts, length, school, work, helper, latest):
    asked = HelpFacts(band, starts, starts + length, school, work, has_consent=True, adults=9, young=1,
                      organisation_may_ask_under_18s=True)  # fmt: skip
    before, after = rules.RULE_OF[band], tighten(rules.RULE_OF[band], helper, latest)
    if rules._fixed_reason(after, asked) is None:
        assert rules._fixed_reason(before, asked) is None
    assert after.forbidden == before.forbidden and after.consent == before.consent
    assert tighten(after, helper, latest) == after


def test_control_a_looser_rule_is_noticed():
    looser = replace(rules.RULE_OF["13 to 15"], latest=time(23))
    late = facts("13 to 15", time(19), time(21))
    assert rules._fixed_reason(looser, late) is None
    assert rules._fixed_reason(rules.RULE_OF["13 to 15"], late) is not None


@given(walls, lengths, st.booleans(), hazards, ages, ages)
def test_s1_what_somebody_younger_may_do_somebody_older_may(starts, length, school, work, least, helper):
    allowed = [
        age_reason(HelpFacts(rule.band, starts, starts + length, school, work, least, helper, has_consent=True,
                             adults=9, young=1, organisation_may_ask_under_18s=True)) is None
        for rule in rules.AGE_RULES
    ]  # fmt: skip
    assert allowed == sorted(allowed)
