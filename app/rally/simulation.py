"""A town on paper: what would become of it under the rule, and under what others do. Pure, and seeded.

The rule's own decisions come from rules_waves.py, the very functions that ask real people. All figures of a world are
assumptions until a town's own log replaces them. Sources: van den Berg et al. 2026 (phased alerts), Manshadi and
Rodilitz (arXiv 2002.08474, people fall silent), a Danish register (4 leave for 100 alerts, an upper bound).
"""

from dataclasses import dataclass, fields, replace
from math import isfinite
from statistics import median

from .simulation_town import Story, live_through

POLICIES = ("rule", "everyone", "nearest", "window")


class NoSuchWorld(ValueError):
    """The description of a world can't be used; the sentence says why."""


@dataclass(frozen=True)
class World:
    """One kind of town; `lead_hours` is from when to when before its deadline a task comes up.

    `mean_yes` is the mean chance of a yes, `mute_probability` and `mute_hours` how an ask makes people stop
    listening, `leave_probability` how often it drives them away. `estimate_wrong_by` is the factor by which the
    engine misjudges every chance.
    """

    volunteers: int = 400
    side_km: float = 6.0
    days: int = 56
    tasks_a_day: float = 2.0
    seats: int = 3
    lead_hours: tuple[float, float] = (2.0, 48.0)
    mean_yes: float = 0.08
    delay_median_minutes: float = 12.0
    delay_sigma: float = 1.1
    mute_probability: float = 0.5
    mute_hours: float = 36.0
    leave_probability: float = 0.004
    estimate_wrong_by: float = 1.0


WORLDS = {
    "base": World(),
    "urgent": World(lead_hours=(1.0, 4.0)),
    "heavy": World(tasks_a_day=4.0),
    "tired": World(mute_probability=0.7, mute_hours=96.0),
    "apathetic": World(mean_yes=0.03, tasks_a_day=1.0),
}
LIMITS = {
    "volunteers": (0, 20_000), "side_km": (0.001, 1000), "days": (1, 3660), "tasks_a_day": (0, 1000),
    "seats": (1, 1000), "mean_yes": (0.0001, 0.9), "delay_median_minutes": (0.01, 100_000), "delay_sigma": (0.01, 10),
    "mute_probability": (0, 1), "mute_hours": (0, 100_000), "leave_probability": (0, 1),
    "estimate_wrong_by": (0.001, 1000),
}  # fmt: skip
WHOLE = ("volunteers", "days", "seats")


def world_from(changes) -> World:
    """The base world with these changes, read from a JSON object. Raises NoSuchWorld with a sentence."""
    if not isinstance(changes, dict):
        raise NoSuchWorld('A world is a JSON object, like {"volunteers": 200}.')
    known = {field.name for field in fields(World)}
    if unknown := sorted(set(changes) - known):
        raise NoSuchWorld(f"A world has no {unknown[0]!r}. It has: {', '.join(sorted(known))}.")
    return replace(WORLDS["base"], **{name: _checked(name, value) for name, value in changes.items()})


def _checked(name, value):
    if name == "lead_hours":
        if not (isinstance(value, list) and len(value) == 2 and all(_is_number(one) for one in value)):
            raise NoSuchWorld("lead_hours is a pair of numbers, like [2, 48].")
        if not 0 <= value[0] <= value[1] <= 10_000:
            raise NoSuchWorld("lead_hours goes from the lower to the higher number of hours.")
        return tuple(float(one) for one in value)
    least, most = LIMITS[name]
    if not _is_number(value) or not least <= value <= most:
        raise NoSuchWorld(f"{name} is a number from {least} to {most}.")
    if name in WHOLE and value != int(value):
        raise NoSuchWorld(f"{name} is a whole number.")
    return int(value) if name in WHOLE else float(value)


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def simulate(world, policy, seeds) -> dict:
    """The World under one of the POLICIES, once for each seed: `seeds` with a summary of each, `total` of them all."""
    stories = [live_through(world, policy, seed) for seed in seeds]
    each = [{"seed": seed, **summary([story])} for seed, story in zip(seeds, stories, strict=True)]
    return {"policy": policy, "seeds": each, "total": summary(stories)}


def summary(stories: list[Story]) -> dict:
    """What came of it; None where nothing can be said.

    `filled` is the part of tasks whose places were all filled in time, `pushes_per_place` how many pushes reached a
    phone for each filled place, `gone` the part of volunteers who left for good, `p95_asks_a_week` how many asks 95 of
    100 weeks of a volunteer stay within, `gini` how unequally the asks lay (0 is equal).
    """
    places = sum(one.places_filled for one in stories)
    people = sum(len(one.asks_of) for one in stories)
    minutes = [one for story in stories for one in story.minutes_to_fill]
    return {
        "filled": _share(len(minutes), sum(one.tasks for one in stories), 4),
        "pushes_per_place": _share(sum(one.pushes for one in stories), places, 2),
        "median_minutes_to_fill": round(median(minutes), 1) if minutes else None,
        "gone": _share(sum(one.gone for one in stories), people, 4),
        "p95_asks_a_week": _hundredth(95, [week for one in stories for week in one.weeks()]),
        "gini": gini([len(asks) for one in stories for asks in one.asks_of]),
    }


def _share(part, whole, digits):
    return round(part / whole, digits) if whole else None


def _hundredth(number, values):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * number // 100)] if ordered else None


def gini(counts) -> float | None:
    """How unequal these counts are: 0 all the same, towards 1 all with one; None for nothing at all."""
    ordered, total = sorted(counts), sum(counts)
    if not total:
        return None
    many = len(ordered)
    return round(sum((2 * place - many + 1) * count for place, count in enumerate(ordered)) / (many * total), 4)
