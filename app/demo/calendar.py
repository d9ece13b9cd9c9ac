"""When things happen in the demo, around today. Pure."""

from datetime import datetime, time, timedelta

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LATE = 14
"""From this hour on, "soon" is tomorrow."""


def day_of(word, now):
    """The date a day word means, seen at the wall time `now`: "sat" the coming Saturday, "sat2" the one after."""
    if word == "soon":
        return (now + timedelta(days=1)).date() if now.hour >= LATE else now.date()
    ahead = (DAYS.index(word[:3]) - now.weekday() - 1) % 7 + 1
    return now.date() + timedelta(days=ahead + (7 if word.endswith("2") else 0))


def at(day, text):
    """A wall time: a date and "HH:MM"."""
    return datetime.combine(day, time.fromisoformat(text))
