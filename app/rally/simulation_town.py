"""The people of a town on paper, the tasks that come up, and what the people do when asked. Pure, and seeded.

Someone who left hears no push and counts as none, though no policy knows that they left.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import dist, exp, log
from random import Random

from . import simulation_policies as policies

KINDS = 6
SHAPE = 1.2
"""The first figure of the Beta distribution from which each volunteer's own chance of a yes is drawn."""
REACH_KM, MIDDLE = 3.0, exp(-0.8)
"""How the true chance falls off with distance, and what makes the mean of it over a town about 1."""
LIKED, NOT_LIKED, MOST = 1.5, 0.5, 0.9
SAYS_NO = 0.25
LATE_LEAVES = 0.08
"""How often somebody whose yes came too late leaves for good."""
TICK_MINUTES = 10
DAY, WEEK, HOUR = 1440, 10_080, 60


@dataclass
class Volunteer:
    """Somebody on paper; the first three are what the engine may know, minutes are since the beginning."""

    at: tuple[float, float]
    likes: tuple[bool, ...]
    asks: list[float] = field(default_factory=list)
    yes: float = 0.0
    muted_until: float = -1.0
    has_left: bool = False
    heard: list[float] = field(default_factory=list)


@dataclass
class Asked:
    """One ask: when, how likely a yes looked then, and the answer, None for none."""

    at: float
    chance: float
    answer: str | None = None


@dataclass
class Task:
    """One task on paper; `asked` is by volunteer, `places` those still empty."""

    id: int
    at: tuple[float, float]
    kind: int
    begins: float
    ends: float
    places: int
    ticks: int = 0
    asked: dict[int, Asked] = field(default_factory=dict)
    full_at: float | None = None


@dataclass(frozen=True)
class Story:
    """What became of a town: counts, the minutes that each filled task took, and when each volunteer was asked."""

    days: int
    tasks: int
    places_filled: int
    pushes: int
    gone: int
    minutes_to_fill: list[float]
    asks_of: list[list[float]]

    def weeks(self) -> list[int]:
        """How many asks each volunteer heard in each whole week; the only one where there is no whole week."""
        weeks = max(1, self.days // 7)
        found = []
        for asks in self.asks_of:
            counts = [0] * weeks
            for at in asks:
                if at < weeks * WEEK:
                    counts[int(at // WEEK)] += 1
            found += counts
        return found


class Town:
    """A town that lives through its days under one policy."""

    def __init__(self, world, policy, seed):
        self.world, self.policy = world, policies.POLICIES[policy](world)
        self.now, self._events, self._numbers = 0.0, [], count()
        self.luck = Random(f"{seed} answers")
        drawn = Random(f"{seed} town")
        self.people = [self._volunteer(drawn) for _number in range(world.volunteers)]
        self.tasks = list(self._tasks(drawn))
        for task in self.tasks:
            self._later(task.begins, self._tick, task)

    def _volunteer(self, drawn):
        world = self.world
        at = (drawn.random() * world.side_km, drawn.random() * world.side_km)
        likes = tuple(drawn.random() < 0.5 for _kind in range(KINDS))
        other_shape = SHAPE * (1 - world.mean_yes) / world.mean_yes
        return Volunteer(at, likes, yes=drawn.betavariate(SHAPE, other_shape))

    def _tasks(self, drawn):
        world, begins, numbers = self.world, 0.0, count()
        while world.tasks_a_day:
            begins += drawn.expovariate(world.tasks_a_day) * DAY
            if begins >= world.days * DAY:
                return
            at = (drawn.random() * world.side_km, drawn.random() * world.side_km)
            ends = begins + drawn.uniform(*world.lead_hours) * HOUR
            yield Task(next(numbers), at, drawn.randrange(KINDS), begins, ends, world.seats)

    def live(self) -> Story:
        """Let everything happen, in order of time."""
        while self._events:
            self.now, _number, call, words = heappop(self._events)
            call(*words)
        full = [task for task in self.tasks if task.full_at is not None]
        filled = sum(self.world.seats - task.places for task in self.tasks)
        return Story(
            self.world.days, len(self.tasks), filled,
            sum(len(one.heard) for one in self.people), sum(one.has_left for one in self.people),
            [task.full_at - task.begins for task in full], [one.heard for one in self.people],
        )  # fmt: skip

    def _later(self, at, call: Callable, *words):
        heappush(self._events, (at, next(self._numbers), call, words))

    def _tick(self, task):
        if task.places and self.now < task.ends:
            self._act(task)
            self._later(self.now + TICK_MINUTES, self._tick, task)

    def _act(self, task):
        task.ticks += 1
        for number, chance in self.policy.wave(task, self.people, self.now):
            task.asked[number] = Asked(self.now, chance)
            self._ask(task, number)

    def _ask(self, task, number):
        """What one push does to one person; nobody but the town knows of it until there is an answer."""
        world, luck, person = self.world, self.luck, self.people[number]
        person.asks.append(self.now)
        if person.has_left:
            return
        person.heard.append(self.now)
        is_muted = person.muted_until > self.now
        if luck.random() < world.leave_probability:
            person.has_left = True
        if luck.random() < world.mute_probability and world.mute_hours:
            silent = luck.expovariate(1 / (world.mute_hours * HOUR))
            person.muted_until = max(person.muted_until, self.now + silent)
        if is_muted:
            return
        after = luck.lognormvariate(log(world.delay_median_minutes), world.delay_sigma)
        if luck.random() < true_chance(person, task):
            self._later(self.now + after, self._yes, task, number)
        elif luck.random() < SAYS_NO:
            self._later(self.now + after, self._no, task, number)

    def _yes(self, task, number):
        self._answer(task, number, "yes")
        if not task.places or self.now > task.ends:
            self.people[number].has_left |= self.luck.random() < LATE_LEAVES
            return
        task.places -= 1
        if task.places:
            self._act(task)
        else:
            task.full_at = self.now

    def _no(self, task, number):
        self._answer(task, number, "no")
        if task.places and self.now < task.ends:
            self._act(task)

    def _answer(self, task, number, answer):
        ask = task.asked[number]
        ask.answer = answer
        self.policy.heard(task, ask, self.now - ask.at)


def true_chance(person, task) -> float:
    """How likely this person really says yes to this task, which no policy knows."""
    taste = LIKED if person.likes[task.kind] else NOT_LIKED
    return min(MOST, person.yes * exp(-dist(person.at, task.at) / REACH_KM) * taste / MIDDLE)


def live_through(world, policy, seed) -> Story:
    """The story of one town: the same for the same world, policy and seed."""
    return Town(world, policy, seed).live()
