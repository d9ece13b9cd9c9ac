"""One leader among real processes, another at once when it is killed (PROMISES P8)."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from app.backends.leader import Leadership

from . import ground

ROOT = Path(__file__).parents[2]
PATIENCE = 30
"""Seconds to wait for news before the test fails; nothing is asserted about how long it took."""


class Town:
    """Processes of one data folder and what they log, in the order it arrives."""

    def __init__(self, data_dir, database_url):
        self.place = [str(data_dir), database_url]
        self.processes, self.news, self.readers = {}, queue.Queue(), []

    def open(self, *switches):
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.backends.one_process"]
        process = subprocess.Popen([*command, *self.place, *switches], cwd=ROOT, text=True,
                                   stdin=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
        self.processes[process.pid] = process
        self.readers.append(threading.Thread(target=self._read, args=[process]))
        self.readers[-1].start()

    def _read(self, process):
        for line in process.stderr:
            self.news.put((process.pid, json.loads(line)))

    def until(self, enough):
        """Gather news, pairs of process and log line, until there is enough of it."""
        gathered = []
        while not enough(gathered):
            gathered.append(self.news.get(timeout=PATIENCE))
        return gathered

    def wait_for(self, event):
        """The first process that logs this."""
        return self.until(lambda news: news and news[-1][1]["event"] == event)[-1][0]

    def tell(self, pid, word):
        self.processes[pid].stdin.write(word + "\n")
        self.processes[pid].stdin.flush()

    def kill(self, pid):
        os.kill(pid, signal.SIGKILL)
        self.processes[pid].wait(PATIENCE)

    def close(self):
        for process in self.processes.values():
            process.stdin.close()
        for process in self.processes.values():
            process.wait(PATIENCE)
        for reader in self.readers:
            reader.join(PATIENCE)
        for process in self.processes.values():
            process.stderr.close()


def leaders(news):
    return {pid for pid, line in news if line["event"] == "jobs.leading"}


def beats(news):
    """How often each due time of the sweep ran, in all processes together."""
    return Counter(line["due"] for _pid, line in news if line["event"] == "test.beat")


def doubles(news):
    return [due for due, times in beats(news).items() if times > 1]


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


def test_another_leads_when_the_leader_is_killed(town):
    for _ in range(3):
        town.open()
    killed, news = [], []
    for _ in range(2):
        news += town.until(lambda fresh: leaders(fresh) and beats(fresh))
        killed.append(news[-1][0])
        town.kill(killed[-1])
    news += town.until(lambda fresh: leaders(fresh) and len(beats(fresh)) >= 2)
    assert len(leaders(news)) == 3
    assert doubles(news) == []


def test_a_child_of_the_dead_leader_does_not_keep_the_lead(town):
    town.open()
    first = town.wait_for("jobs.leading")
    town.tell(first, "fork")
    town.wait_for("test.child")
    town.open()
    town.kill(first)
    assert town.wait_for("jobs.leading") != first


def test_without_the_lock_there_are_three_leaders_and_still_no_doubles(town):
    """The control of the lock, and the proof of the second belt."""
    for _ in range(3):
        town.open("--without-lock")
    news = town.until(lambda news: len(leaders(news)) == 3)
    news += town.until(lambda fresh: len(beats(fresh)) >= 3)
    assert doubles(news) == []


def test_without_both_guards_doubles_are_seen(town):
    """The control of the row: the check of the tests above does see doubles."""
    for _ in range(2):
        town.open("--without-lock", "--without-row")
    assert doubles(town.until(doubles))


def test_two_in_one_process_compete_as_well(tmp_path):
    first, second = Leadership(tmp_path / "jobs.lock"), Leadership(tmp_path / "jobs.lock")
    assert first.take() and first.take()
    assert not second.take()
    first.leave()
    assert second.take()
    second.leave()
