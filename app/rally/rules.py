"""How likely a yes is, how sure we want to be, and whom to ask first: plain arithmetic over given facts. Pure.

All figures are assumptions until a town's own log replaces them; where one was measured, its source stands beside it.
No answer that a single person ever gave enters anywhere: that would be profiling, and save little.
"""

from dataclasses import dataclass
from hashlib import blake2b
from math import erf, exp, fsum, log, sqrt

PRIOR_RATE, PRIOR_ASKS = 0.08, 8
"""How many of a hundred say yes before a town knows better, and how many asks that assumption is worth."""
RATE_LEAST, RATE_MOST = PRIOR_RATE / 2, PRIOR_RATE * 2
HOPE = 1.25
"""A little more hope than the log gives: in the simulation it saves 7% of the pushes and fills as much."""
CHANCE_LEAST, CHANCE_MOST = 0.004, 0.9
WORTH_ASKING = 0.01
"""Below this chance nobody is asked."""
REACH_KM, NEAR_KM = 3.0, 3.0
"""How fast interest falls off with distance, and what counts as near."""
LIKED, NOT_LIKED = 1.5, 0.5
FITS, FITS_NOT = 1.0, 0.5
"""Whether the day and hour are among those that the person named; who named none fits always."""
FATIGUE, REST_HOURS = 0.5, 36.0
"""How much of the chance an ask takes away, and how fast it comes back."""
ASKS_WEIGH = 0.5
"""How much each ask of the last seven days counts against the next one (SmartSort: 8 to 9% more was taken up)."""
MEDIAN_MINUTES, SIGMA = 12.0, 1.1
"""How long an answer takes: log-normal."""
PATIENCE = 16
"""From how many median answer times before the end on we want to be surer and surer."""
SURE_LEAST, SURE_MORE = 0.3, 0.6
FRESH_MINUTES = 60
"""For how long a silent ask counts as one that may still be answered at once."""
OPEN_CALM, OPEN_URGENT = 8, 30
"""The most fresh and silent asks for one place; every further place adds half as many."""
URGENT = 0.5
RINGS = ("close", "near", "town")
"""The circle or the place's regulars · a matching interest close by · everybody."""
NEWCOMER_SEAT = 5
"""Every fifth ask is kept for somebody who joined lately and was never asked: 20%."""
NEWCOMER_DAYS = 28
CAP_USUAL, CAP_MOST, CAP_YOUNG, CAP_URGENT_MORE = 2, 4, 2, 2
"""Asks in seven days: unless they say otherwise, the most an adult may choose, under 18, and what urgency adds."""


@dataclass(frozen=True)
class Habits:
    """What a town as a whole is like: how long answers take, in minutes, and how asks tire people, in hours."""

    median_minutes: float = MEDIAN_MINUTES
    sigma: float = SIGMA
    fatigue: float = FATIGUE
    rest_hours: float = REST_HOURS

    def answered_by(self, minutes) -> float:
        """F: the part of all answers that are here so many minutes after the ask (log-normal)."""
        if minutes <= 0:
            return 0.0
        return 0.5 * (1 + erf((log(minutes) - log(self.median_minutes)) / (self.sigma * sqrt(2))))

    def freshness(self, hours_since_ask) -> float:
        """a: what is left of somebody's chance so many hours after their last ask; None for never asked."""
        if hours_since_ask is None:
            return 1.0
        return 1 - self.fatigue * exp(-max(0.0, hours_since_ask) / self.rest_hours)


def context(distance_km, likes, fits=True) -> float:
    """d·i·w: how well a task suits somebody, by what they themselves told us; 1 is about the middle of a town."""
    return exp(-distance_km / REACH_KM) * (LIKED if likes else NOT_LIKED) * (FITS if fits else FITS_NOT)


def rate(yeses, asked) -> float:
    """m: how many of those asked say yes to this kind of task in this town.

    `asked` is not the number of asks but their weight: each counts as much as it suited, and less while it tires or
    is still open. Held between half and twice the assumption.
    """
    learned = (yeses + PRIOR_ASKS * PRIOR_RATE) / (asked + PRIOR_ASKS)
    return min(RATE_MOST, max(RATE_LEAST, learned))


def chances(contexts, town_rate, wrong_by=1.0) -> list[float]:
    """p of each candidate: 1.25·m·d·i·w, where d·i·w is divided by its mean over all candidates, then clipped.

    `wrong_by` is for the simulation alone: a factor by which the estimate misses the truth.
    """
    if not contexts:
        return []
    scale = HOPE * town_rate * wrong_by * len(contexts) / fsum(contexts)
    return [min(CHANCE_MOST, max(CHANCE_LEAST, scale * one)) for one in contexts]


def still_to_come(chance, minutes_silent, minutes_in_all, habits) -> float:
    """The chance that an open ask is still answered with yes in time.

    `chance` was p·a when it went, `minutes_silent` ago; `minutes_in_all` are those from the ask to the end.
    """
    so_far = habits.answered_by(minutes_silent)
    to_come = max(0.0, habits.answered_by(minutes_in_all) - so_far)
    return chance * to_come / (1 - chance * so_far)


def yeses(chances_to_come, places) -> list[float]:
    """The chances of 0, 1, … and of `places` or more yeses: k + 1 cells, exact (Poisson-binomial)."""
    cells = [1.0] + [0.0] * places
    for chance in chances_to_come:
        add_chance(cells, chance)
    return cells


def add_chance(cells, chance):
    """One more ask in these cells; the last one keeps everything from there on."""
    last = len(cells) - 1
    if last == 0:
        return
    cells[last] += cells[last - 1] * chance
    for number in range(last - 1, 0, -1):
        cells[number] += (cells[number - 1] - cells[number]) * chance
    cells[0] *= 1 - chance


def haste(minutes_left, habits) -> float:
    """u: 0 while there is time, 1 at the end."""
    return 1 - min(1.0, max(0.0, minutes_left) / (PATIENCE * habits.median_minutes))


def sure_enough(hurry) -> float:
    """α: how sure of all the places we want to be; patient early, sure late."""
    return SURE_LEAST + SURE_MORE * hurry


def most_open(places, hurry) -> float:
    """How many asks may be fresh and silent at once: silence must not breed bigger waves, and these more silence."""
    return (OPEN_URGENT if hurry > URGENT else OPEN_CALM) * (1 + (places - 1) / 2)


def score(chance, freshness, soon, asks_this_week) -> float:
    """How good it is to ask somebody now; `soon` is the part of answers that come within the hour."""
    return chance * freshness * soon / (1 + ASKS_WEIGH * asks_this_week)


def ring(is_close, likes, distance_km) -> int:
    """In which of the RINGS somebody stands, the innermost first."""
    if is_close:
        return 0
    return 1 if likes and distance_km <= NEAR_KM else 2


def weekly_cap(chosen, is_young, hurry, more_when_urgent) -> int:
    """How many asks in seven days somebody gets at most.

    `chosen` is their own number, None for none; only adults who agreed to it hear more when it is urgent.
    """
    if is_young:
        return min(CAP_YOUNG, CAP_USUAL if chosen is None else chosen)
    own = min(CAP_MOST, CAP_USUAL if chosen is None else chosen)
    return own + (CAP_URGENT_MORE if more_when_urgent and own and hurry > URGENT else 0)


def tie(slot, tick, person) -> bytes:
    """What decides between two who are equally good: the same for the same three numbers, else like a lot drawn."""
    return blake2b(f"{slot} {tick} {person}".encode(), digest_size=8).digest()
