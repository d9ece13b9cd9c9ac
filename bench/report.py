"""How a bench says what it found: a table for people, a JSON for programs, with what it was run on."""

import json
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from click import echo

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("flask", "sqlalchemy", "jinja2", "granian", "pysqlite3", "webpush", "pycurl")


def row(what, ours, target, *, unit, floor=None, at_least=False):
    """One line: our figure, the floor's where there is one, and whether the target is met.

    The target is for the ratio where there is a floor; it is the most that is allowed unless it is `at_least`.
    """
    ratio = round(ours / floor, 2) if floor else None
    judged = ratio if floor else ours
    met = judged >= target if at_least else judged <= target
    return {"what": what, "floor": floor, "ours": ours, "unit": unit, "ratio": ratio, "target": target, "met": met}


def circumstances() -> dict:
    """The command line, the versions and the machine: without them a figure means nothing."""
    packages = {name: version(name) for name in PACKAGES}
    machine = f"{platform.system()} {platform.machine()}"
    return {"command": ["./run", "bench", *sys.argv[1:]], "python": platform.python_version(), "machine": machine,
            "packages": packages, "when": datetime.now(UTC).isoformat(timespec="seconds")}  # fmt: skip


def show(name, rows, **more):
    """Print the table and keep it as JSON; the file that was written."""
    around = circumstances() | more
    echo(f"{' '.join(around['command'])}   Python {around['python']}, {around['machine']}")
    echo("   ".join(f"{package} {number}" for package, number in around["packages"].items()))
    echo(f"\n{'':38}{'floor':>10}{'ours':>10}  {'':5}{'ratio':>7}{'target':>8}")
    for one in rows:
        floor, ratio = (f"{one[key]:.2f}" if one[key] is not None else "" for key in ("floor", "ratio"))
        echo(f"{one['what']:38}{floor:>10}{one['ours']:>10.2f}  {one['unit']:5}{ratio:>7}{one['target']:>8}"
              f"  {'ok' if one['met'] else 'MISSED'}")  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}-{around['when'].replace(':', '')}.json"
    path.write_text(json.dumps({"bench": name, "rows": rows, **around}, indent=1))
    echo(f"\n{path}")
    return path
