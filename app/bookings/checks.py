"""The words of the eligibility checks (RULES B6): for whom, and what everybody else can do. Answers are never kept.

Source: NHS Health Check (nhs.uk): England, 40 to 74, without one of the conditions that are looked after already.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Check:
    """One check: what must be true of who comes, which conditions rule it out, and what to do instead.

    `instead` are pairs: for whom, and what they can do.
    """

    title: object
    true: tuple
    none_of_title: object
    none_of: tuple
    instead: tuple


CHECKS = {
    "nhs-health-check": Check(
        title=_l("Is this check for you?"),
        true=(_l("You are 40 to 74 years old."), _l("You had no NHS Health Check in the last 5 years.")),
        none_of_title=_l("No doctor told you that you have one of these:"),
        none_of=(
            _l("heart disease, a heart that fails or beats out of step"),
            _l("a stroke or a mini-stroke"),
            _l("diabetes"),
            _l("high blood pressure"),
            _l("kidney disease"),
            _l("narrow arteries in the legs"),
            _l("high cholesterol, or you take statins"),
        ),
        instead=(
            (_l("Are you under 40?"), _l("From 40 on we ask you every 5 years. Until then, ask a pharmacy to take "
                                         "your blood pressure.")),
            (_l("Are you 75 or over?"), _l("Call your surgery. You can ask for a check-up there at any age.")),
            (_l("Do you have one of these?"), _l("Then your surgery checks you already. Call them if you have not "
                                                 "been asked for a year.")),
            (_l("Did you have this check?"), _l("One every 5 years is enough. If something worries you, "
                                                "call your surgery.")),
        ),
    ),
}  # fmt: skip
"""Every check that an event can ask for; the names are those of rules.CHECK_VERSIONS."""
