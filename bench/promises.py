"""The promises in their long form: what must never break, tried for minutes on both databases (PROMISES).

Each line names a promise, what was tried and what came of it; after it stands the control, the same without the
guard, which must fail or the line proves nothing. P5, P9 and P10 have no longer form: their tests are run as they are.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from click import echo

from tests.databases import ENGINES

from . import promise_runs as runs
from .report import RESULTS, circumstances

PROMISES = {
    "P1": runs.killed, "P3": runs.last_place, "P4": runs.two_taps, "P5": runs.told, "P8": runs.leaders_killed,
    "P9": runs.downtime, "P10": runs.nights, "P13": runs.writers, "C2": runs.never_lie,
}  # fmt: skip


def main(words):
    """Run the bench; 1 when a promise is broken or a control holds."""
    options = _parser().parse_args(words)
    lines = []
    for engine in options.on:
        for promise in options.only:
            with TemporaryDirectory(prefix="gather-bench-") as folder:
                for line in PROMISES[promise](engine, Path(folder), options):
                    lines.append({"promise": promise, "engine": engine, **line})
                    _say(lines[-1])
    _show(lines, options)
    return 0 if all(line["kept"] for line in lines) else 1


def _parser():
    parser = ArgumentParser(prog="./run bench promises")
    parser.add_argument("--only", nargs="+", choices=PROMISES, default=list(PROMISES), help="these promises")
    parser.add_argument("--on", nargs="+", choices=ENGINES, default=list(ENGINES), help="these databases")
    parser.add_argument("--kills", type=int, default=40, help="kills of all processes under load")
    parser.add_argument("--confirmed", type=int, default=250, help="places confirmed between two of them")
    parser.add_argument("--races", type=int, default=20, help="races of 40 clients for the last place, by each way")
    parser.add_argument("--leaders", type=int, default=100, help="leaders killed")
    parser.add_argument("--seconds", type=int, default=30, help="of 200 writes each")
    parser.add_argument("--stories", type=int, default=60, help="stories of eight people at once")
    return parser


def _say(line):
    echo(f"{line['promise']:4} {line['engine']:10} {'kept  ' if line['kept'] else 'BROKEN'} {line['figure']}"
         f"   ({line['tried']})")  # fmt: skip


def _show(lines, options):
    around = circumstances() | {"options": vars(options)}
    echo(f"\n{' '.join(around['command'])}   Python {around['python']}, {around['machine']}")
    named = {(line["promise"], line["what"]): None for line in lines}
    echo(f"\n{'':5}{'':42}" + "".join(f"{engine:>38}" for engine in options.on))
    for promise, what in named:
        found = {line["engine"]: line for line in lines if (line["promise"], line["what"]) == (promise, what)}
        told = [found[engine]["figure"] if engine in found else "" for engine in options.on]
        echo(f"{promise:5}{what:42}" + "".join(f"{figure:>38}" for figure in told))
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"promises-{around['when'].replace(':', '')}.json"
    path.write_text(json.dumps({"bench": "promises", "lines": lines, **around}, indent=1))
    echo(f"\n{path}")
