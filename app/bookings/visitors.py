"""Who is at the page: the signed-in person, if any, and what they passed a moment ago."""

from datetime import UTC, datetime, timedelta

from flask import session
from flask_login import current_user

from .. import clock
from .rules import has_passed

PASSED = "passed"
LASTS = timedelta(hours=1)
"""How long somebody who passed an eligibility check may take to book; then somebody else may hold the phone."""


def visitor_person():
    """The signed-in person, None for everybody else."""
    return current_user.person if current_user.is_authenticated else None


def note_passed(event_id, word):
    """Keep in this phone's cookie that an eligibility check was passed, for one booking of this event (RULES B6)."""
    session[PASSED] = [event_id, word, int(clock.now().timestamp())]


def forget_passed():
    """The check was used, or not passed."""
    session.pop(PASSED, None)


def passed_check(event) -> str:
    """What whoever holds this phone passed for this event, like "nhs-health-check/1"; "" for nothing."""
    event_id, word, at = session.get(PASSED) or (None, "", 0)
    is_fresh = clock.now() - datetime.fromtimestamp(at, UTC) < LASTS
    return word if event_id == event.id and is_fresh and has_passed(event.eligibility, word) else ""


def needs_check(event) -> bool:
    """Whether the eligibility check of an event comes first."""
    return bool(event.eligibility) and not passed_check(event)
