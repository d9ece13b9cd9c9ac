"""Processes that stand for leader while each leader is killed, and what became of their timetable (P8)."""

from itertools import pairwise
from random import Random
from threading import Event as Gate
from time import monotonic

from sqlalchemy import create_engine, select

from app.backends.job_runs import JobRun
from app.database import engine_options
from tests.backends.processes import Town, doubles, leaders

STAND, BEAT = 3, "test.beat"


def live_through(kills, data_dir, url, joining=True, luck=7):
    """Kill the leader of three processes so many times, a new one `joining` each time.

    Gives everything that was logged, pairs of process and line, and the seconds until somebody led again, by kill.
    """
    town, news, gaps, dice = Town(data_dir, url), [], [], Random(luck)
    try:
        for _ in range(STAND):
            town.open()
        news += town.until(leaders)
        for _ in range(kills):
            leader = next(pid for pid, line in reversed(news) if line["event"] == "jobs.leading")
            news += town.until(beaten)
            Gate().wait(dice.random())
            town.kill(leader)
            killed = monotonic()
            if joining:
                town.open()
            news += town.until(leaders)
            gaps.append(monotonic() - killed)
        news += town.until(beaten)
    finally:
        town.close()
    return news, gaps


def beaten(news):
    return any(line["event"] == BEAT for _pid, line in news)


def doubled(news):
    """The due times for which the sweep ran twice."""
    return doubles(news)


def until_doubled(data_dir, url, *switches):
    """The due times for which it ran twice, once there is one, in processes that lack these guards."""
    town = Town(data_dir, url)
    try:
        for _ in range(2):
            town.open(*switches)
        return doubles(town.until(doubles))
    finally:
        town.close()


def pauses(url):
    """The seconds between one run of the sweep of a second and the next, without those of a second."""
    engine = create_engine(url, **engine_options(url))
    with engine.connect() as connection:
        due = connection.scalars(select(JobRun.due_at).where(JobRun.job == BEAT).order_by(JobRun.due_at)).all()
    engine.dispose()
    found = [(later - before).total_seconds() for before, later in pairwise(due)]
    return [seconds for seconds in found if seconds > 1]
