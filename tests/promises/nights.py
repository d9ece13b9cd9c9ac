"""The four nights of 2026 and 2027 in which the clocks change, and what the walls show then, without our own code.

The walls are read off the instants one by one, so that nothing here computes an instant from a wall.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
NIGHTS = [datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2027, 3, 28), datetime(2027, 10, 31)]
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)


def instants(night, before=DAY, after=2 * DAY):
    """Every quarter hour around the midnight before a change, as instants."""
    start = night.replace(tzinfo=UTC) - before
    return [start + number * QUARTER for number in range(int((before + after) / QUARTER))]


def wall(instant):
    """What the walls of the town show at an instant."""
    return instant.astimezone(LONDON).replace(tzinfo=None, fold=0)


def shown(night):
    """Every quarter hour that the walls show around a change, with the instants at which they do, in order."""
    found = defaultdict(list)
    for instant in instants(night, 6 * DAY, 6 * DAY):
        found[wall(instant)].append(instant)
    return found


def walls(night, hours=30):
    """Every quarter hour from the noon before a change on, as walls, those that are never shown among them."""
    return [night - timedelta(hours=12) + number * QUARTER for number in range(hours * 4)]
