"""Which push services are left alone just now, and for how long: a pause, a backoff, a breaker for each of them.

The arithmetic is pure functions over a Standing; Origins keeps the standings of this process in memory. Times are
seconds of a clock that nobody can set.
"""

from dataclasses import dataclass, replace
from random import random
from threading import Lock
from time import monotonic

BREAKS_AT = 16
"""Faults in a row that open the breaker: a service that fails half the time is paused after 130,000 answers or so."""
FIRST_PAUSE, LONGEST_BACKOFF = 1.0, 300.0
"""Seconds; the pause doubles, and its real length is anything up to that (full jitter)."""
PROBE_SECONDS = 10.0
"""How long a probe may be under way before another may go: twice what one request may take."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one service stands: faults and pauses in a row, and until when it is left alone and probed."""

    faults: int = 0
    pauses: int = 0
    paused_until: float = 0.0
    probed_until: float = 0.0


WELL = Standing()


def backoff(pauses, chance) -> float:
    """Seconds to wait after so many pauses in a row, with full jitter; `chance` is from 0 to 1."""
    return chance * min(LONGEST_BACKOFF, FIRST_PAUSE * 2 ** min(pauses, 30))


def after(standing, effect, retry_after, now, chance) -> Standing:
    """How a service stands after one answer; `retry_after` in seconds, None where it did not say."""
    if now < standing.paused_until:  # an answer to what went out before the pause
        until = now + retry_after if retry_after else 0.0
        return replace(standing, paused_until=max(standing.paused_until, until))
    if effect == "well":
        return WELL
    faults = standing.faults + 1
    probed = standing.paused_until > 0
    if effect == "fault" and faults < BREAKS_AT and not probed:
        return replace(standing, faults=faults)
    pause = retry_after or backoff(standing.pauses, chance)
    return Standing(faults, standing.pauses + 1, now + pause)


def seconds_left(standing, now) -> float:
    """How long a service is still left alone."""
    return max(0.0, standing.paused_until - now)


def is_half_open(standing, now) -> bool:
    """Whether its pause is over and nobody knows yet whether it works: then one may go, and the others wait for it."""
    return 0 < standing.paused_until <= now


class Origins:
    """The standings of one process; may be used by many threads. `probes` off: after a pause all may go at once."""

    def __init__(self, probes=True, ticks=monotonic, chance=None):
        self._probes, self._ticks, self._chance = probes, ticks, chance or random
        self._standings, self._turn = {}, Lock()

    def is_well(self, origin) -> bool:
        """Whether nothing is known against this service."""
        return not self._standings.get(origin, WELL).paused_until

    def pause(self, origin) -> float:
        """Seconds for which this service is left alone; 0 when something may go."""
        standing = self._standings.get(origin, WELL)
        return seconds_left(standing, self._ticks()) if standing.paused_until else 0.0

    def may_go(self, origin) -> bool:
        """Whether one more parcel may go now; when a service is half open, to the first who asks."""
        standing = self._standings.get(origin, WELL)
        if not standing.paused_until:
            return True
        with self._turn:
            standing, now = self._standings.get(origin, WELL), self._ticks()
            if not self._probes or not standing.paused_until:
                return seconds_left(standing, now) == 0
            if not is_half_open(standing, now) or now < standing.probed_until:
                return False
            self._standings[origin] = replace(standing, probed_until=now + PROBE_SECONDS)
            return True

    def give_back(self, origin):
        """What was allowed to go did not go: another may probe."""
        with self._turn:
            standing = self._standings.get(origin, WELL)
            if standing.probed_until:
                self._standings[origin] = replace(standing, probed_until=0.0)

    def note(self, origin, verdict) -> float:
        """Take in what one answer says; seconds of the pause that it began, 0 when it began none."""
        if verdict.effect == "none" or (verdict.effect == "well" and origin not in self._standings):
            return 0.0
        told = verdict.answer.retry_after
        with self._turn:
            before, now = self._standings.get(origin, WELL), self._ticks()
            standing = after(before, verdict.effect, told and told.total_seconds(), now, self._chance())
            self._standings[origin] = standing
            if standing is WELL:
                del self._standings[origin]
        return standing.paused_until - now if standing.pauses > before.pauses else 0.0
