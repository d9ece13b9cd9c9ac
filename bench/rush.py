"""Ten thousand phones open the page that one push brought them to, within half a minute (P12).

The town is served by two workers, as on the smallest machine. Every phone comes over a connection of its own, at its
moment of those seconds, opens the question that it was asked, and keeps the connection while its owner thinks, as
browsers do; one in ten then looks at the drive too. The phones are coroutines of this process, so they take their
share of the same cores.
"""

import asyncio
from argparse import ArgumentParser
from tempfile import TemporaryDirectory
from time import perf_counter

from .pages import pages_of
from .report import row, show
from .servers import OURS, cpu_seconds, make_town, served
from .volunteers import ask_everybody

WORKERS = 2
THINKS = 2
"""Seconds for which a phone keeps its connection, before its second page if there is one."""
CURIOUS = 10
"""One in so many looks at a second page."""
PATIENCE = 20
"""Seconds after which a phone gives up: an error."""
TARGETS = {"errors": 0, "p99": 1}


def main(words):
    """Run the bench; 1 when a target is missed."""
    options = _parser().parse_args(words)
    with TemporaryDirectory(prefix="gather-bench-") as folder:
        make_town(folder)
        questions = ask_everybody(folder, options.phones)
        drive = pages_of(folder)["a drive"]
        with served(OURS, folder, "/healthz", WORKERS) as town:
            before = cpu_seconds(town.process.pid)
            waits, wrong = asyncio.run(rush(town.port, questions, drive, options.seconds))
            spent = cpu_seconds(town.process.pid) - before
    rows = [
        row("pages that did not come", len(wrong), TARGETS["errors"], unit=""),
        row("99 of 100 wait less", waits[int(len(waits) * 0.99)] if waits else PATIENCE, TARGETS["p99"], unit="s"),
        row("CPU, part of the cores it has", spent / options.seconds / WORKERS, 1, unit=""),
    ]
    show("rush", rows, options=vars(options), pages=len(waits), wrong=wrong[:5])
    return 0 if all(one["met"] for one in rows) else 1


def _parser():
    parser = ArgumentParser(prog="./run bench rush")
    parser.add_argument("--phones", type=int, default=10_000, help="phones that a push reached")
    parser.add_argument("--seconds", type=float, default=30, help="within which all of them open it")
    return parser


async def rush(port, questions, drive, seconds) -> tuple[list[float], list[str]]:
    """Let a phone open each of these pages, spread over so many seconds: the waits in order, and what went wrong."""
    waits, wrong = [], []
    phones = [
        _phone(port, path, None if number % CURIOUS else drive, seconds * number / len(questions), waits, wrong)
        for number, path in enumerate(questions)
    ]
    await asyncio.gather(*phones)
    return sorted(waits), wrong


async def _phone(port, question, drive, at, waits, wrong):
    await asyncio.sleep(at)
    try:
        await asyncio.wait_for(_look(port, question, drive, waits), PATIENCE + THINKS)
    except (OSError, EOFError, ValueError, TimeoutError) as problem:
        wrong.append(repr(problem))


async def _look(port, question, drive, waits):
    began = perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await _open(reader, writer, question)
        waits.append(perf_counter() - began)
        await asyncio.sleep(THINKS)
        if drive:
            began = perf_counter()
            await _open(reader, writer, drive)
            waits.append(perf_counter() - began)
    finally:
        writer.close()


async def _open(reader, writer, path):
    """One page over an open connection; anything but a whole 200 is an error."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status, *fields = head.split("\r\n")
    if " 200 " not in f"{status} ":
        raise ValueError(f"{path} answered {status}")
    length = next(
        int(value) for name, _colon, value in (one.partition(":") for one in fields) if name == "content-length"
    )
    await reader.readexactly(length)
