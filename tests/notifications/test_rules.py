"""When a message is tried again, and when it is given up (PROMISES, retry storm)."""

from datetime import UTC, datetime, timedelta

import pytest

from app.notifications.rules import FIRST_PAUSE, LONGEST_PAUSE, gives_up, pause

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
SOON, LATE = NOON + timedelta(minutes=1), NOON + timedelta(days=1)


def test_it_works():
    assert pause(1, 1) == 2 * FIRST_PAUSE


def test_pauses_double_and_end_somewhere():
    pauses = [pause(tries, 1) for tries in range(1, 40)]
    assert pauses[1] == 2 * pauses[0]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


@pytest.mark.parametrize("luck", [0, 0.25, 0.999])
def test_luck_spreads_them_over_the_whole_pause(luck):
    assert pause(3, luck) == pause(3, 1) * luck


@pytest.mark.parametrize(
    ("next_try", "useless_at", "retryable", "over"),
    [(SOON, LATE, True, False), (SOON, LATE, False, True), (LATE, SOON, True, True), (SOON, SOON, True, True),
     (SOON, NOON, True, True)],
)  # fmt: skip
def test_when_it_is_given_up(next_try, useless_at, retryable, over):
    assert gives_up(NOON, next_try, useless_at, retryable) is over
