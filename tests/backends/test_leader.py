"""One leader among real processes; tests/promises kills it (PROMISES P8)."""

import pytest

from app.backends.leader import Leadership

from . import ground
from .processes import Town, beats, doubles, leaders


@pytest.fixture
def town(tmp_path):
    url = f"sqlite:///{tmp_path / 'ground.db'}"
    ground.make_tables(url)
    town = Town(tmp_path, url)
    yield town
    town.close()


def test_it_works(town):
    for _ in range(3):
        town.open()
    everyone_is_up = town.until(lambda news: len(news) >= 4 and sum(e["event"] == "test.up" for _, e in news) == 3)
    news = everyone_is_up + town.until(lambda news: len(beats(news)) >= 2)
    assert len(leaders(news)) == 1
    assert {pid for pid, line in news if line["event"] == "test.beat"} == leaders(news)


def test_a_child_of_the_dead_leader_does_not_keep_the_lead(town):
    town.open()
    first = town.wait_for("jobs.leading")
    town.tell(first, "fork")
    town.wait_for("test.child")
    town.open()
    town.kill(first)
    assert town.wait_for("jobs.leading") != first


def test_without_the_lock_there_are_three_leaders_and_still_no_doubles(town):
    """The control of the lock, and the proof of the second belt; without both it runs twice (tests/promises)."""
    for _ in range(3):
        town.open("--without-lock")
    news = town.until(lambda news: len(leaders(news)) == 3)
    news += town.until(lambda fresh: len(beats(fresh)) >= 3)
    assert doubles(news) == []


def test_two_in_one_process_compete_as_well(tmp_path):
    first, second = Leadership(tmp_path / "jobs.lock"), Leadership(tmp_path / "jobs.lock")
    assert first.take() and first.take()
    assert not second.take()
    first.leave()
    assert second.take()
    second.leave()
