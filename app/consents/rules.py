"""What young people may help with, as data that can only be made stricter (RULES S1, S3, S5). Pure.

The bands are those of the accounts; wall times are naive datetimes.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

HAZARDS = ("money", "machines", "alone", "home")
"""What an organiser says of a kind of work: money is handled, machines run, one is alone, it is in somebody's home."""
YOUNG_PER_ADULT = 8
"""How many of the youngest helpers one grown-up looks after: the project's own choice."""
ADULT = 18


@dataclass(frozen=True)
class AgeRule:
    """What one age band may do; None where there is no limit.

    `helps`: may help without their own guardian beside them; `consent`: a guardian's yes is
    needed never ("none"), one time for all ("once") or for each organisation and kind of work ("each");
    `earliest` and `latest`: on the wall; `young_per_adult`: how many of this band one adult looks after.
    """

    band: str
    from_age: int
    helps: bool
    consent: str
    earliest: time | None = None
    latest: time | None = None
    most_on_school_day: timedelta | None = None
    young_per_adult: int | None = None
    forbidden: frozenset[str] = frozenset()


AGE_RULES = (
    AgeRule("under 13", 0, helps=False, consent="each", forbidden=frozenset(HAZARDS)),
    AgeRule(
        "13 to 15", 13, helps=True, consent="each", earliest=time(7), latest=time(19),
        most_on_school_day=timedelta(hours=2), young_per_adult=YOUNG_PER_ADULT, forbidden=frozenset(HAZARDS),
    ),
    # The night begins at ten and ends at six (Working Time Regulations 1998, regulation 2, "restricted period").
    # No lone home visits (S1), and home visits are for adults altogether (S5).
    AgeRule(
        "16 to 17", 16, helps=True, consent="once", earliest=time(6), latest=time(22),
        forbidden=frozenset({"home"}),
    ),
    AgeRule("adult", ADULT, helps=True, consent="none"),
)  # fmt: skip
RULE_OF = {rule.band: rule for rule in AGE_RULES}


@dataclass(frozen=True)
class HelpFacts:
    """What `age_reason` needs to know of a place to help and of who asks for it.

    `band` on the day of the event; `hazards` from HAZARDS; `min_age` the event's and `youngest_helper` the
    organisation's least age in years; `adults` the grown-ups who will be there, `young` the 13- to 15-year-olds with
    whoever asks; `helped_that_day` how long they help elsewhere on the same day; `consent_age` the town's setting.
    """

    band: str | None
    starts_local: datetime
    ends_local: datetime
    is_school_day: bool = False
    hazards: tuple[str, ...] | frozenset[str] = ()
    min_age: int = 0
    youngest_helper: int = 13
    has_consent: bool = False
    adults: int = 0
    young: int = 0
    organisation_may_ask_under_18s: bool = False
    helped_that_day: timedelta = timedelta(0)
    consent_age: int = 13


def tighten(rule, youngest_helper, latest=None) -> AgeRule:
    """The rule as an organisation made it stricter: a later least age, an earlier end; never looser (RULES S1)."""
    helps = rule.helps and rule.from_age >= min(youngest_helper, ADULT)
    if latest is None or rule.band == "adult":
        return replace(rule, helps=helps)
    return replace(rule, helps=helps, latest=latest if rule.latest is None else min(latest, rule.latest))


def age_reason(facts) -> str | None:
    """Why somebody of this age may not help here, None when they may (RULES S1, S3, S5, B7).

    The reasons: "say your age", "too young", "organisation may not", "not this kind of work", "too early",
    "too late in the evening", "too long on a school day", "needs more adults" and, when nothing else is in the way,
    "needs consent".
    """
    if facts.band is None:
        return "say your age"
    rule = tighten(RULE_OF[facts.band], max(facts.min_age, facts.youngest_helper, facts.consent_age))
    return _fixed_reason(rule, facts) or _passing_reason(rule, facts)


def _fixed_reason(rule, facts):
    """What stays as it is whoever else comes."""
    if not rule.helps:
        return "too young"
    if rule.band != "adult" and not facts.organisation_may_ask_under_18s:
        return "organisation may not"
    if rule.forbidden.intersection(facts.hazards):
        return "not this kind of work"
    return _hours_reason(rule, facts, facts.ends_local - facts.starts_local)


def _hours_reason(rule, facts, length):
    overnight = facts.ends_local.date() > facts.starts_local.date()
    if rule.earliest and facts.starts_local.time() < rule.earliest:
        return "too early"
    if rule.latest and (overnight or facts.ends_local.time() > rule.latest):
        return "too late in the evening"
    if rule.most_on_school_day and facts.is_school_day and length > rule.most_on_school_day:
        return "too long on a school day"
    return None


def _passing_reason(rule, facts):
    """What another adult, another day or a guardian's yes can change."""
    together = facts.ends_local - facts.starts_local + facts.helped_that_day
    if reason := _hours_reason(rule, facts, together):
        return reason
    if rule.young_per_adult and facts.young > facts.adults * rule.young_per_adult:
        return "needs more adults"
    return "needs consent" if rule.consent != "none" and not facts.has_consent else None


def youngest_who_may(
    starts_local, ends_local, is_school_day, hazards, min_age, youngest_helper, organisation_may, consent_age=13
) -> int:
    """The least age (13, 16 or 18) at which somebody may help there: what a list is filtered by (RULES S3).

    Whether a guardian said yes, enough adults come, or the day is long enough already is not in it.
    """
    facts = HelpFacts(
        None, starts_local, ends_local, is_school_day, hazards, min_age, youngest_helper,
        organisation_may_ask_under_18s=organisation_may, consent_age=consent_age,
    )  # fmt: skip
    least = max(min_age, youngest_helper, consent_age)
    return next((rule.from_age for rule in AGE_RULES if _fixed_reason(tighten(rule, least), facts) is None), ADULT)


def consent_needed(band) -> str:
    """How often a guardian's yes is needed at that age: "none", "once" or "each"; "none" where the age is unknown."""
    return RULE_OF[band].consent if band else "none"
