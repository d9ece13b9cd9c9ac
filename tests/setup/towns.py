"""Towns started as a person starts them, each a real process on a free port."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from app.config import ROOT

POLL_SECONDS, POLLS = 0.1, 600


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Town:
    """A process of `python -m app.serve` on a port of its own."""

    def __init__(self, data, *arguments, words=("-m", "app.serve"), **environment):
        outside = {name: value for name, value in os.environ.items() if not name.startswith("GATHER_")}
        environment.setdefault("PORT", str(free_port()))
        self.port = environment["PORT"]
        self.log = Path(f"{data}.log").open("w+")  # noqa: SIM115  read while the process writes; closed in end()
        self.process = subprocess.Popen(
            [sys.executable, *words, *arguments],
            cwd=ROOT, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
            env={**outside, "GATHER_DATA_DIR": str(data), **environment},
        )  # fmt: skip

    def get(self, path):
        """The status and the body of one page."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refused:
            return refused.code, refused.read().decode()

    def wait_until_up(self):
        for _ in range(POLLS):
            try:
                return self.get("/healthz")
            except OSError:
                self.still_running()
        raise AssertionError(f"never came up:\n{self.said()}")

    def still_running(self):
        try:
            code = self.process.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError(f"ended with {code}:\n{self.said()}")

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def stop(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        return self.process.wait(60)

    def end(self):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # its workers too
        self.process.wait()
        self.log.close()
