"""Whether somebody may take a place, and what may become of it afterwards. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .words_for_codes import WORDS

LIVE = ("confirmed", "arrived")
"""The states in which a booking holds its place."""
MOVES = {
    "confirmed": {"arrived", "cancelled", "cancelled by organiser"},
    "arrived": {"attended", "cancelled"},
    "cancelled": set(),
    "cancelled by organiser": set(),
    "attended": set(),
}
"""The legal moves (RULES V1); later steps add their own states here."""
LATE = timedelta(hours=24)
PRIVATE = timedelta(hours=24)


class Full(Exception):
    """Every place on the slot is taken."""


class AlreadyBooked(Exception):
    """This person has a place on this slot."""


class NotBookable(Exception):
    """The person may not take this place; `reason` is a key of REASONS."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Wish:
    """What `may_book` needs to know of a slot and of who asks; instants are aware, ages in years."""

    kind: str
    timed: bool
    open: bool
    starts_at: datetime
    ends_at: datetime
    min_age: int
    band: str | None
    says_adult: bool = False


def may_book(wish, now, notice_minutes) -> str | None:
    """Why this place cannot be taken, None when it can (RULES B1, B7, B8, S3).

    The reasons: "closed", "over", "too late", "under 18", "say your age".
    """
    if not wish.open:
        return "closed"
    if now >= wish.ends_at:
        return "over"
    if wish.timed and now > wish.starts_at - timedelta(minutes=notice_minutes):
        return "too late"
    return _age_reason(wish)


def asks_age(kind, min_age, band) -> bool:
    """Whether somebody of this age band, None for unknown, is asked whether they are 18 (RULES B7)."""
    return (kind == "help" or min_age >= 18) and band is None


def _age_reason(wish):
    if wish.kind != "help" and wish.min_age < 18:
        return None
    if wish.band and wish.band != "adult":
        return "under 18"
    return None if wish.says_adult or not asks_age(wish.kind, wish.min_age, wish.band) else "say your age"


def may_move(state, wanted) -> bool:
    """Whether a booking may go from one state to another."""
    return wanted in MOVES[state]


def may_cancel(state, starts_at, now) -> bool:
    """Whether the person can still give the place back: always, until the start (RULES B2)."""
    return may_move(state, "cancelled") and now < starts_at


def is_late(starts_at, now) -> bool:
    """Whether giving a place back now counts as late (RULES B2)."""
    return starts_at - now < LATE


def shows_private(state, starts_at, ends_at, now) -> bool:
    """Whether an address, a phone and a helped person's name may show on this pass (RULES V4)."""
    return state in LIVE and starts_at - PRIVATE <= now <= ends_at + PRIVATE


def code_words(choose) -> str:
    """A code to say at the door, like "PLUM 42"; `choose(n)` gives a random number below n."""
    return f"{WORDS[choose(len(WORDS))]} {choose(90) + 10}"
