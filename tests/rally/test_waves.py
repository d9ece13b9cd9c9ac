"""Whom one tick asks: never too many, never the wrong ones, the same every time (RALLY 3 to 9)."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings, strategies as st

from app.rally import rules
from app.rally.rules_waves import Candidate, Moment, OpenAsk, next_wave

UNHURRIED = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""A machine that is busy with other things proves nothing."""
NOW = Moment(slot=7, tick=1, places=3, minutes_left=600, rate=0.08)

candidates = st.builds(
    Candidate,
    person=st.integers(1, 10_000),
    distance_km=st.floats(0, 12),
    likes=st.booleans(),
    fits=st.booleans(),
    hours_since_ask=st.none() | st.floats(0, 400),
    asks=st.integers(0, 5),
    cap=st.integers(0, 6),
    is_new=st.booleans(),
    is_close=st.booleans(),
)
crowds = st.lists(candidates, max_size=80, unique_by=lambda one: one.person)
moments = st.builds(
    Moment,
    slot=st.integers(1, 9),
    tick=st.integers(1, 99),
    places=st.integers(0, 6),
    minutes_left=st.floats(-60, 4000),
    rate=st.floats(0.04, 0.16),
    open=st.lists(st.builds(OpenAsk, st.floats(0, 0.9), st.floats(0, 4000)), max_size=20).map(tuple),
    asked=st.integers(0, 60),
)


def crowd(count, **more):
    """People who all live at different distances, the nearest first."""
    return [Candidate(number, number / 20, True, **more) for number in range(1, count + 1)]


def asked(wave):
    return [pick.person for pick in wave.picks]


def test_it_works():
    wave = next_wave(NOW, crowd(40))
    assert asked(wave) == list(range(1, len(wave.picks) + 1))
    assert wave.stopped == "sure"
    assert wave.sure_before == 0 < wave.wanted <= wave.sure


# --- what must never be --------------------------------------------------------------------------------------------


@UNHURRIED
@given(moments, crowds)
def test_nobody_beyond_their_cap_or_not_worth_it_is_asked_and_nobody_twice(moment, people):
    wave = next_wave(moment, people)
    by_person = {one.person: one for one in people}
    assert len(set(asked(wave))) == len(wave.picks)
    for pick in wave.picks:
        assert by_person[pick.person].asks < by_person[pick.person].cap
        assert pick.chance >= rules.WORTH_ASKING


@UNHURRIED
@given(moments, crowds, st.sets(st.integers(1, 10_000)))
def test_nobody_is_asked_whom_the_last_look_refuses(moment, people, refused):
    wave = next_wave(moment, people, lambda person: person % 3 and person not in refused)
    assert all(person % 3 and person not in refused for person in asked(wave))


@UNHURRIED
@given(moments, crowds)
def test_rally_5_the_guard_holds(moment, people):
    wave = next_wave(moment, people)
    fresh = sum(one.minutes_silent < 60 for one in moment.open)
    assert not wave.picks or fresh + len(wave.picks) <= rules.most_open(moment.places, wave.hurry)


@UNHURRIED
@given(moments, crowds)
def test_rally_6_nobody_is_asked_for_nothing(moment, people):
    if moment.places == 0 or moment.minutes_left <= 0:
        assert next_wave(moment, people).picks == ()


@UNHURRIED
@given(moments, crowds)
def test_rally_9_the_same_moment_asks_the_same_people(moment, people):
    assert next_wave(moment, people) == next_wave(moment, list(reversed(people)))


@UNHURRIED
@given(moments, crowds)
def test_rally_4_nobody_more_is_asked_than_is_needed_to_be_sure(moment, people):
    wave = next_wave(moment, people)
    if wave.sure_before >= wave.wanted:
        assert wave.picks == ()
    if len(wave.picks) > 1:
        all_but_one = (OpenAsk(one.chance * one.freshness, 0) for one in wave.picks[:-1])
        fewer = replace(moment, open=(*moment.open, *all_but_one))
        assert next_wave(fewer, []).sure_before < wave.wanted


# --- one by one ----------------------------------------------------------------------------------------------------


def test_rally_3_a_decline_is_replaced_at_once():
    wave = next_wave(NOW, crowd(40))
    silent = tuple(OpenAsk(one.chance * one.freshness, 5) for one in wave.picks)
    everybody_silent = replace(NOW, tick=2, minutes_left=595, open=silent, asked=len(silent))
    rest = crowd(40)[len(silent) :]
    one_declined = replace(everybody_silent, open=silent[1:])
    assert len(next_wave(one_declined, rest).picks) > len(next_wave(everybody_silent, rest).picks)


def test_rally_3_what_has_been_silent_for_long_counts_little():
    old = tuple(OpenAsk(0.3, 400) for _number in range(16))
    assert next_wave(replace(NOW, open=old), crowd(40)).sure_before < 0.01


def test_rally_4_later_means_surer():
    early, late = next_wave(NOW, crowd(60)), next_wave(replace(NOW, minutes_left=45), crowd(60))
    assert (early.hurry, early.wanted) == (0, 0.3)
    assert late.wanted > 0.7
    assert len(late.picks) > len(early.picks)


def test_rally_5_far_from_everything_nobody_is_asked():
    far = [Candidate(number, 0, True) for number in range(1, 200)] + [Candidate(999, 30, False)]
    wave = next_wave(replace(NOW, open=()), far, lambda person: person == 999)
    assert wave.picks == ()
    assert wave.stopped == "nobody left"


def test_rally_5_a_week_with_asks_comes_after_one_without():
    people = [Candidate(1, 1, True, asks=1), Candidate(2, 1, True, asks=0)]
    assert asked(next_wave(NOW, people)) == [2, 1]


def test_rally_2_whoever_was_asked_an_hour_ago_comes_later():
    people = [Candidate(1, 1, True, hours_since_ask=1), Candidate(2, 1, True, hours_since_ask=300)]
    assert asked(next_wave(NOW, people)) == [2, 1]


def test_rally_7_a_regular_who_lives_far_comes_before_a_neighbour():
    people = [Candidate(1, 0, True), Candidate(2, 5, False, is_close=True), Candidate(3, 4, True)]
    wave = next_wave(NOW, people)
    assert asked(wave) == [2, 1, 3]
    assert [rules.RINGS[pick.ring] for pick in wave.picks] == ["close", "near", "town"]


def test_rally_7_every_fifth_is_somebody_new_here():
    people = crowd(60) + [Candidate(number, 2.9, True, is_new=True) for number in (901, 902, 903)]
    wave = next_wave(replace(NOW, places=6), people)
    reasons = [pick.reason for pick in wave.picks]
    assert len(reasons) >= 15
    assert [place for place, reason in enumerate(reasons, 1) if reason == "new here"] == [5, 10, 15]
    assert {pick.person for pick in wave.picks if pick.reason == "new here"} == {901, 902, 903}


def test_rally_7_the_share_goes_on_where_the_last_wave_ended():
    people = [*crowd(30), Candidate(901, 2.9, True, is_new=True)]
    wave = next_wave(replace(NOW, asked=4), people)
    assert wave.picks[0].reason == "new here"


def test_rally_7_without_newcomers_their_place_goes_to_the_best():
    assert asked(next_wave(replace(NOW, asked=4), crowd(30)))[0] == 1


def test_rally_9_those_who_are_equally_good_draw_lots_anew_at_each_tick():
    alike = [Candidate(number, 1, True) for number in range(1, 100)]
    first, second = next_wave(NOW, alike), next_wave(replace(NOW, tick=2), alike)
    assert asked(first) != asked(second)
    assert {pick.rank for pick in first.picks} == {1}


def test_a_decision_says_all_that_it_was_made_from():
    pick = next_wave(NOW, [Candidate(5, 1, True, hours_since_ask=2)]).picks[0]
    assert pick.person == 5
    assert 0 < pick.chance < 1
    assert 0.5 < pick.freshness < 1
    assert (pick.context, pick.rank, pick.ring, pick.reason) == (1, 1, 1, "best")


def test_candidates_are_asked_for_only_when_they_are_needed():
    def nobody():
        raise AssertionError("they were read in vain")

    assert next_wave(replace(NOW, places=0), nobody).stopped == "full"
    assert next_wave(replace(NOW, minutes_left=0), nobody).stopped == "over"
    assert next_wave(replace(NOW, open=(OpenAsk(0.9, 0),) * 8), nobody).stopped == "sure"
    assert next_wave(replace(NOW, open=(OpenAsk(0.01, 5),) * 16), nobody).stopped == "enough open"


def test_expected_are_the_yeses_to_come():
    wave = next_wave(NOW, crowd(40))
    in_time = NOW.habits.answered_by(NOW.minutes_left)
    assert abs(wave.expected - sum(one.chance * one.freshness * in_time for one in wave.picks)) < 1e-9
