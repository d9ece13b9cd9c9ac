"""A clock that stands still until a test moves it."""

import pytest
import time_machine

from tests.bookings.line import NOON


@pytest.fixture
def noon():
    """Monday noon, and nothing moves: ask for it before the cast, and `shift` it on."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller
