"""What a pass says at which moment. Pure."""

from datetime import timedelta

SHOWS = ("pending", "not kept", "asks", "coming", "arrived", "over", "given back", "called off")
ASKS_FROM = timedelta(hours=72)
"""From when the pass asks "Are you coming?": the first reminder's time (RULES M1)."""
ENDED = {"cancelled": "given back", "declined": "not kept", "cancelled by organiser": "called off", "attended": "over"}


def pass_shows(state, asks_again, pending_until, date_is_off, ends_at, now) -> str:
    """One of SHOWS: how it stands with a place, whether or not what ran out has been written down already."""
    if state in ENDED:
        return ENDED[state]
    if date_is_off:
        return "called off"
    if state == "pending":
        return "not kept" if pending_until and now >= pending_until else "pending"
    if now >= ends_at:
        return "over"
    if state == "arrived":
        return "arrived"
    return "asks" if asks_again else "coming"


def asks_if_coming(shows, answered_at, starts_at, now) -> bool:
    """Whether the pass has a button "I'm coming": once, in the last three days before the start (RULES M4)."""
    return shows == "coming" and answered_at is None and starts_at - ASKS_FROM <= now < starts_at


def opens_the_door(shows) -> bool:
    """Whether the pass shows its square code and its words."""
    return shows in ("asks", "coming", "arrived")
