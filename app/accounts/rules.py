"""Age bands from month and year of birth, codes, and what is safe to show or to follow. Pure."""

from datetime import date, timedelta
from ipaddress import ip_address
from unicodedata import decimal

BANDS = ((0, "under 13"), (13, "13 to 15"), (16, "16 to 17"), (18, "adult"))
"""The ages at which what a person may do changes (RULES S1)."""
OLDEST = 120
NEEDS = ("wheelchair", "hearing", "seeing", "calm", "carer")
"""What somebody may need to take part; the words for it are in bookings/forms.py."""


CODE, TOUCH, TRIAL = "code", "touch", "trial"
"""How somebody showed who they are: by a code we sent, by a finger, a face or the phone's own code, or not at all,
as one of the demo's invented people."""


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
    if today.year - year > OLDEST or date(year, month, 1) > today:
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


def may_see_people(proved_by, proved_at, now, hours, has_no_touch) -> bool:
    """Whether a sign-in may open pages about other people (decision 0042).

    It proved itself in the last `hours`, and by a touch; by a code only where the person said that this phone
    can't do the other.
    """
    return is_fresh(proved_at, now, hours) and (proved_by in (TOUCH, TRIAL) or has_no_touch)


def is_fresh(proved_at, now, hours) -> bool:
    """Whether somebody showed in the last `hours` who they are."""
    return now - proved_at < timedelta(hours=hours)


def may_have_passkeys(scheme, host) -> bool:
    """Whether browsers make passkeys for a site: it has a name and https; on this computer its name will do."""
    try:
        ip_address((host or "").strip("[]"))
    except ValueError:
        return bool(host) and (scheme == "https" or host == "localhost")
    return False


def least_age(consent_age=13) -> int:
    """The age in years at which the first band begins whose people may have an account of their own (RULES S1).

    `consent_age` is the town's setting; it raises the 13 of the law and never lowers it.
    """
    return min(age for age, _name in BANDS if age >= min(max(consent_age, 13), 18))


def is_old_enough(band, consent_age=13) -> bool:
    """Whether somebody of the band may have an account of their own."""
    return next(age for age, name in BANDS if name == band) >= least_age(consent_age)


BROWSERS = (("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("OPR", "Opera"), ("FxiOS", "Firefox"),
            ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"),
           ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip


def device_words(user_agent) -> tuple[str, str]:
    """The browser and the system that a user agent names, each empty when unknown; no version, no model."""
    return _first_named(BROWSERS, user_agent), _first_named(SYSTEMS, user_agent)


def _first_named(marks, user_agent):
    return next((name for mark, name in marks if mark in user_agent), "")


def own_path(text) -> str | None:
    """The text if it is a path on this very site, else None.

    Browsers read a backslash as a slash and drop tabs and line breaks, so none of these may be in it.
    """
    plain = text.startswith("/") and not text.startswith("//") and "\\" not in text
    return text if plain and text.isprintable() else None


def six_digits(typed) -> str | None:
    """The six digits of a code, whatever spaces and whichever script they were typed in; None when it is no code."""
    together = "".join(letter for letter in typed if letter.isalnum())
    if len(together) != 6 or not together.isdecimal():
        return None
    return "".join(str(decimal(digit)) for digit in together)


def hidden_email(value) -> str:
    """An e-mail address with all but its first letter and its domain hidden."""
    name, _, domain = value.partition("@")
    return f"{name[:1]}•••@{domain}"
