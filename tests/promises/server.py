"""A town served as it is served in life, by Granian in processes of its own, with rows made from the test's process."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Event

from app.config import ROOT
from app.worker import granian_arguments
from tests.conftest import settings_for
from tests.own import town_on

WORKERS, THREADS = 2, 24
"""More threads than a pool has connections (20 on PostgreSQL): other systems lost places where pools are waited for."""
POLLS, PAUSE = 600, 0.1


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(engine, folder, name, target="app.worker:load"):
    """A town on this database with nobody in it: the app to make rows with, and the port it is served on."""
    with town_on(engine, folder, name) as town:
        port = free_port()
        process = start(town, folder, port, target)
        try:
            wait_until_up(process, port)
            with town.app_context():
                yield town, port
        finally:
            process.terminate()
            process.wait(30)


def start(town, folder, port, target="app.worker:load", **settings_of_its_own):
    """Serve a town in processes of their own group, so that they can be killed in one blow."""
    settings = settings_for(folder, town.config["DATABASE_URL"], workers=WORKERS)
    words = granian_arguments(settings, port)[:-1]
    words[words.index("--blocking-threads") + 1] = str(THREADS)
    ours = {"BASE_URL": f"http://localhost:{port}", **settings_of_its_own}
    return run_in_town(town, folder, ["-m", "app.worker", *words, target], **ours)


def run_in_town(town, folder, words, **ours):
    """A Python process of its own group with the settings of a town, and with these."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GATHER_")}
    usual = {"DATA_DIR": str(folder), "DATABASE_URL": town.config["DATABASE_URL"], "TOWN": "Millom", "PROXIES": "1"}
    with (folder / "server.log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            env=environment | {f"GATHER_{name}": value for name, value in (usual | ours).items()},
        )  # fmt: skip


def wait_until_up(process, port):
    for _ in range(POLLS):
        assert process.poll() is None, "the server ended"
        try:
            with Phone(port) as phone:
                phone.get("/healthz")
                return
        except OSError:
            Event().wait(PAUSE)
    raise AssertionError("the server never came up")


class Phone:
    """A browser without scripts: one connection, its cookies, forms sent as the page has them.

    Each number has an internet address of its own, told as the town's proxy tells it, so that limits for one address
    take nobody for somebody else.
    """

    def __init__(self, port, number=0, cookies=None):
        self.connection = HTTPConnection("localhost", port, timeout=60)
        self.address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.cookies = dict(cookies or {})

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self.connection.close()

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, body):
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method, path, body=None, headers=None):
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        ours = {"X-Forwarded-For": self.address, **({"Cookie": cookie} if cookie else {})}
        self.connection.request(method, path, body, {**(headers or {}), **ours})
        answer = self.connection.getresponse()
        answer.text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer
