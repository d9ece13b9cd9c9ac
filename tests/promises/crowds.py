"""Several processes that write to one town at once, as its workers do (P13)."""

import json
import subprocess
import sys
from contextlib import contextmanager

from app.config import ROOT
from app.extensions import db
from tests import cast as people
from tests.cast import first_slot, gathering
from tests.own import town_on

PROCESSES, THREADS, SLOTS = 2, 8, 4


@contextmanager
def a_town(engine, folder):
    """A town with places without end."""
    with town_on(engine, folder, "crowds") as town, town.app_context():
        cast = people.assemble()
        for number in range(SLOTS):
            first_slot(gathering(cast, capacity=5000, title=f"Tea {number}"))
        db.session.remove()
        yield town


def write(town, each, a_second=0, *switches):
    """Let all threads of all processes write; how many writes came through a second, and what went wrong."""
    place = [str(town.config["DATA_DIR"]), town.config["DATABASE_URL"]]
    pace = [str(PROCESSES), str(THREADS), str(each), str(a_second / PROCESSES)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.promises.writers", *place, *pace, *switches], cwd=ROOT, text=True, check=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    assert len(told) == PROCESSES
    db.session.rollback()
    writes = sum(one["writes"] for one in told)
    return writes / max(one["seconds"] for one in told), writes, [word for one in told for word in one["wrong"]]
