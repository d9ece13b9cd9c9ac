"""Whom to ask next: one tick of a rally, decided from given facts, with the reason of each pick. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from math import fsum
from operator import itemgetter
from typing import NamedTuple

from . import rules
from .rules import Habits


class Candidate(NamedTuple):
    """Somebody who may be asked: every hard filter but the last look is behind them.

    `distance_km` is from the centre of the area they named, `hours_since_ask` is None for never asked, `asks` counts
    those of the last seven days of at most `cap`; `is_close` is one of the circle or of the place's regulars.
    """

    person: int
    distance_km: float
    likes: bool
    fits: bool = True
    hours_since_ask: float | None = None
    asks: int = 0
    cap: int = rules.CAP_USUAL
    is_new: bool = False
    is_close: bool = False


class OpenAsk(NamedTuple):
    """An ask without an answer: p·a when it went, so many minutes ago."""

    chance: float
    minutes_silent: float


@dataclass(frozen=True)
class Moment:
    """Where a rally stands: so many places to fill in so many minutes, and what was asked already.

    `rate` is the town's for this kind of task; `asked` counts every ask of this rally; `tick` numbers its ticks.
    """

    slot: int
    tick: int
    places: int
    minutes_left: float
    rate: float
    open: tuple[OpenAsk, ...] = ()
    asked: int = 0
    habits: Habits = field(default_factory=Habits)
    wrong_by: float = 1.0


class Pick(NamedTuple):
    """One person to ask, and why: all that a replay needs.

    `context` is how much better the task suits them than the average candidate, `rank` their place in the order of
    all candidates, `reason` "best" or "new here"; `cap` is what they may be asked in a week at most.
    """

    person: int
    chance: float
    freshness: float
    context: float
    rank: int
    ring: int
    reason: str
    cap: int


@dataclass(frozen=True)
class Wave:
    """What one tick decided: whom to ask, and how sure we were before and are after it; `expected` yeses to come.

    `stopped` says why nobody more was asked: "sure", "enough open", "nobody left", "full" or "over".
    """

    picks: tuple[Pick, ...]
    sure_before: float
    sure: float
    wanted: float
    hurry: float
    expected: float
    stopped: str


def next_wave(moment, candidates, may_ask: Callable = lambda person: True) -> Wave:
    """Ask the best until we are sure enough, no more may be open at once, or nobody is left who is worth asking.

    `candidates` is a list, or a function that gives one, called only if somebody is to be asked. `may_ask(person)`
    is the last look at somebody, taken only at those who would be asked.
    """
    hurry = rules.haste(moment.minutes_left, moment.habits)
    wanted = rules.sure_enough(hurry)
    to_come = [_to_come(one, moment) for one in moment.open]
    cells = rules.yeses(to_come, max(0, moment.places))
    before, expected, picks = cells[-1], sum(to_come), []
    stopped = "full" if moment.places <= 0 else "over" if moment.minutes_left <= 0 else ""
    in_time = moment.habits.answered_by(moment.minutes_left)
    room = rules.most_open(moment.places, hurry) - _fresh(moment.open)
    if not stopped and cells[-1] < wanted and room >= 1:
        found = candidates() if callable(candidates) else candidates
        for pick in _in_order(moment, found, may_ask):
            picks.append(pick)
            chance = pick.chance * pick.freshness * in_time
            rules.add_chance(cells, chance)
            expected += chance
            if cells[-1] >= wanted or len(picks) + 1 > room:
                break
    stopped = stopped or _why_stopped(cells[-1] >= wanted, len(picks) + 1 > room)
    return Wave(tuple(picks), before, cells[-1], wanted, hurry, expected, stopped)


def _why_stopped(is_sure, is_crowded):
    return "sure" if is_sure else "enough open" if is_crowded else "nobody left"


def _to_come(ask, moment):
    in_all = ask.minutes_silent + moment.minutes_left
    return rules.still_to_come(ask.chance, ask.minutes_silent, in_all, moment.habits)


def _fresh(asks):
    return sum(one.minutes_silent < rules.FRESH_MINUTES for one in asks)


def _in_order(moment, candidates, may_ask) -> Iterator[Pick]:
    """Whom to ask, one after the other; every fifth ask of the rally is somebody new here, if there is one."""
    ranked = _ranked(moment, candidates)
    best, newcomers = _by_lot(moment, ranked), _by_lot(moment, [one for one in ranked if one[-1]])
    taken: set[int] = set()

    def take(line):
        for one in line:
            person = one[1]
            if person not in taken:
                taken.add(person)
                if may_ask(person):
                    return one
        return None

    number = moment.asked
    while True:
        number += 1
        new = take(newcomers) if number % rules.NEWCOMER_SEAT == 0 else None
        found = new or take(best)
        if found is None:
            return
        key, person, chance, freshness, context, cap, _is_new = found
        rank = 1 + bisect_left(ranked, (key,))
        yield Pick(person, chance, freshness, context, rank, key[0], "new here" if new else "best", cap)


def _by_lot(moment, ranked):
    """These in their order; those who are equally good by lot."""
    for _key, equals in groupby(ranked, itemgetter(0)):
        yield from sorted(equals, key=lambda one: rules.tie(moment.slot, moment.tick, one[1]))


def _ranked(moment, candidates):
    """Everybody worth asking who is under their cap, ring by ring, the best first.

    As plain tuples, since there may be many: key, person, chance, freshness, context over its mean, cap, is_new.
    """
    contexts = [rules.context(one.distance_km, one.likes, one.fits) for one in candidates]
    chances = rules.chances(contexts, moment.rate, moment.wrong_by)
    soon = moment.habits.answered_by(min(rules.FRESH_MINUTES, moment.minutes_left))
    mean = fsum(contexts) / len(contexts) if contexts else 1.0
    found = []
    for one, chance, context in zip(candidates, chances, contexts, strict=True):
        if chance < rules.WORTH_ASKING or one.asks >= one.cap:
            continue
        freshness = moment.habits.freshness(one.hours_since_ask)
        ring = rules.ring(one.is_close, one.likes, one.distance_km)
        key = (ring, -rules.score(chance, freshness, soon, one.asks))
        found.append((key, one.person, chance, freshness, context / mean, one.cap, one.is_new))
    found.sort()
    return found
