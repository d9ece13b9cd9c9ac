"""From which age people may help on a slot: the age rules, with what the town and the event say. Changes nothing."""

from flask import current_app

from ..consents.rules import youngest_who_may
from ..school import is_school_day


def youngest_helper(event, slot) -> int:
    """The least age (13, 16 or 18) at which somebody may help on a slot of the event (RULES S1, S5).

    `slot` has its wall times, the event comes with its organisation.
    """
    organisation = event.organisation
    return youngest(
        slot.starts_local, slot.ends_local, event.hazards or (), event.min_age, organisation.youngest_helper,
        organisation.may_ask_under_18s,
    )  # fmt: skip


def youngest(starts, ends, hazards, min_age, youngest_helper, may_ask_under_18s) -> int:
    """The same for what is not posted yet: wall times, words of consents.rules.HAZARDS, ages in years."""
    return youngest_who_may(
        starts, ends, is_school_day(starts.date(), current_app.config["SCHOOL_HOLIDAYS"]), hazards, min_age,
        youngest_helper, may_ask_under_18s, current_app.config["CONSENT_AGE"],
    )  # fmt: skip
