"""Bookings a second beside bare SQLite, how long the unlucky wait, a long waiting list and many reminders (SPEED).

The clients run in as many processes as a town has by default, and book through the operation that pages and API call.
The floor is the least that any booking does: one conditional UPDATE and one INSERT in a transaction, on the same
SQLite with the same settings; once bare, and once through the ORM. Rounds of all alternate, so that a machine that
slows down slows all.
"""

import json
import subprocess
import sys
from argparse import ArgumentParser
from statistics import median
from tempfile import TemporaryDirectory

from app.config import ROOT

from .crowds import made, make_places, wait_in_line, write_reminders
from .report import row, show
from .servers import environment, make_town

PROCESSES = 2
TARGETS = {"ratio": 0.4, "a second": 500, "p99 of 16": 150, "p99 of 64": 400, "walk": 50, "reminders": 20}
"""A ratio, bookings a second, milliseconds, milliseconds, milliseconds, seconds."""


def main(words):
    """Run the bench; 1 when a target is missed."""
    options = _parser().parse_args(words)
    with TemporaryDirectory(prefix="gather-bench-") as folder:
        make_town(folder)
        make_places(folder)
        rows = [*_bookings(folder, options), *_line_and_reminders(folder, options)]
    show("bookings", rows, options=vars(options))
    return 0 if all(one["met"] for one in rows) else 1


def _parser():
    parser = ArgumentParser(prog="./run bench bookings")
    parser.add_argument("--bookings", type=int, default=1600, help="bookings a round, of all clients together")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each, one after the other")
    parser.add_argument("--waiting", type=int, default=1000, help="people on the waiting list")
    parser.add_argument("--reminders", type=int, default=10_000, help="reminders that are due at once")
    return parser


def _bookings(folder, options):
    rounds = [
        [_round(folder, kind, 16, options.bookings, number) for kind in ("raw", "orm", "town")]
        for number in range(options.rounds)
    ]
    many = _round(folder, "town", 64, options.bookings, options.rounds)
    raw, orm, ours = (median(one["a second"] for one in kind) for kind in zip(*rounds, strict=True))
    waits = median(town["p99"] for *_floors, town in rounds)
    wrong = many["wrong"] + sum(one["wrong"] for kinds in rounds for one in kinds) + made(folder)
    yield row("bookings a second, 16 clients", ours, TARGETS["ratio"], unit="1/s", floor=raw, at_least=True)
    yield row("the floor of the ORM alone", orm, TARGETS["ratio"], unit="1/s", floor=raw, at_least=True)
    yield row("bookings, beside the ORM's floor", ours, TARGETS["ratio"], unit="1/s", floor=orm, at_least=True)
    yield row("the same, as a number", ours, TARGETS["a second"], unit="1/s", at_least=True)
    yield row("99 of 100 wait less, 16 clients", waits, TARGETS["p99 of 16"], unit="ms")
    yield row("99 of 100 wait less, 64 clients", many["p99"], TARGETS["p99 of 64"], unit="ms")
    yield row("refused, locked, or counted wrong", wrong, 0, unit="")


def _round(folder, kind, clients, bookings, number):
    """What one round of some clients came to: bookings a second, the 99th of 100 waits in ms, and how many failed."""
    each = max(1, bookings // clients)
    command = [sys.executable, "-m", "bench.clients", kind, folder, str(clients // PROCESSES), str(each)]
    crowd = [
        subprocess.Popen([*command, f"{number}{place}{clients}"], cwd=ROOT, env=environment(folder, 0), text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for place in range(PROCESSES)
    ]  # fmt: skip
    for process in crowd:
        process.stdout.readline()  # it is ready
    for process in crowd:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [json.loads(process.communicate()[0].splitlines()[-1]) for process in crowd]
    waits = sorted(wait for one in told for wait in one["waits"])
    seconds = max(one["ended"] for one in told) - min(one["began"] for one in told)
    return {
        "a second": len(waits) / seconds, "p99": 1000 * waits[int(len(waits) * 0.99)],
        "wrong": sum(one["wrong"] for one in told),
    }  # fmt: skip


def _line_and_reminders(folder, options):
    walk = wait_in_line(folder, options.waiting)
    yield row(f"a place offered, {options.waiting} waiting", walk, TARGETS["walk"], unit="ms")
    seconds, count = write_reminders(folder, options.reminders)
    yield row(f"{count} reminders, written and claimed", seconds, TARGETS["reminders"], unit="s")
