"""Several real processes of one data folder, what they log, and which of them leads."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

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
