"""Whether somebody may take a place, and what may become of it afterwards. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from .words_for_codes import WORDS

LIVE = ("pending", "confirmed", "arrived")
"""The states in which a booking holds its place."""
MOVES = {
    "pending": {"confirmed", "declined", "cancelled", "cancelled by organiser"},
    "confirmed": {"arrived", "cancelled", "cancelled by organiser", "declined"},
    "arrived": {"attended", "cancelled"},
    "declined": set(),
    "cancelled": set(),
    "cancelled by organiser": set(),
    "attended": set(),
}
"""The legal moves (RULES V1); later steps add their own states here."""
LATE = timedelta(hours=24)
SOON = timedelta(hours=3)
PRIVATE = timedelta(hours=24)
PARTY_MAX, STAFF_PARTY_MAX = 6, 40
"""The most people one booking may be for; the second where somebody of the organisation books (RULES B5)."""
UNCONFIRMED_MAX, UNCONFIRMED_WITHIN = 2, timedelta(hours=1)
"""How many bookings that nobody has answered one phone number may have made lately (RULES B5)."""
ASK_GUARDIAN = "needs consent"
"""The reason that a guardian's yes takes away; the place waits for it."""
PENDING = timedelta(hours=24)
"""How long a place waits for a guardian's yes (RULES S2)."""
CHECK_VERSIONS = {"nhs-health-check": 1}
"""The eligibility checks and the version of their questions (words in checks.py); passing is all that is kept (B6)."""
YEAR_STARTS = (4, 1)
"""The first day, month and day, of a programme year of health checks."""


class Full(Exception):
    """Every place on the slot is taken, or fewer are left than were asked for."""


class AlreadyBooked(Exception):
    """This person has a place on this slot."""


class NeedsLonger(Full):
    """With an interpreter the visit needs the time after it too, and that one is not free."""


class NotBookable(Exception):
    """The person may not take this place; `reason` is a key of messages.REASONS."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Wish:
    """What `may_book` needs to know of a slot and of who asks; instants are aware, ages in years.

    `age` is the reason that the rules for young helpers give, None for none; who forgets to ask them refuses. `clash`
    is "" without one, else "timed" or "event". `unconfirmed` counts the unanswered bookings of an hour.
    """

    kind: str
    timed: bool
    open: bool
    starts_at: datetime
    ends_at: datetime
    min_age: int
    band: str | None
    says_adult: bool = False
    opens_at: datetime | None = None
    party: int = 1
    by_staff: bool = False
    age: str | None = "under 18"
    needs_check: bool = False
    had_it_this_year: bool = False
    unconfirmed: int = 0
    clash: str = ""
    despite_clash: bool = False


def may_book(wish, now, notice_minutes) -> str | None:
    """Why this place cannot be taken, None when it can (RULES B1, B4 to B8, S3).

    The reasons are keys of messages.REASONS. What nobody can change comes first, what the visitor can answer last.
    """
    checks = (_time_reason(wish, now, notice_minutes), _age_reason(wish), _party_reason(wish), _limit_reason(wish),
              _clash_reason(wish))  # fmt: skip
    return next(filter(None, checks), None)


def _time_reason(wish, now, notice_minutes):
    if not wish.open:
        return "closed"
    if now >= wish.ends_at:
        return "over"
    if wish.opens_at and now < wish.opens_at and not wish.by_staff:
        return "not open yet"
    if wish.timed and now > wish.starts_at - timedelta(minutes=notice_minutes):
        return "too late"
    return None


def _age_reason(wish):
    young = wish.band not in (None, "adult")
    if wish.kind == "help" and young:
        return wish.age
    if wish.kind != "help" and wish.min_age < 18:
        return None
    if young:
        return "under 18"
    return None if wish.says_adult or not asks_age(wish.kind, wish.min_age, wish.band) else "say your age"


def _party_reason(wish):
    young_helper = wish.kind == "help" and wish.band not in (None, "adult")
    most = STAFF_PARTY_MAX if wish.by_staff else 1 if young_helper else PARTY_MAX
    return None if 1 <= wish.party <= most else "party"


def _limit_reason(wish):
    if wish.needs_check:
        return "check first"
    if wish.had_it_this_year and not wish.by_staff:
        return "once a year"
    return "too many" if wish.unconfirmed >= UNCONFIRMED_MAX and not wish.by_staff else None


def _clash_reason(wish):
    if wish.timed and wish.clash == "timed":
        return None if wish.by_staff else "clash"
    return "clash?" if wish.clash and not wish.despite_clash else None


def asks_age(kind, min_age, band) -> bool:
    """Whether somebody of this age band, None for unknown, is asked whether they are 18 (RULES B7)."""
    return (kind == "help" or min_age >= 18) and band is None


def overlaps(starts, ends, other_starts, other_ends, travel=timedelta(0)) -> bool:
    """Whether two half-open stretches of time meet, with so much time between them to get there (RULES B4)."""
    return starts < other_ends + travel and other_starts < ends + travel


def opens(starts_local, days_before) -> datetime:
    """The wall time at which booking opens: so many days before the start at 9am (RULES B1)."""
    return datetime.combine(starts_local.date() - timedelta(days=days_before), time(9))


def programme_year(day) -> date:
    """The first day of the programme year, April to March, in which a day lies (RULES B5)."""
    starts = date(day.year, *YEAR_STARTS)
    return starts if day >= starts else date(day.year - 1, *YEAR_STARTS)


def passed_word(check) -> str:
    """What a booking keeps of an eligibility check that was passed: its name and version, like "nhs-health-check/1"."""
    return f"{check}/{CHECK_VERSIONS.get(check, 1)}"


def has_passed(check, passed) -> bool:
    """Whether somebody who passed what that word says has passed this check, in whichever version."""
    return passed.partition("/")[0] == check


def may_move(state, wanted) -> bool:
    """Whether a booking may go from one state to another."""
    return wanted in MOVES[state]


def may_cancel(state, starts_at, now) -> bool:
    """Whether the person can still give the place back: always, until the start (RULES B2)."""
    return may_move(state, "cancelled") and now < starts_at


def may_change(state, starts_at, now) -> bool:
    """Whether the person can still move to another time."""
    return state in ("pending", "confirmed") and now < starts_at


def is_late(starts_at, now) -> bool:
    """Whether giving a place back now counts as late (RULES B2)."""
    return starts_at - now < LATE


def is_soon(starts_at, now) -> bool:
    """Whether the button says "I can't come" (RULES B2)."""
    return starts_at - now < SOON


def shows_private(state, starts_at, ends_at, now) -> bool:
    """Whether an address, a phone and a helped person's name may show on this pass (RULES V4)."""
    return state in LIVE and state != "pending" and starts_at - PRIVATE <= now <= ends_at + PRIVATE


def pending_until(now, starts_at) -> datetime:
    """Until when a place waits for a guardian's yes: 24 hours, never beyond the start (RULES S2)."""
    return min(now + PENDING, starts_at)


def door_key(venue_id, starts_local) -> str:
    """Where and on which day nobody else says the same code words (RULES K1)."""
    return f"{venue_id} {starts_local.date().isoformat()}"


def code_words(choose, figures=2) -> str:
    """A code to say at the door, like "PLUM 42", of so many figures; `choose(n)` gives a random number below n."""
    least = 10 ** (figures - 1)
    return f"{WORDS[choose(len(WORDS))]} {choose(9 * least) + least}"


def town_instant(wall, zone) -> datetime:
    """The instant of a wall time in the town, for times that fall in no clock change (9am)."""
    return wall.replace(tzinfo=zone).astimezone(UTC)
