"""`python -m bench.clients raw|orm|town FOLDER CLIENTS EACH NAME`: clients that each book so often, in one process.

It says when it is ready, begins at a word on its standard input, and prints the seconds that each booking took.
"""

import json
import sys
import threading
from contextlib import closing
from time import perf_counter
from zlib import crc32

from click import echo
from sqlalchemy import create_engine, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.addresses import Address
from app.bookings.operations import Request, book
from app.database import engine_options
from app.extensions import db
from app.sqlite import SETTINGS, sqlite_module
from app.worker import settle

from .crowds import places, silent_app

TABLES = (
    "CREATE TABLE IF NOT EXISTS slot (id INTEGER PRIMARY KEY, taken INTEGER, capacity INTEGER)",
    "CREATE TABLE IF NOT EXISTS booking (id INTEGER PRIMARY KEY, slot_id INTEGER, name TEXT, form_key TEXT UNIQUE)",
)


def town(folder, name):
    """What a client does: take a place, as somebody whom the town has never seen."""
    app = silent_app(folder)
    with app.app_context():
        slots = places()

    def act(client, number):
        with app.app_context():
            who = f"{name}-{client}-{number}"
            address = Address("phone", f"+447{crc32(who.encode()):010}")
            wish = Request(form_key=who, first_name=who, address=address, phone_mark=who)
            book(slots[(client + number) % len(slots)], wish)
            db.session.remove()

    return act


class Floor(DeclarativeBase):
    """What the floor of the ORM knows: the two tables of the raw one."""


class FloorSlot(Floor):
    __tablename__ = "slot"
    id: Mapped[int] = mapped_column(primary_key=True)
    taken: Mapped[int]
    capacity: Mapped[int]


class FloorBooking(Floor):
    __tablename__ = "booking"
    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int]
    name: Mapped[str]
    form_key: Mapped[str]


def orm(folder, name):
    """The same two statements as `raw`, through the ORM that the town is built on."""
    raw(folder, name)  # its tables
    url = f"sqlite:///{folder}/raw.db"
    engine, turn = create_engine(url, **engine_options(url)), threading.Lock()

    def act(client, number):
        slot_id, key = (client + number) % 8, f"orm {name}-{client}-{number}"
        has_room = FloorSlot.id == slot_id, FloorSlot.taken + 1 <= FloorSlot.capacity
        with turn, Session(engine, info={"after_commit": []}) as session, session.begin():  # as in a unit of work
            session.connection(execution_options={"gather_write": True})  # begins to write (app/database.py)
            session.execute(update(FloorSlot).where(*has_room).values(taken=FloorSlot.taken + 1))
            session.add(FloorBooking(slot_id=slot_id, name=name, form_key=key))

    return act


def raw(folder, name):
    """The least that taking a place is: a counter that does not go over, and a row."""
    turn, local = threading.Lock(), threading.local()

    def connect():
        connection = sqlite_module().connect(f"{folder}/raw.db", isolation_level=None, check_same_thread=False)
        for setting in ("PRAGMA journal_mode=WAL", *SETTINGS):
            connection.execute(setting)
        return connection

    with turn, closing(connect()) as first:
        for table in TABLES:
            first.execute(table)
        for slot_id in range(8):
            first.execute("INSERT OR IGNORE INTO slot VALUES (?, 0, 1000000000)", (slot_id,))

    def act(client, number):
        if not hasattr(local, "connection"):
            local.connection = connect()
        slot_id = (client + number) % 8
        with turn:
            local.connection.execute("BEGIN IMMEDIATE")
            local.connection.execute(
                "UPDATE slot SET taken = taken + 1 WHERE id = ? AND taken + 1 <= capacity", (slot_id,)
            )
            local.connection.execute(
                "INSERT INTO booking (slot_id, name, form_key) VALUES (?, ?, ?)",
                (slot_id, name, f"{name}-{client}-{number}"),
            )
            local.connection.execute("COMMIT")

    return act


def main(kind, folder, clients, each, name):
    """Let the clients run, and print what came of it as JSON."""
    act = {"town": town, "raw": raw, "orm": orm}[kind](folder, name)
    waits, wrong = [], []

    def run(client):
        for number in range(int(each)):
            began = perf_counter()
            try:
                act(client, number)
            except Exception as problem:
                wrong.append(repr(problem))
            waits.append(perf_counter() - began)

    once = threading.Thread(target=lambda: act(999, 0))  # the first costs more: what is made once is made now
    once.start()
    once.join()
    threads = [threading.Thread(target=run, args=(client,)) for client in range(int(clients))]
    settle()  # as a worker does
    echo("ready")
    sys.stdin.readline()
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {"waits": waits, "wrong": len(wrong), "why": wrong[:3], "began": began, "ended": perf_counter()}
    echo(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
