"""A place that somebody was told of survives the death of every process (P1), and asking again makes no second (P4).

All processes of the town are killed at once while eight programs book. The control is a town that answers first and
writes afterwards.
"""

import pytest
from sqlalchemy import text

from app.bookings.queries import miscounted_slots
from app.extensions import db
from tests import databases

from . import kills

KILLS, CONFIRMED = 2, 25


@pytest.fixture(params=databases.ENGINES)
def town(request, tmp_path):
    with kills.a_town(request.param, tmp_path) as town:
        yield town


def test_p1_p4_what_was_confirmed_is_there_after_a_kill_and_once(town):
    answers = kills.live_through(KILLS, *town, CONFIRMED)
    assert len(answers.confirmed) >= KILLS * CONFIRMED
    assert (kills.lost(answers), kills.doubled(answers), answers.refused) == ([], [], [])
    assert (kills.untold(), miscounted_slots()) == (0, [])
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"


def test_control_a_town_that_answers_before_it_writes_loses_places(town):
    answers = kills.live_through(1, *town, CONFIRMED, "tests.promises.careless:load_hasty")
    assert kills.lost(answers) != []
