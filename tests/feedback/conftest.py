"""Something that is over, by travelling behind its end."""

from datetime import timedelta

import pytest
import time_machine

from tests.cast import drive, first_slot, take


class Over:
    """A drive with somebody's place, and a clock that stands so long behind its end."""

    def __init__(self, cast):
        self.event = drive(cast, capacity=20, title="Beach clean")
        self.slot = first_slot(self.event)
        self.booking = take(self.slot)
        self.ends = self.slot.ends_at
        self._travels = []

    def take(self, name, **more):
        return take(self.slot, name, **more)

    def move(self, **after):
        """Move the clock to so long after the end."""
        self.stop()
        self._travels = [time_machine.travel(self.ends + timedelta(**after), tick=False)]
        self._travels[0].start()

    def stop(self):
        while self._travels:
            self._travels.pop().stop()


@pytest.fixture
def over(cast):
    """Two hours after the end of a drive in which Ed had a place."""
    over = Over(cast)
    over.move(hours=2)
    yield over
    over.stop()
