"""What our pages cost beside a bare Flask page of fifty rows, on the same file, under the same server (SPEED).

Rendered pages are held against a rendered floor, kept ones against a kept floor: a kept page beside a floor that
renders would look good and say nothing. CPU is that of the whole tree of server processes; rounds of the floor and
of ours alternate, and the median counts, so that a machine that slows down slows both.
"""

from argparse import ArgumentParser
from contextlib import ExitStack
from gzip import compress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from app.config import ROOT

from .first_visit import first_visit
from .report import row, show
from .servers import FLOOR, OURS, make_town, served

TARGETS = {"rendered": 2.0, "kept": 1.5, "first hit": 0.3, "memory": 80, "bytes": 60, "requests": 8, "css": 12}
"""Ratios to the floor of the same kind, seconds, MiB, KB, requests, KB gzipped: what the front door is held to."""


def main(words):
    """Run the bench; 1 when a target is missed."""
    options = _parser().parse_args(words)
    with TemporaryDirectory(prefix="gather-bench-") as folder:
        make_town(folder)
        rows = [*_cpu(folder, options), *_first_hits(folder, options)]
        if not options.without_browser:
            rows += _visit(folder)
    rows.append(row("style sheet, gzipped", _css_kilobytes(), TARGETS["css"], unit="KB"))
    show("pages", rows, options=vars(options))
    return 0 if all(one["met"] for one in rows) else 1


def _parser():
    parser = ArgumentParser(prog="./run bench pages")
    parser.add_argument("--requests", type=int, default=300, help="requests a round")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each, one after the other")
    parser.add_argument("--starts", type=int, default=5, help="fresh processes for the first hit")
    parser.add_argument("--without-browser", action="store_true", help="leave the first visit out")
    return parser


def pages_of(folder) -> dict[str, str]:
    """The pages that are measured: the listing, the first drive and the first clinic of the demo town."""
    from sqlalchemy import create_engine, text

    from app.database import engine_options

    url = f"sqlite:///{folder}/gather.db"
    engine = create_engine(url, **engine_options(url))
    first = text(
        "SELECT event.slug FROM slot JOIN occurrence ON occurrence.id = slot.occurrence_id JOIN event ON "
        "event.id = occurrence.event_id WHERE slot.kind = :kind AND slot.timed = :timed ORDER BY slot.id LIMIT 1"
    )
    with engine.connect() as connection:
        drive = connection.scalar(first, {"kind": "help", "timed": False})
        clinic = connection.scalar(first, {"kind": "attend", "timed": True})
    engine.dispose()
    return {"listing, /events": "/events", "a drive": f"/events/{drive}", "a clinic": f"/events/{clinic}",
            "home, /": "/"}  # fmt: skip


def _cpu(folder, options):
    pages = pages_of(folder)
    with ExitStack() as stack:
        floor = stack.enter_context(served(FLOOR, folder, "/"))
        ours = stack.enter_context(served(OURS, folder, "/healthz"))
        costs = {}
        for number in range(options.rounds + 1):
            for kept, bare in ((False, "/"), (True, "/kept")):
                found = {"floor": floor.cpu_of(bare, options.requests)}
                found |= {name: ours.cpu_of(path, options.requests, kept) for name, path in pages.items()}
                if number:  # the first round only warms up
                    for name, cost in found.items():
                        costs.setdefault((kept, name), []).append(cost)
        memory = [round(server.worker_memory(), 1) for server in (floor, ours)]
    for kept in (False, True):
        base, word = median(costs[kept, "floor"]), "kept" if kept else "rendered"
        for name in pages:
            yield row(f"CPU {word}, {name}", median(costs[kept, name]), TARGETS[word], unit="ms", floor=base)
    yield row(f"memory of a worker (floor {memory[0]:.0f})", memory[1], TARGETS["memory"], unit="MiB")


def _first_hits(folder, options):
    found = []
    for _ in range(options.starts):
        with served(OURS, folder, "/healthz") as fresh:
            found.append(fresh.seconds_of("/events"))
    yield row("first hit on a fresh worker", median(found), TARGETS["first hit"], unit="s")


def _visit(folder):
    with served(OURS, folder, "/healthz") as town:
        visit = first_visit(f"http://localhost:{town.port}/")
    yield row("first visit, on the wire", visit["bytes"] / 1000, TARGETS["bytes"], unit="KB")
    yield row("first visit, requests", visit["requests"], TARGETS["requests"], unit="")


def _css_kilobytes():
    from app.assets import build

    name = Path(build()["dist/gather.css"]).name
    return len(compress((ROOT / "static/dist" / name).read_bytes(), 9)) / 1000
