"""What waits and what is under way while an engine works: a line for each push service, so that none waits for another.

Refuses what may go nowhere; asks nobody.
"""

from collections import defaultdict, deque

from .push_answers import of_ourselves
from .push_guard import origin_of
from .push_origins import BREAKS_AT
from .push_parcels import LONGEST, Forbidden

STREAMS = 128
"""Requests under way at one service; a service that allows 100 a connection gets a second connection."""


class Batch:
    """What waits and what is under way in one run of an engine, by push service."""

    def __init__(self, origins, listed, trusted):
        self.origins, self.listed, self.trusted = origins, listed, trusted
        self.lines, self.under_way = defaultdict(deque), defaultdict(int)
        self._met = set()

    def sort(self, taken):
        """Put parcels into their lines; yields those that go nowhere."""
        for number, parcel in taken:
            try:
                origin = origin_of(parcel.endpoint, self.listed)
            except Forbidden as problem:
                yield number, of_ourselves("forbidden", problem.sentence)
                continue
            if len(parcel.payload) > LONGEST:
                yield number, of_ourselves("too_long", "The notice is too long for a phone.")
            else:
                self.lines[origin].append((number, parcel))

    def waiting(self) -> int:
        """How many wait, in all lines together."""
        return sum(map(len, self.lines.values()))

    def room(self, origin) -> int:
        """How many more may be under way: what opens its breaker, until the service has shown that it is there."""
        return (STREAMS if origin in self._met else BREAKS_AT) - self.under_way[origin]

    def note(self, origin, verdict):
        """Take in what was answered."""
        self.under_way[origin] -= 1
        if verdict.answer.kind != "unreachable":
            self._met.add(origin)
        self.origins.note(origin, verdict)
