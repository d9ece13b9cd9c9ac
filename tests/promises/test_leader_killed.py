"""The timetable goes on when the process that keeps it is killed: each due time once, by whoever leads then (P8).

How soon somebody else leads is measured by `./run bench promises`.
"""

import pytest

from tests import databases
from tests.backends import ground

from . import leaders

KILLS = 2
"""Of three processes; the last one goes on alone."""


@pytest.fixture(params=databases.ENGINES)
def url(request, tmp_path):
    url = databases.fresh(request.param, tmp_path, "leaders")
    ground.make_tables(url)
    return url


def test_p8_no_due_time_twice_however_often_the_leader_is_killed(url, tmp_path):
    news, gaps = leaders.live_through(KILLS, tmp_path, url, joining=False)
    assert len(gaps) == KILLS
    assert leaders.doubled(news) == []
    assert len(leaders.leaders(news)) == KILLS + 1


def test_control_without_lock_and_row_it_runs_twice(url, tmp_path):
    assert leaders.until_doubled(tmp_path, url, "--without-lock", "--without-row") != []
