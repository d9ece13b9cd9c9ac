"""A drive that is short of people, volunteers with phones before a push service of our own, and noon in town."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from app import clock

from .asking import Town


@pytest.fixture
def at(town, one_push_service):
    """Move the clock to so many hours from noon of a Tuesday, or back; the push service believes the same."""
    with town.app_context():
        zone = clock.town_zone()
    travels = []

    def move(hours=0.0, minutes=0.0):
        noon = datetime.combine(datetime(2026, 11, 24), time(12), zone).astimezone(UTC)  # no school holidays are set
        instant = noon + timedelta(hours=hours, minutes=minutes)
        while travels:
            travels.pop().stop()
        travels.append(time_machine.travel(instant, tick=False))
        travels[0].start()
        one_push_service.set_clock(instant)
        return instant

    move()
    yield move
    while travels:
        travels.pop().stop()
    one_push_service.set_clock(None)


@pytest.fixture
def folk(at, cast, phones):
    """The cast at noon, with ways to add volunteers, drives and answers."""
    return Town(cast, phones, at)
