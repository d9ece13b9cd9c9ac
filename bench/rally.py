"""The rule beside what others do, in towns on paper, and how long a tick takes with ten thousand candidates (RALLY).

Every policy asks the same people for the same tasks. Constants of worlds and rule are assumptions until a town's own
log replaces them.
"""

from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from click import echo

from app.rally.rules_waves import Candidate, Moment, next_wave
from app.rally.simulation import POLICIES, WORLDS, simulate

from .report import row, show
from .servers import make_town
from .volunteers import tick_in_a_town

PROCESSES = 2
FILLED = {"base": 0.98, "urgent": 0.97, "heavy": 0.98, "tired": 0.90}
"""The least part of tasks that are filled in time."""
PUSHES = {"base": 7.5}
"""The most pushes for a filled place."""
ASKS_A_WEEK, TICK_MS = 3, 100


def main(words):
    """Run the bench; 1 when a target is missed."""
    options = _parser().parse_args(words)
    seeds = range(options.seeds)
    pairs = [(world, policy) for world in options.worlds for policy in POLICIES]
    with ProcessPoolExecutor(PROCESSES) as pool:
        totals = list(pool.map(_total, pairs, [seeds] * len(pairs)))
    found = dict(zip(pairs, totals, strict=True))
    _compare(found, options)
    rows = [*_rows(found, options.worlds), _tick(options.candidates), _tick_in_a_town(options.candidates)]
    table = [{"world": world, "policy": policy, **total} for (world, policy), total in found.items()]
    show("rally", rows, options=vars(options), table=table)
    return 0 if all(one["met"] for one in rows) else 1


def _parser():
    parser = ArgumentParser(prog="./run bench rally")
    parser.add_argument("--seeds", type=int, default=10, help="towns drawn for each world: 0, 1, …")
    parser.add_argument("--worlds", nargs="+", choices=WORLDS, default=list(WORLDS), help="these worlds")
    parser.add_argument("--candidates", type=int, default=10_000, help="candidates of a tick")
    return parser


def _total(pair, seeds):
    world, policy = pair
    return simulate(WORLDS[world], policy, seeds)["total"]


def _compare(found, options):
    echo(f"filled in time / pushes for a filled place, {options.seeds} seeds each\n")
    echo(f"{'':12}" + "".join(f"{policy:>18}" for policy in POLICIES))
    for world in options.worlds:
        cells = (found[world, policy] for policy in POLICIES)
        told = (f"{one['filled']:.3f} / {one['pushes_per_place']:.1f}" for one in cells)
        echo(f"{world:12}" + "".join(f"{words:>18}" for words in told))
    echo("")


def _rows(found, worlds):
    for world in [one for one in FILLED if one in worlds]:
        least, total = FILLED[world], found[world, "rule"]
        yield row(f"{world}: filled in time", total["filled"], least, unit="", at_least=True)
        if world in PUSHES:
            yield row(f"{world}: pushes for a filled place", total["pushes_per_place"], PUSHES[world], unit="")
        yield row(f"{world}: asks of 95 in 100 weeks", total["p95_asks_a_week"], ASKS_A_WEEK, unit="")


def _tick_in_a_town(count):
    """The same with everything around it: reading them from the database, the last look, rows and outbox."""
    with TemporaryDirectory(prefix="gather-bench-") as folder:
        make_town(folder)
        spent, _asked = tick_in_a_town(folder, count)
    return row(f"the same in a town, CPU of {count}", spent, TICK_MS, unit="ms")


def _tick(count):
    """Milliseconds that the rule takes to choose among so many candidates, none of whom are alike."""
    luck = Random(1)
    crowd = [
        Candidate(number, luck.uniform(0, 6), luck.random() < 0.5, True, luck.choice([None, luck.uniform(1, 400)]),
                  luck.randrange(2), 2, luck.random() < 0.1)
        for number in range(count)
    ]  # fmt: skip
    times = []
    for tick in range(9):
        began = perf_counter()
        next_wave(Moment(slot=1, tick=tick, places=3, minutes_left=90, rate=0.08), crowd)
        times.append(1000 * (perf_counter() - began))
    return row(f"a tick, {count} candidates", median(times), TICK_MS, unit="ms")
