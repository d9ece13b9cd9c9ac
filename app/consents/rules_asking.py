"""Who may be asked for a guardian's yes, how long it lasts and how far it reaches (RULES S1, S2, S6). Pure."""

from datetime import date, timedelta

from .rules import RULE_OF

WORDS_VERSION = 1
"""The wording of the guardian's page; goes up when its words change, so that it is known what was agreed to."""
MOVES = {
    "asked": {"given", "refused", "withdrawn", "replaced", "lapsed"},
    "given": {"withdrawn", "lapsed"},
    "refused": set(),
    "withdrawn": set(),
    "replaced": set(),
    "lapsed": set(),
}
"""The legal moves of a consent; its steps are kept and never altered."""
SHOWN_AFTERWARDS = timedelta(days=7)
"""How long the guardian's link still shows how it ended."""


class NotAsked(Exception):
    """The guardian was not asked; `reason` is one of those of `why_not_ask`."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class LinkOver(Exception):
    """What the link asked is not open any more: answered, replaced, taken back or too old."""


def why_not_ask(band, says_what_for, own_address, runs_it, said_no, asked_today, most_a_day) -> str | None:
    """Why nobody is asked, None when the message may go out (RULES S1, S2, S6).

    The reasons: "say your age", "not needed", "too young", "say what for" (before 16 a yes is for one organisation and
    kind), "own address" (the young person's), "runs it" (somebody of the organisation itself), "said no" (somebody else
    said no within the day), "too many" (askings in a day).
    """
    if band is None:
        return "say your age"
    rule = RULE_OF[band]
    refusals = (
        (rule.consent == "none", "not needed"), (not rule.helps, "too young"),
        (rule.consent == "each" and not says_what_for, "say what for"), (own_address, "own address"),
        (runs_it, "runs it"), (said_no, "said no"), (asked_today >= most_a_day, "too many"),
    )  # fmt: skip
    return next((reason for applies, reason in refusals if applies), None)


def covers(consent_organisation, consent_kind, organisation_id, kind, needed) -> bool:
    """Whether a yes reaches as far as it must: any, where one is enough; else that of this organisation and kind."""
    if needed == "once":
        return True
    return consent_organisation == organisation_id and consent_kind == kind


def standing(state, ends_at, now) -> str:
    """How a consent stands now: its state, or "lapsed" once the question or the yes has run out."""
    return "lapsed" if state in ("asked", "given") and now >= ends_at else state


def first_day_after(day, grown_up_on=None) -> date:
    """The first day that a yes given on `day` no longer covers: 12 months on, or the day they are grown up."""
    try:
        year_on = day.replace(year=day.year + 1)
    except ValueError:  # given on 29 February
        year_on = date(day.year + 1, 3, 1)
    return min(year_on, grown_up_on) if grown_up_on else year_on


def grown_up_on(band_changes) -> date | None:
    """The day on which somebody is an adult, from the changes of band that are kept; None when they are already."""
    return next((date.fromisoformat(day) for day, band in band_changes or () if band == "adult"), None)


def same_mailbox(one, other) -> bool:
    """Whether two e-mail addresses surely reach the same person: alike but for what follows a plus."""
    return _mailbox(one) == _mailbox(other)


def _mailbox(address):
    name, at, domain = address.lower().partition("@")
    return name.partition("+")[0] + at + domain


def link_shows(state, ends_at, now) -> str:
    """What the guardian's link shows: how it stands, or "over" when that was long ago.

    One of "asked", "given", "refused", "withdrawn", "replaced" and "over".
    """
    stands = standing(state, ends_at, now)
    if stands in ("asked", "given"):
        return stands
    return "over" if stands == "lapsed" or now >= ends_at + SHOWN_AFTERWARDS else stands
