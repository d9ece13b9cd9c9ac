"""What a town's own log teaches about the town as a whole: how quickly it answers. Pure.

Nothing here knows persons: it is given numbers without a name, and gives one figure for everybody. How much asks tire
people stays an assumption: learned from the log it made waves bigger when a town fell silent (decision 0031).
"""

from collections.abc import Iterable
from dataclasses import replace
from math import exp, log
from statistics import fmean, pstdev

from . import rules
from .rules import Habits

ANSWERS_ENOUGH, ANSWERS_PRIOR = 30, 30
"""From how many answers on a town's own pace counts, and how many the assumption is worth beside them."""
MINUTES_LEAST, MINUTES_MOST = 1.0, 240.0
SIGMA_LEAST, SIGMA_MOST = 0.3, 2.5
"""The bounds of the median, in minutes, and of the spread that a log may teach."""


def asked_weight(context, freshness, minutes, answered, habits) -> float:
    """How much one ask counts in the town's rate: by its suit and freshness, and while open by the time it had."""
    return context * freshness * (1.0 if answered else habits.answered_by(minutes))


def learned_pace(minutes: Iterable[float], habits=None) -> Habits:
    """These habits with the median and the spread of so many answer times, pulled towards the assumption."""
    habits = habits or Habits()
    logs = [log(max(0.1, one)) for one in minutes]
    if len(logs) < ANSWERS_ENOUGH:
        return habits
    own = len(logs) / (len(logs) + ANSWERS_PRIOR)
    middle = own * fmean(logs) + (1 - own) * log(rules.MEDIAN_MINUTES)
    spread = own * pstdev(logs) + (1 - own) * rules.SIGMA
    return replace(
        habits, median_minutes=min(MINUTES_MOST, max(MINUTES_LEAST, exp(middle))),
        sigma=min(SIGMA_MOST, max(SIGMA_LEAST, spread)),
    )  # fmt: skip
