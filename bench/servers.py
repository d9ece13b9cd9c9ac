"""A demo town and the floor, each served by Granian with one worker, just as the town itself is started."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from multiprocessing import Process
from pathlib import Path
from time import perf_counter, sleep

from app import create_app
from app.config import ROOT, load_settings
from app.serve import prepare
from app.worker import granian_arguments

from .processes import cpu_seconds, memory_megabytes, tree

FLOOR, OURS = "bench.floor:load", "app.worker:load"
PATIENCE = 30


def make_town(folder):
    """Fill a folder with the demo town, as `./run` does before it serves; in a process that is gone afterwards."""
    filling = Process(target=_fill, args=(environment(folder, 0),))
    filling.start()
    filling.join()
    if filling.exitcode:
        raise RuntimeError(f"the demo town could not be made: {filling.exitcode}")


def _fill(ours):
    os.environ.clear()
    os.environ.update(ours)
    settings = load_settings()
    prepare(create_app(settings), settings)


def environment(folder, port, workers=1):
    """The settings of a town in this folder, and nothing else of ours."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GATHER_")}
    ours = {"DATA_DIR": folder, "DEMO": 1, "BASE_URL": f"http://localhost:{port}", "WORKERS": workers}
    return outside | {f"GATHER_{name}": str(value) for name, value in ours.items()}


class Server:
    """One served app; `pid` is the root of its processes."""

    def __init__(self, target, folder, probe, workers=1):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = load_settings(data_dir=folder, demo=True, workers=workers)
        words = [*granian_arguments(settings, self.port)[:-1], target]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.worker", *words], cwd=ROOT, env=environment(folder, self.port, workers),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self._wait(probe)

    def _wait(self, probe):
        until = perf_counter() + PATIENCE
        while perf_counter() < until:
            try:
                return self.get(probe)
            except OSError:
                self.connection.close()
                sleep(0.005)
        raise RuntimeError("the server never answered")

    def get(self, path, kept=None) -> bytes:
        """One page over the kept connection; anything but a 200 is an error.

        `kept` False asks as a phone with a cookie does, for which nothing is kept, True as a stranger whom a kept page
        serves; the answer's ETag must say the same, or we would measure one thing and call it the other.
        """
        self.connection.request("GET", path, headers={"Cookie": "gather=x"} if kept is False else {})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        if kept is not None and kept != ("ETag" in answer.headers):
            raise RuntimeError(f"{path} was {'not ' if kept else ''}answered from the kept pages")
        return body

    def cpu_of(self, path, requests, kept=None) -> float:
        """Milliseconds of CPU that one such request costs the whole tree."""
        before = cpu_seconds(self.process.pid)
        for _ in range(requests):
            self.get(path, kept)
        return (cpu_seconds(self.process.pid) - before) / requests * 1000

    def seconds_of(self, path) -> float:
        """Seconds until one page is there, as its reader sees them."""
        started = perf_counter()
        self.get(path)
        return perf_counter() - started

    def worker_memory(self) -> float:
        """Megabytes of the worker, the youngest process that Granian started."""
        return memory_megabytes(max(tree(self.process.pid)))

    def stop(self):
        self.connection.close()
        self.process.terminate()
        self.process.wait(PATIENCE)


@contextmanager
def served(target, folder, probe, workers=1):
    """The server, stopped again at the end; `probe` is the page that says it is up."""
    server = Server(target, Path(folder), probe, workers)
    try:
        yield server
    finally:
        server.stop()
