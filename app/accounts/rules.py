"""Age bands from month and year of birth, and when a sign-in code still counts. Pure."""

from datetime import date

BANDS = ((0, "under 13"), (13, "13 to 15"), (16, "16 to 17"), (18, "adult"))
"""The ages at which what a person may do changes (RULES S1)."""
OLDEST = 120


class Unlikely(ValueError):
    """Nobody alive was born then."""


def birthday(year, month, age) -> date:
    """The first day on which somebody born in that month is surely that old.

    Only month and year are known (RULES S7), so the day counts as the month's last: the band changes on the first
    of the month after.
    """
    return date(year + age + month // 12, month % 12 + 1, 1)


def bands(year, month, today) -> tuple[str, list[tuple[str, str]]]:
    """The age band today and the later changes as (ISO date, band): all that is kept of a birth date (RULES S7).

    Raises Unlikely for a month to come or more than 120 years ago.
    """
    if date(year, month, 1) > today or today.year - year > OLDEST:
        raise Unlikely
    passed = [name for age, name in BANDS if age == 0 or birthday(year, month, age) <= today]
    coming = [(birthday(year, month, age).isoformat(), name) for age, name in BANDS[len(passed) :]]
    return passed[-1], coming


def band_on(band, changes, day) -> str | None:
    """The age band on a given day, from the band when it was told and the changes since."""
    for change, name in changes or ():
        if date.fromisoformat(change) <= day:
            band = name
    return band


def code_counts(tries, used_at, expires_at, now, most_tries) -> bool:
    """Whether a sign-in code may still be tried."""
    return used_at is None and tries < most_tries and now < expires_at
