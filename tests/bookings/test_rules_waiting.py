"""Who in line gets what is free, and until when they may think about it, without an app (RULES W2, W3)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from app.bookings.rules_waiting import (
    CLOSES,
    FIRST_COME,
    SAVE_UNTIL,
    SHORTEST,
    SKIPS,
    Give,
    Waiting,
    after_waking,
    may_save,
    offer_ends,
    waking_between,
    walk,
)  # fmt: skip

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FAR = NOON + timedelta(days=10)
CLOCK_NIGHTS = [(2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31)]
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


def local(*parts):
    return datetime(*parts, tzinfo=LONDON).astimezone(UTC)


def entry(number, party=1, **more):
    return Waiting(number, **{"party": party, "least": party, "skipped": 0, "joined_at": NOON, **more})


def test_it_works():
    assert walk(2, [entry(1), entry(2), entry(3)], NOON, FAR) == ([Give(1, 1, "open"), Give(2, 1, "open")], [])


def test_w2_who_needs_more_than_is_free_is_passed_over_and_that_is_counted():
    gives, skipped = walk(1, [entry(1, party=2), entry(2), entry(3)], NOON, FAR)
    assert gives == [Give(2, 1, "open")]
    assert skipped == [1]


def test_w2_nobody_counts_as_passed_over_when_nobody_behind_them_got_anything():
    assert walk(1, [entry(1, party=2), entry(2, party=2)], NOON, FAR) == ([], [])


def test_w1_at_least_some_is_enough_for_who_said_so():
    assert walk(3, [entry(1, party=5, least=2)], NOON, FAR)[0] == [Give(1, 3, "open")]
    assert walk(1, [entry(1, party=5, least=2)], NOON, FAR)[0] == []


@pytest.mark.parametrize(("skipped", "style"), [(SKIPS - 1, None), (SKIPS, "saving")])
def test_w2_after_three_times_places_are_saved_up(skipped, style):
    gives, _skipped = walk(1, [entry(1, party=2, skipped=skipped), entry(2)], NOON, FAR)
    assert gives == ([Give(1, 1, "saving")] if style else [Give(2, 1, "open")])


@pytest.mark.parametrize(
    ("waited", "ahead", "saves"),
    [(25, 49, True), (24, 49, False), (25, 48, False), (25, 240, True)],
)
def test_w2_who_waited_over_a_day_is_saved_for_when_it_is_over_two_days_away(waited, ahead, saves):
    long_ago = entry(1, party=2, joined_at=NOON - timedelta(hours=waited))
    assert may_save(long_ago, NOON, NOON + timedelta(hours=ahead)) is saves


def test_w2_nothing_is_saved_up_within_a_day_of_the_start():
    often = entry(1, party=2, skipped=9)
    assert may_save(often, NOON, NOON + SAVE_UNTIL + timedelta(seconds=1))
    assert not may_save(often, NOON, NOON + SAVE_UNTIL)


def test_w2_what_was_saved_and_what_is_free_make_an_offer():
    assert walk(1, [entry(1, party=3, saved=2)], NOON, FAR)[0] == [Give(1, 3, "open")]


def test_w2_saving_for_one_grows_with_every_place_that_becomes_free():
    often = entry(1, party=4, saved=2, skipped=3)
    assert walk(1, [often, entry(2)], NOON, FAR)[0] == [Give(1, 3, "saving")]


def test_w2_nobody_saves_up_on_two_slots_at_once():
    assert walk(1, [entry(1, party=2, skipped=9, elsewhere=True)], NOON, FAR) == ([], [])


def test_w5_nobody_gets_anything_once_the_list_is_closed():
    assert walk(1, [entry(1)], NOON, NOON + CLOSES) == ([], [])
    assert walk(1, [entry(1)], NOON, NOON + CLOSES + timedelta(seconds=1))[0]


def test_w3_without_time_to_keep_a_place_everybody_who_fits_is_told():
    line = [entry(1), entry(2, party=3), entry(3, party=3, least=1)]
    gives, skipped = walk(2, line, NOON, NOON + timedelta(hours=2), keeps=False)
    assert gives == [Give(1, 1, "told"), Give(3, 2, "told")]
    assert skipped == []


@st.composite
def lines(draw):
    entries = []
    for number in range(draw(st.integers(1, 8))):
        party = draw(st.integers(1, 6))
        least = draw(st.integers(1, party))
        entries.append(entry(
            number, party, least=least, skipped=draw(st.integers(0, 5)),
            joined_at=NOON - timedelta(hours=draw(st.integers(0, 60))), saved=draw(st.integers(0, least - 1)),
            elsewhere=draw(st.booleans()),
        ))  # fmt: skip
    return entries


@given(st.integers(0, 12), lines(), st.integers(1, 400))
def test_w2_no_walk_gives_away_what_there_is_not(free, line, hours):
    gives, skipped = walk(free, line, NOON, NOON + timedelta(hours=hours))
    by_id = {one.id: one for one in line}
    assert sum(give.places - by_id[give.entry_id].saved for give in gives) <= free
    assert all(by_id[give.entry_id].least <= give.places <= by_id[give.entry_id].party
               for give in gives if give.style == "open")  # fmt: skip
    assert len({give.entry_id for give in gives}) == len(gives)
    assert [give.entry_id for give in gives] == sorted(give.entry_id for give in gives)
    assert not set(skipped) & {give.entry_id for give in gives}


@given(st.integers(0, 12), lines(), st.integers(25, 400))
def test_w2_what_stays_free_would_do_for_nobody(free, line, hours):
    gives, _skipped = walk(free, line, NOON, NOON + timedelta(hours=hours))
    saved = {one.id: one.saved for one in line}
    left = free - sum(give.places - saved[give.entry_id] for give in gives)
    served = {give.entry_id for give in gives}
    assert [one.id for one in line if one.id not in served and one.least <= left + one.saved] == []


@pytest.mark.parametrize(
    ("ahead", "waking_hours"),
    [(timedelta(days=8), 24), (timedelta(days=7), 12), (timedelta(days=3), 12), (timedelta(days=2), 4),
     (timedelta(hours=30), 4), (timedelta(hours=24), 1), (timedelta(hours=3), 1)],
)  # fmt: skip
def test_w3_the_nearer_the_start_the_shorter_the_offer(ahead, waking_hours):
    starts = NOON + ahead
    ends = offer_ends(NOON, starts, starts - CLOSES, LONDON)
    assert waking_between(NOON, ends, LONDON) == timedelta(hours=waking_hours)


def test_w3_nothing_is_kept_within_three_hours():
    starts = NOON + FIRST_COME
    assert offer_ends(NOON, starts, starts, LONDON) is not None
    assert offer_ends(NOON + timedelta(seconds=1), starts, starts, LONDON) is None


def test_w3_the_clock_stops_at_night():
    evening, starts = local(2026, 11, 23, 20), local(2026, 11, 25, 12)
    assert offer_ends(evening, starts, starts, LONDON) == local(2026, 11, 24, 11)  # one hour, a night, and three


def test_w3_an_offer_made_at_night_begins_in_the_morning():
    night, starts = local(2026, 11, 23, 23), local(2026, 11, 24, 20)
    assert offer_ends(night, starts, starts, LONDON) == local(2026, 11, 24, 9)


def test_w3_an_offer_ends_at_the_cut_off():
    starts = local(2026, 11, 24, 9, 40)
    assert offer_ends(local(2026, 11, 23, 20, 30), starts, local(2026, 11, 24, 8, 25), LONDON) == local(
        2026, 11, 24, 8, 25
    )


def test_w3_what_would_be_shorter_than_half_an_hour_awake_is_not_kept():
    cut_off = local(2026, 11, 24, 8, 29)
    assert offer_ends(local(2026, 11, 23, 22), local(2026, 11, 24, 9, 29), cut_off, LONDON) is None


@pytest.mark.parametrize(("night", "hours"), list(zip(CLOCK_NIGHTS, (10, 12, 10, 12), strict=True)))
def test_t_a_night_with_a_clock_change_stops_the_clock_from_nine_to_eight(night, hours):
    midnight = local(*night)
    before, after = midnight - timedelta(hours=4), local(*night, 9)  # 20:00 to 09:00 on the wall
    assert waking_between(before, after, LONDON) == timedelta(hours=2)
    assert after_waking(before, timedelta(hours=2), LONDON) == after
    assert after - before == timedelta(hours=hours + 2)


@given(instants, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_w3_awake_for_so_long_is_after_so_long_awake(now, length):
    ends = after_waking(now, length, LONDON)
    assert waking_between(now, ends, LONDON) == length
    assert ends.astimezone(LONDON).hour in range(8, 22)


@given(instants, st.timedeltas(timedelta(minutes=1), timedelta(days=20)), st.integers(0, 120))
def test_w3_no_offer_is_too_short_or_too_long(now, ahead, notice):
    starts = now + ahead
    cut_off = starts - timedelta(minutes=notice)
    ends = offer_ends(now, starts, cut_off, LONDON)
    if ends is None:
        return
    assert SHORTEST <= waking_between(now, ends, LONDON) <= timedelta(hours=24)
    assert ends <= cut_off
    assert ahead >= FIRST_COME


@given(st.sampled_from(CLOCK_NIGHTS), st.integers(0, 4 * 72))
def test_t_time_awake_never_jumps_in_a_night_of_a_clock_change(night, quarter):
    """Quarter hour by quarter hour, each counts whole or not at all (PROMISES P10)."""
    start = local(*night) - timedelta(days=1)
    steps = [start + timedelta(minutes=15 * number) for number in (quarter, quarter + 1)]
    for before, after in pairwise(steps):
        awake = 8 <= before.astimezone(LONDON).hour < 21
        assert waking_between(before, after, LONDON) == (timedelta(minutes=15) if awake else timedelta(0))
