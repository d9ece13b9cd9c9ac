"""The processes of a town that write with many threads at once: `python -m tests.promises.writers` and its words.

FOLDER URL PROCESSES THREADS EACH A_SECOND [--careless]: each thread takes so many places and gives every third back,
all those of a process together so many a second (0: as fast as they can). All begin once all are ready, and what each
process says is printed in one line of JSON: how many writes there were, in how many seconds, and what went wrong.
Careless writers ask for no turn.
"""

import json
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, sleep

import click
from sqlalchemy import select

from app import create_app, database, sqlite
from app.addresses import Address
from app.bookings.operations import Request, book, cancel
from app.events.models import Slot
from app.extensions import db
from tests.conftest import settings_for

TOGETHER = []
"""In each process: by what it waits for the others before it begins to write."""


def main(folder, url, processes, *words):
    """Fork the processes once everything is read; each makes an app of its own."""
    many, fork = int(processes), get_context("fork")
    with ProcessPoolExecutor(many, fork, TOGETHER.append, (fork.Barrier(many, timeout=60),)) as pool:
        told = [pool.submit(write_with, folder, url, name, *words) for name in range(many)]
        click.echo(json.dumps([one.result() for one in told]))


def write_with(folder, url, name, threads, each, a_second, *switches):
    """What one process does; what there is to tell of it."""
    if "--careless" in switches:
        be_careless()
    app = create_app(settings_for(Path(folder), url), RATELIMIT_ENABLED=False)
    with app.app_context():
        slots = list(db.session.scalars(select(Slot.id).order_by(Slot.id)))
        db.session.remove()
    wrong, writes = [], [0] * int(threads)
    pause = int(threads) / float(a_second) if float(a_second) else 0

    def run(number):
        began = monotonic()
        for done in range(int(each)):
            sleep(max(0, began + writes[number] * pause - monotonic()))
            with app.app_context():
                try:
                    writes[number] += write(slots, f"{name}{number:02}{done:04}", done)
                except Exception as problem:
                    wrong.append(f"{type(problem).__name__}: {problem}".splitlines()[0])

    crowd = [threading.Thread(target=run, args=[number]) for number in range(int(threads))]
    TOGETHER[0].wait()
    began = monotonic()
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return {"writes": sum(writes), "seconds": monotonic() - began, "wrong": wrong}


def write(slots, who, done):
    """Take a place, and give it back now and then; how many writes it was."""
    wish = Request(first_name=who, address=Address("phone", f"+44740{who}"), form_key=who, phone_mark=who)
    booking = book(slots[done % len(slots)], wish)
    return 1 + (done % 3 == 0 and cancel(booking.id))


def be_careless():
    """Take no turn, begin a write as a read, and do not wait for anybody."""
    database._turn = threading.Semaphore(1000)

    def begin(connection, _seconds):
        connection.execute("PRAGMA busy_timeout=0")
        connection.execute("BEGIN")
        return True

    sqlite.begin_to_write = begin


if __name__ == "__main__":
    main(*sys.argv[1:])
