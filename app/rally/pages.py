"""What the pages of a rally show: how it stands for its organiser, and how it went, wave by wave. Reads only.

Nobody's name or answer is shown: who said yes is on the list of who comes, and who did not owes no reason.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _, ngettext

from .. import clock
from ..web.words import local, time_words, until_words
from . import queries, rules, rules_starting
from .models import Rally
from .operations_ticking import moment_of
from .rules_waves import next_wave


@dataclass(frozen=True)
class Standing:
    """How a rally stands: how many were asked, and of these said yes, no, waited as reserve, or are silent.

    `expected` people of `places` wanted is what we reckon with by `deadline`, `sure` how sure we are of all of them,
    of 1. `next_look` is when people may be asked again, None when nobody is.
    """

    rally: Rally
    state: str
    asked: int
    yes: int
    no: int
    reserve: int
    silent: int
    left: int
    places: int
    expected: float
    sure: float
    deadline: datetime
    next_look: datetime | None
    is_dry: bool


@dataclass(frozen=True)
class Step:
    """One wave of a rally: when, what was known, who was asked by ring, and what came of it."""

    at: datetime
    places: int
    sure: float
    wanted: float
    asked: int
    rings: dict[str, int]
    newcomers: int
    answers: dict[str, int]


def standing(rally) -> Standing:
    """How a rally stands now; it comes with its slot and event."""
    now, asks = clock.now(), queries.all_asks(rally.id)
    states = Counter(ask.state for ask in asks)
    open_ = [ask for ask in asks if ask.state == "open"]
    wave = next_wave(moment_of(rally, open_, now), [])
    left = rally.slot.left
    came = max(0, rally.places - left)
    return Standing(
        rally, rally.state, len(asks), states["yes"], states["no"], states["reserve"], states["open"], left,
        rally.places, min(rally.places, came + wave.expected) if rally.is_going else came,
        1.0 if not left else wave.sure if rally.is_going else 0.0, rally.deadline, _next_look(rally, now),
        rally.dry_at is not None and rally.is_going and bool(left),
    )  # fmt: skip


def _next_look(rally, now):
    """When people may be asked again: at the next tick, in the night not before the morning."""
    if rally.state != "running":
        return None
    soon, zone = max(rally.next_tick_at, now), clock.town_zone()
    wall = soon.astimezone(zone)
    if rules_starting.may_push(wall.time()):
        return soon
    day = wall.date() + timedelta(days=wall.time() >= rules_starting.CLOSES)
    return datetime.combine(day, rules_starting.OPENS, zone)


def sentence(view) -> str:
    """What a rally does, in one sentence: "Asked 9 people, expect 2.4 of 3 by 5pm, next wave 4:20pm." """
    asked = ngettext("Asked %(num)s person", "Asked %(num)s people", view.asked)
    if view.state != "running":
        return _("%(asked)s. %(yes)s said yes.", asked=asked, yes=view.yes)
    facts = {
        "asked": asked, "expect": f"{view.expected:.1f}", "places": view.places, "until": until_words(view.deadline),
        "next": until_words(view.next_look),
    }  # fmt: skip
    return _("%(asked)s, expect %(expect)s of %(places)s by %(until)s, next wave %(next)s.", **facts)


def why_so(view) -> str:
    """Why it does that, in a sentence."""
    facts = {"chance": chance_words(view.sure)}
    return {
        "running": lambda: _why_running(view, facts),
        "paused": lambda: _("You paused it. Nobody new is asked; the open questions stay."),
        "stopped": lambda: _("You stopped it. The open questions were taken back."),
        "full": lambda: _("Every place is taken. The open questions were taken back."),
        "over": lambda: _("It is too late for pushes now. The open questions were taken back."),
        "called off": lambda: _("It was called off. The open questions were taken back."),
    }[view.state]()


def chance_words(chance) -> str:
    """A chance as people say it: "about 3 in 10" (RULES L2)."""
    tenths = round(10 * chance)
    if tenths == 0:
        return _("less than 1 in 10")
    return _("about %(tenths)s in 10", tenths=tenths) if tenths < 10 else _("almost certain")


def _why_running(view, facts):
    if not rules_starting.may_push(local(clock.now()).time()):
        return _("We ask nobody between 9pm and 8am.")
    if view.is_dry:
        return _("Nobody is left whom we could ask now. You can make it easier to say yes.")
    if view.silent:
        return _("The chance that every place is taken is %(chance)s. We wait for answers before we ask more.", **facts)
    return _("We ask the next few at once.")


def steps(rally) -> list[Step]:
    """What a rally decided, wave by wave, the first first."""
    waves: dict = {}
    for ask in queries.all_asks(rally.id):
        waves.setdefault(ask.tick, []).append(ask)
    return [_step(asks) for _tick, asks in sorted(waves.items())]


def _step(asks):
    first = asks[0]
    rings = Counter(rules.RINGS[ask.ring] for ask in asks)
    answers = Counter(ask.state for ask in asks)
    return Step(
        first.asked_at, first.places, first.sure, first.wanted, len(asks),
        {ring: rings[ring] for ring in rules.RINGS if rings[ring]}, sum(ask.reason == "new here" for ask in asks),
        {state: answers[state] for state in ANSWER_WORDS if answers[state]},
    )  # fmt: skip


def step_words(step) -> tuple[str, str, str]:
    """One wave in words: when, whom we asked and why so many, and what came of it."""
    known = ngettext("%(num)s place was free", "%(num)s places were free", step.places)
    facts = {"known": known, "chance": chance_words(step.sure), "wanted": chance_words(step.wanted)}
    asked = ngettext("Asked %(num)s person", "Asked %(num)s people", step.asked)
    why = _("%(known)s. The chance to fill them was %(chance)s, and we wanted %(wanted)s.", **facts)
    return time_words(local(step.at)), f"{asked}: {_listed(RING_WORDS, step.rings)}. {why}", _listed(
        ANSWER_WORDS, step.answers
    )  # fmt: skip


def _listed(words, counts):
    return ", ".join(words[name](count) for name, count in counts.items())


RING_WORDS = {
    "close": lambda count: ngettext("%(num)s who helped here before", "%(num)s who helped here before", count),
    "near": lambda count: ngettext("%(num)s near, who likes this", "%(num)s near, who like this", count),
    "town": lambda count: ngettext("%(num)s from all over town", "%(num)s from all over town", count),
}
ANSWER_WORDS = {
    "yes": lambda count: ngettext("%(num)s said yes", "%(num)s said yes", count),
    "no": lambda count: ngettext("%(num)s said not this time", "%(num)s said not this time", count),
    "reserve": lambda count: ngettext("%(num)s is in reserve", "%(num)s are in reserve", count),
    "open": lambda count: ngettext("%(num)s has not answered", "%(num)s have not answered", count),
    "taken back": lambda count: ngettext("%(num)s need not answer any more", "%(num)s need not answer any more", count),
    "unreached": lambda count: ngettext("%(num)s had no phone on", "%(num)s had no phone on", count),
}  # fmt: skip
