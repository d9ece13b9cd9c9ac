"""Two machines that serve and two that work, on one PostgreSQL: the load is shared, nothing is told twice (P5, P8).

Each has a data folder of its own; what they share are the database and the keys.
"""

import json
import os
import signal
from contextlib import closing
from http.client import HTTPConnection
from itertools import count
from threading import Event
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, text, update

from app import clock
from app.api.operations import make_token
from app.backends import jobs
from app.backends.job_runs import JobRun
from app.database import unit_of_work
from app.extensions import db
from app.notifications.models import Delivery
from app.notifications.rules import LEASE
from tests import cast as people
from tests.backends.post_office import PostOffice, serve
from tests.own import town_on
from tests.promises import server

EACH, PATIENCE = 12, 600
NUMBERS = count(1)
KEYS = ("SECRET_KEY", "LOOKUP_KEY", "PASS_KEY", "VAPID_KEY")


@pytest.fixture(scope="module")
def office():
    office = PostOffice()
    with serve(office) as port:
        office.port = port
        yield office


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("machines")
    with town_on("postgresql", folder, "machines", jobs="procrastinate") as app, app.app_context():
        jobs.start(app)
        yield app


@pytest.fixture(scope="module")
def machines(town, office, tmp_path_factory):
    """The ports of two that serve, and the processes of two that work."""
    shared = {name: town.config[name] for name in KEYS} | {
        "DATA_KEYS": ",".join(town.config["DATA_KEYS"]), "JOBS": "procrastinate",
        "MAIL_URL": f"smtp://127.0.0.1:{office.port}", "MAIL_FROM": "hello@town.example",
    }  # fmt: skip
    folders = [tmp_path_factory.mktemp(f"machine{number}") for number in range(4)]
    ports = [server.free_port() for _machine in range(2)]
    serving = [server.start(town, folder, port, **shared) for folder, port in zip(folders, ports, strict=False)]
    working = [server.run_in_town(town, folder, ["-m", "flask", "--app", "app", "worker"], **shared)
               for folder in folders[2:]]  # fmt: skip
    try:
        for process, port in zip(serving, ports, strict=True):
            server.wait_until_up(process, port)
        yield SimpleNamespace(ports=ports, working=working)
    finally:
        for process in (*serving, *working):
            process.terminate()
        for process in (*serving, *working):
            process.wait(30)


def until(there):
    for _ in range(PATIENCE):
        db.session.rollback()
        if there():
            return
        Event().wait(0.1)
    raise AssertionError("it never came to that")


class Crowd:
    """Books over the API of both machines in turn; whom it booked for."""

    def __init__(self, ports):
        self.slot = people.first_slot(people.gathering(people.assemble(), capacity=500))
        self.token, self.ports, self.expected = make_token(["bookings:write"]), ports, []

    def book(self, many):
        for _ in range(many):
            number = next(NUMBERS)
            body = {"person": {"first_name": "Kay", "email": f"person{number}@example.org"}, "party": 1}
            words = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"key-{number}",
                     "Content-Type": "application/json"}  # fmt: skip
            line = HTTPConnection("localhost", self.ports[number % len(self.ports)], timeout=60)
            with closing(line):
                line.request("POST", f"/api/v1/slots/{self.slot.id}/bookings", json.dumps(body), words)
                answer = line.getresponse()
                assert answer.status == 201, answer.read()
            self.expected.append(body["person"]["email"])


@pytest.fixture
def crowd(machines, office):
    office.letters.clear()
    return Crowd(machines.ports)


def told(office):
    return sorted(envelope.rcpt_tos[0] for envelope, _letter in office.letters)


def nothing_waits():
    return db.session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")) == 0


def let_leases_run_out(died_at):
    """As if the minutes had passed for which a sender who died then may keep what it took.

    What the living took since is left alone: they would send it twice, which no lease in life lets them.
    """
    held = (Delivery.state == "sending", Delivery.due_at <= died_at + LEASE)
    with unit_of_work():
        db.session.execute(update(Delivery).where(*held).values(due_at=clock.now()))


def last_run():
    return db.session.scalar(select(func.max(JobRun.ran_at)))


def test_it_works(crowd, office):
    crowd.book(2 * EACH)
    until(lambda: len(office.letters) >= len(crowd.expected))
    until(nothing_waits)
    assert told(office) == sorted(crowd.expected)


def test_p5_a_worker_that_dies_leaves_nothing_untold_and_nothing_standing(crowd, machines, office):
    crowd.book(EACH)
    dead = machines.working.pop()
    os.killpg(dead.pid, signal.SIGKILL)
    dead.wait(30)
    died_at = clock.now()
    crowd.book(EACH)
    until(lambda: last_run() > died_at and set(told(office)) >= set(crowd.expected[EACH:]))
    in_dead_hands = set(crowd.expected) - set(told(office))
    let_leases_run_out(died_at)
    until(lambda: set(told(office)) >= set(crowd.expected))
    assert len(told(office)) <= len(crowd.expected) + len(in_dead_hands) + 1  # what was on its way may come twice


def test_control_without_a_worker_nothing_is_told(crowd, machines, office):
    while machines.working:
        process = machines.working.pop()
        process.terminate()
        process.wait(30)
    office.letters.clear()  # what the last one sent while it was told to stop
    crowd.book(1)
    until(lambda: db.session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")) > 0)
    assert told(office) == []
