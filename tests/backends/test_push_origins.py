"""Who is left alone, and for how long: pauses, backoff with full jitter, and one probe when a pause is over."""

from datetime import timedelta

import pytest
from hypothesis import given, strategies as some

from app.backends import push_origins as rules
from app.backends.push_answers import of_pause, of_silence, of_status
from app.backends.push_guard import Origin
from tests.own import all_at_once

HERE, THERE = Origin("push.example", 443), Origin("other.example", 443)
EFFECTS = ("well", "fault", "wait", "refusal")


class Watch:
    """A clock in the test's hand."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def origins(watch):
    """Origins whose jitter is none: each pause is as long as it may be."""
    return rules.Origins(ticks=watch, chance=lambda: 1.0)


def break_it(origins, origin=HERE):
    for _ in range(rules.BREAKS_AT):
        origins.note(origin, of_status(500))


def test_it_works(origins, watch):
    assert origins.may_go(HERE)
    origins.note(HERE, of_status(429, 30))
    assert (origins.may_go(HERE), origins.pause(HERE)) == (False, 30)
    watch.now += 30
    assert origins.may_go(HERE)
    origins.note(HERE, of_status(201))
    assert origins.may_go(HERE)


def test_one_service_that_waits_holds_up_no_other(origins):
    origins.note(HERE, of_status(429, 30))
    assert origins.may_go(THERE)
    assert origins.pause(THERE) == 0


@pytest.mark.parametrize("status", [401, 403, 406, 429])
def test_who_asks_to_wait_or_refuses_our_key_is_left_alone_at_once(origins, status):
    assert origins.note(HERE, of_status(status)) == rules.FIRST_PAUSE
    assert not origins.may_go(HERE)


def test_a_few_faults_are_nobody_s_fault(origins):
    for _ in range(rules.BREAKS_AT - 1):
        assert origins.note(HERE, of_status(500)) == 0
    assert origins.may_go(HERE)


@pytest.mark.parametrize("verdict", [of_status(500), of_status(503), of_silence("It can't be reached.")], ids=str)
def test_many_faults_in_a_row_open_the_breaker(origins, verdict):
    pauses = [origins.note(HERE, verdict) for _ in range(rules.BREAKS_AT)]
    assert pauses[-1] == rules.FIRST_PAUSE
    assert not origins.may_go(HERE)


@pytest.mark.parametrize("status", [201, 404, 410, 413, 307])
def test_one_answer_that_is_none_of_them_begins_the_count_anew(origins, status):
    for _ in range(3 * rules.BREAKS_AT):
        for _ in range(rules.BREAKS_AT - 1):
            origins.note(HERE, of_status(500))
        origins.note(HERE, of_status(status))
    assert origins.may_go(HERE)


def test_what_was_never_asked_says_nothing(origins):
    for _ in range(100):
        origins.note(HERE, of_pause(5))
    assert origins.may_go(HERE)


def test_when_a_pause_is_over_one_probe_goes_and_the_others_wait(origins, watch):
    break_it(origins)
    watch.now += rules.FIRST_PAUSE
    assert [origins.may_go(HERE) for _ in range(5)] == [True, False, False, False, False]
    origins.note(HERE, of_status(201))
    assert [origins.may_go(HERE) for _ in range(5)] == [True] * 5


def test_of_many_threads_one_probes(watch):
    for _ in range(20):
        origins = rules.Origins(ticks=watch, chance=lambda: 1.0)
        break_it(origins)
        watch.now += rules.FIRST_PAUSE
        assert sum(all_at_once(lambda _number, own=origins: own.may_go(HERE), 8)) == 1


def test_a_probe_that_fails_doubles_the_pause(origins, watch):
    break_it(origins)
    pauses = []
    for _ in range(10):
        watch.now += origins.pause(HERE)
        assert origins.may_go(HERE)
        pauses.append(origins.note(HERE, of_status(500)))
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_a_probe_that_nobody_answered_makes_way_for_another(origins, watch):
    break_it(origins)
    watch.now += rules.FIRST_PAUSE
    assert origins.may_go(HERE)
    assert not origins.may_go(HERE)
    watch.now += rules.PROBE_SECONDS
    assert origins.may_go(HERE)


def test_a_probe_that_was_never_sent_makes_way_at_once(origins, watch):
    break_it(origins)
    watch.now += rules.FIRST_PAUSE
    assert origins.may_go(HERE)
    origins.give_back(HERE)
    assert [origins.may_go(HERE) for _ in range(2)] == [True, False]


def test_answers_to_what_went_out_before_the_pause_change_little(origins):
    origins.note(HERE, of_status(429, 30))
    for verdict in (of_status(201), of_status(500), of_status(403), of_status(429, 10), of_silence("x")):
        assert origins.note(HERE, verdict) == 0
        assert origins.pause(HERE) == 30
    origins.note(HERE, of_status(429, 60))
    assert origins.pause(HERE) == 60


def test_who_works_for_another_asks_for_no_probe(watch):
    origins = rules.Origins(probes=False, ticks=watch, chance=lambda: 1.0)
    break_it(origins)
    assert not origins.may_go(HERE)
    watch.now += rules.FIRST_PAUSE
    assert [origins.may_go(HERE) for _ in range(3)] == [True] * 3


# --- the arithmetic ------------------------------------------------------------------------------------------------

steps = some.tuples(
    some.sampled_from(EFFECTS), some.one_of(some.none(), some.floats(1, 3600)), some.floats(0, 50), some.floats(0, 1)
)


@given(pauses=some.integers(0, 10_000), chance=some.floats(0, 1))
def test_a_backoff_is_anything_up_to_its_doubled_length(pauses, chance):
    assert 0 <= rules.backoff(pauses, chance) <= rules.LONGEST_BACKOFF
    assert rules.backoff(pauses, 1.0) == min(rules.LONGEST_BACKOFF, rules.FIRST_PAUSE * 2 ** min(pauses, 20))
    assert rules.backoff(pauses, 0.5) == rules.backoff(pauses, 1.0) / 2


@given(story=some.lists(steps, max_size=60))
def test_no_pause_is_ever_shortened_or_endless(story):
    standing, now = rules.WELL, 1000.0
    for effect, told, passed, chance in story:
        now += passed
        before, standing = standing, rules.after(standing, effect, told, now, chance)
        if now < before.paused_until:
            assert standing.paused_until >= before.paused_until
        assert rules.seconds_left(standing, now) <= max(3600, rules.LONGEST_BACKOFF) + 1e-6
        if told and effect != "well":
            assert rules.seconds_left(standing, now) >= told - 1e-6 or effect == "fault"


@given(story=some.lists(steps, max_size=60))
def test_whatever_happened_one_good_answer_after_the_pause_makes_it_well(story):
    standing, now = rules.WELL, 1000.0
    for effect, told, passed, chance in story:
        now += passed
        standing = rules.after(standing, effect, told, now, chance)
    now = max(now, standing.paused_until)
    assert rules.after(standing, "well", None, now, 0.5) == rules.WELL


def test_a_service_that_fails_half_the_time_is_seldom_paused():
    from random import Random

    chance, standing, paused = Random(1), rules.WELL, 0
    for _ in range(100_000):
        before, effect = standing, "fault" if chance.random() < 0.5 else "well"
        standing = rules.after(standing, effect, None, 1000.0 if not standing.paused_until else 10**9, chance.random())
        paused += standing.pauses > before.pauses
    assert paused <= 5


def test_told_times_are_seconds_of_a_timedelta(origins):
    assert of_status(503, 7).answer.retry_after == timedelta(seconds=7)
    assert origins.note(HERE, of_status(503, 7)) == 7
