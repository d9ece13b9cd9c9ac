"""When a message is tried, tried again, and given up."""

from datetime import timedelta

LEASE = timedelta(minutes=2)
"""How long a sender that died keeps its messages from the next one."""
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=30)


def pause(tries, luck) -> timedelta:
    """How long to wait after so many failed tries: doubled each time, with full jitter; `luck` is from 0 to 1."""
    return min(FIRST_PAUSE * 2 ** min(tries, 10), LONGEST_PAUSE) * luck


def gives_up(now, next_try, useless_at, retryable) -> bool:
    """Whether a failed message is not worth another try."""
    return not retryable or next_try >= useless_at or now >= useless_at
