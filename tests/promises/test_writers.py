"""Nobody is told that the database is locked, however many processes write at once (P13).

As fast as they can here; at 200 writes a second, for half a minute, in `./run bench promises`. The control asks for
no turn, begins a write as a read and waits for nobody, as programs on SQLite do that never thought of it.
"""

import pytest

from app.bookings.queries import miscounted_slots
from tests import databases

from . import crowds

EACH = 6


@pytest.fixture(params=databases.ENGINES)
def town(request, tmp_path):
    with crowds.a_town(request.param, tmp_path) as town:
        yield town


def test_p13_many_writers_in_two_processes_all_come_through(town):
    _a_second, writes, wrong = crowds.write(town, EACH)
    assert wrong == []
    assert writes == crowds.PROCESSES * crowds.THREADS * EACH * 4 // 3
    assert miscounted_slots() == []


def test_control_writers_that_ask_for_no_turn_are_told_that_it_is_locked(tmp_path):
    with crowds.a_town("sqlite", tmp_path) as town:
        _a_second, _writes, wrong = crowds.write(town, EACH, 0, "--careless")
        assert [word for word in wrong if "locked" in word] != []
