"""A town under load whose processes are killed, all at once; and what was answered before, held against its rows."""

import json
import os
import signal
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from threading import Event as Gate, Thread

from sqlalchemy import func, select

from app.accounts.models import Person
from app.addresses import Address
from app.api.operations import make_token
from app.bookings.models import Booking
from app.bookings.rules import LIVE
from app.extensions import db
from app.notifications.models import Message
from app.privacy import lookup
from tests import cast as people
from tests.cast import first_slot, gathering
from tests.own import town_on

from .server import free_port, start, wait_until_up

PROGRAMS, SLOTS = 8, 4
PAUSE = 0.02
"""Seconds between two tries of who does not know yet whether the last one came through."""


@dataclass
class Answers:
    """Each (id, code) that a phone number was told, in order; the numbers that were told of a place; the refusals."""

    told: dict[str, list] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)
    refused: list = field(default_factory=list)
    enough: Gate = field(default_factory=Gate)


class Program:
    """Books one place after the other with a key for each; asks again with the same key until it has an answer."""

    def __init__(self, number, port, token, slots, answers):
        self.number, self.port, self.token, self.slots, self.answers = number, port, token, slots, answers
        self.connection = None

    def run(self):
        done = 0
        while not self.answers.enough.is_set():
            self.book(f"+44740{self.number:02}{done:05}", self.slots[done % len(self.slots)])
            done += 1
        self.hang_up()

    def book(self, phone, slot_id):
        told = self.answers.told.setdefault(phone, [])
        while not told:
            status, body = self.ask(phone, slot_id)
            if status == 201:
                told.append((body["id"], body["code"]))
                self.answers.confirmed.append(phone)
            elif status is None or status >= 500:
                Gate().wait(PAUSE)
            else:
                self.answers.refused.append((status, body))
                return
        if int(phone) % 5 == 0:  # now and then somebody does not believe it and asks again
            status, body = self.ask(phone, slot_id)
            if status == 201:
                told.append((body["id"], body["code"]))

    def ask(self, phone, slot_id):
        """Status and body of the answer; None for both when the line went dead."""
        body = json.dumps({"person": {"first_name": "Kay", "phone": phone}, "party": 1})
        headers = {
            "Authorization": f"Bearer {self.token}", "Idempotency-Key": f"key-of-{phone}",
            "Content-Type": "application/json",
        }  # fmt: skip
        try:
            if self.connection is None:
                self.connection = HTTPConnection("localhost", self.port, timeout=20)
            self.connection.request("POST", f"/api/v1/slots/{slot_id}/bookings", body, headers)
            with self.connection.getresponse() as answer:
                return answer.status, json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            self.hang_up()
            return None, None

    def hang_up(self):
        if self.connection:
            self.connection.close()
        self.connection = None


@contextmanager
def a_town(engine, folder):
    """A town with places without end, nobody serves it yet: the town, a token and the ids of slots."""
    with town_on(engine, folder, "kills") as town, town.app_context():
        cast = people.assemble()
        slots = [first_slot(gathering(cast, capacity=5000, title=f"Tea {number}")).id for number in range(SLOTS)]
        token = make_token(["bookings:write"])
        db.session.remove()
        yield town, token, slots


def live_through(kills, town, token, slots, confirmed, target="app.worker:load", luck=7):
    """Serve the town and book; kill all its processes so many times, each after so many more answers; the Answers."""
    answers, port, dice = Answers(), free_port(), Random(luck)
    programs = [Thread(target=Program(number, port, token, slots, answers).run) for number in range(PROGRAMS)]
    process = start(town, town.config["DATA_DIR"], port, target)
    try:
        wait_until_up(process, port)
        for program in programs:
            program.start()
        for _ in range(kills):
            wait_for(answers, len(answers.confirmed) + confirmed)
            Gate().wait(dice.random() / 20)
            kill(process)
            process = start(town, town.config["DATA_DIR"], port, target)
            wait_until_up(process, port)
        wait_for(answers, len(answers.confirmed) + PROGRAMS)
    finally:
        answers.enough.set()
        for program in programs:
            if program.ident:
                program.join(60)
        kill(process)
    return answers


def wait_for(answers, count):
    for _ in range(6000):
        if len(answers.confirmed) >= count or answers.refused:
            return
        Gate().wait(0.01)
    raise AssertionError("nobody is answered any more")


def kill(process):
    """Kill -9 to the server and all its workers, in one blow."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


def lost(answers):
    """The numbers that were told of a place and have none."""
    db.session.rollback()
    held = select(Person.phone_key).join(Booking, Booking.person_id == Person.id).where(Booking.state.in_(LIVE))
    there = set(db.session.scalars(held))
    return [number for number in answers.confirmed if lookup(Address("phone", number).value) not in there]


def doubled(answers):
    """The numbers that were told of two places, or have more than one."""
    two = [number for number, told in answers.told.items() if len(set(told)) > 1]
    many = select(Booking.person_id).group_by(Booking.person_id).having(func.count() > 1)
    return two + list(db.session.scalars(many))


def untold():
    """How many places there are whose confirmation is not in the outbox."""
    told = select(Message.about_id).where(Message.about == "bookings.confirmation")
    return db.session.scalar(select(func.count()).select_from(Booking).where(Booking.id.not_in(told)))
