"""Whom a town on paper asks next: by the rule of this program, or as others do it. Pure.

A policy sees what an engine can: where people live, what they like, when they were asked, which answers came. It never
sees a true chance, a mute or who left.
"""

from collections import defaultdict
from math import dist

from . import rules, rules_learning
from .rules import Habits
from .rules_waves import Candidate, Moment, OpenAsk, next_wave

NEAREST, NEAREST_EVERY = 10, 30
BEST, SILENT_MINUTES = 7, 30
CAP = 4
DAY, WEEK = 1440, 10_080


class Policy:
    """How a town asks; a wave is made of pairs of a volunteer's number and the chance of a yes as it looks now."""

    def __init__(self, world):
        self.world = world

    def heard(self, task, ask, minutes):
        """Take note of an answer that came so many minutes after its ask."""

    def wave(self, task, people, now):
        """Whom to ask for the task now."""
        return [(number, 0.0) for number in self.chosen(task, people, now)]

    def chosen(self, task, people, now):
        """The numbers of those to ask, for policies that estimate nothing."""
        raise NotImplementedError


class Everyone(Policy):
    """Alert everybody at once, and never again."""

    def chosen(self, task, people, now):
        return [] if task.asked else range(len(people))


class Nearest(Policy):
    """The ten nearest every half hour, until it is full."""

    def chosen(self, task, people, now):
        last = max((ask.at for ask in task.asked.values()), default=None)
        if last is not None and now - last < NEAREST_EVERY:
            return []
        return _first(task, people, NEAREST, lambda number: dist(people[number].at, task.at))


class Window(Policy):
    """Seven of the best at a time: who declines, or is silent for half an hour, is replaced (van den Berg 2026)."""

    def chosen(self, task, people, now):
        open_ = sum(ask.answer is None and now - ask.at < SILENT_MINUTES for ask in task.asked.values())
        return _first(task, people, max(0, BEST - open_), lambda number: -_suits(people[number], task))


class Rule(Policy):
    """The rule of this program, by the functions that ask real people."""

    def __init__(self, world):
        super().__init__(world)
        self.habits = Habits()
        self._fitted_at = 0.0
        self._yeses, self._weights = defaultdict(int), defaultdict(float)
        self._open = defaultdict(list)
        self._minutes = []

    def heard(self, task, ask, minutes):
        self._minutes.append(minutes)
        if ask.answer == "yes":
            self._yeses[task.kind] += 1

    def wave(self, task, people, now):
        self._learn(now)
        moment = Moment(
            slot=task.id, tick=task.ticks, places=task.places, minutes_left=task.ends - now,
            rate=rules.rate(self._yeses[task.kind], self._asked(task.kind, now)),
            open=tuple(OpenAsk(ask.chance, now - ask.at) for ask in task.asked.values() if ask.answer is None),
            asked=len(task.asked), habits=self.habits, wrong_by=self.world.estimate_wrong_by,
        )  # fmt: skip
        hurry = rules.haste(moment.minutes_left, self.habits)
        cap = rules.weekly_cap(CAP, False, hurry, True)
        picks = next_wave(moment, lambda: list(_candidates(task, people, now, cap))).picks
        self._open[task.kind] += [(now, pick.context * pick.freshness) for pick in picks]
        return [(pick.person, pick.chance * pick.freshness) for pick in picks]

    def _asked(self, kind, now):
        """How much asking for this kind of task there was; what is older than some days weighs all it ever will."""
        old = now - 3 * DAY
        waits = self._open[kind]
        while waits and waits[0][0] < old:
            self._weights[kind] += waits.pop(0)[1]
        return self._weights[kind] + sum(weight * self.habits.answered_by(now - at) for at, weight in waits)

    def _learn(self, now):
        """Once a week the town's own pace replaces the assumption, by and by."""
        if now - self._fitted_at >= WEEK:
            self._fitted_at, self.habits = now, rules_learning.learned_pace(self._minutes)


POLICIES = {"rule": Rule, "everyone": Everyone, "nearest": Nearest, "window": Window}


def _candidates(task, people, now, cap):
    is_early = now < rules.NEWCOMER_DAYS * DAY  # on paper everybody joined on the first day
    for number, person in enumerate(people):
        if number not in task.asked:
            week = sum(now - at < WEEK for at in person.asks[-cap:])
            yield Candidate(
                number, dist(person.at, task.at), person.likes[task.kind], True, _hours_since(person, now), week, cap,
                is_early and not person.asks,
            )  # fmt: skip


def _hours_since(person, now):
    return (now - person.asks[-1]) / 60 if person.asks else None


def _suits(person, task):
    return rules.context(dist(person.at, task.at), person.likes[task.kind])


def _first(task, people, many, order):
    """So many of those who were not asked yet, the lowest first."""
    return sorted((number for number in range(len(people)) if number not in task.asked), key=order)[:many]
