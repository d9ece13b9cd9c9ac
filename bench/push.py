"""What it costs to tell phones something, over TLS and HTTP/2 to a push service on this machine (SPEED, P7, P29).

Ours stands beside the bare arithmetic and beside the usual way, one new connection and token for each message. The
push service shares the processors, and its CPU is not ours. Rounds alternate, medians count.
"""

from argparse import ArgumentParser
from statistics import median
from time import perf_counter

from click import echo

from tests.receivers.push_service import push_service

from .push_town import from_commit
from .push_ways import Ours, floor, one_by_one, parcels
from .report import row, show

CORES = 2
TARGETS = {"ratio": 4, "microseconds": 200, "cheaper": 12, "seconds": 20, "dead": 1.2, "from commit": 10, "gone": 120}
"""A ratio (200 µs where the arithmetic takes 50), microseconds, times, seconds of two cores, a ratio, and seconds."""


def main(words):
    """Run the bench; 1 when a target is missed."""
    options = _parser().parse_args(words)
    with push_service() as service:
        service.keep_nothing()
        rows = [*_costs(service, options), *_many(service, options), *_dead(service, options)]
    rows += _town(options)
    show("push", rows, options=vars(options))
    return 0 if all(one["met"] for one in rows) else 1


def _parser():
    parser = ArgumentParser(prog="./run bench push")
    parser.add_argument("--messages", type=int, default=20_000, help="messages of a round, in our way")
    parser.add_argument("--usual", type=int, default=300, help="messages of a round, in the usual way")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each, one after the other")
    parser.add_argument("--many", type=int, default=100_000, help="messages of the one long run")
    parser.add_argument("--dead", type=int, default=10_000, help="phones that are gone, beside a tenth that are not")
    parser.add_argument("--queued", type=int, default=10_000, help="notices that one transaction puts into the outbox")
    return parser


def _costs(service, options):
    phones, rounds, refused = [service.subscribe() for _ in range(100)], [], 0
    with Ours(service) as ours:
        ours.cost(phones, 1000)  # the helpers are there, and the connections
        for number in range(options.rounds):
            cost, bad = ours.cost(phones, options.messages)
            bare, usual = floor(5000), one_by_one(service, phones[:1] * options.usual)
            rounds.append((bare, usual, cost))
            refused += bad
            echo(f"round {number + 1}: {bare:.0f} µs the arithmetic, {usual:.0f} one by one, {cost:.0f} ours")
    bare, usual, cost = (median(one) for one in zip(*rounds, strict=True))
    yield row("CPU a message, beside the arithmetic", cost, TARGETS["ratio"], unit="µs", floor=bare)
    yield row("the same, as a number", cost, TARGETS["microseconds"], unit="µs")
    yield row("cheaper than one by one", usual / cost, TARGETS["cheaper"], unit="times", at_least=True)
    yield row("not accepted", refused, 0, unit="")


def _many(service, options):
    """One long run, the start of the helpers included."""
    phones, began = [service.subscribe() for _ in range(1000)], perf_counter()
    with Ours(service) as ours:
        cost, refused = ours.cost(phones, options.many)
    echo(f"{options.many} messages in {perf_counter() - began:.1f} s by the clock, the push service on the same cores")
    yield row(
        f"{options.many} messages, {CORES} cores", cost * options.many / CORES / 1e6, TARGETS["seconds"], unit="s"
    )
    yield row("of them not accepted", refused, 0, unit="")


def _dead(service, options):
    """How long the living wait for their answers when ten times as many others are gone (P29)."""
    living = [service.subscribe() for _ in range(max(1, options.dead // 10))]
    others, rounds = [service.subscribe() for _ in range(options.dead)], []
    with Ours(service) as ours:
        ours.cost(living, 1000)  # the helpers are there
        for _ in range(options.rounds):
            alive = _wait_of_the_living(ours, living, others)
            service.behave(status=410, only=others)
            rounds.append((alive, _wait_of_the_living(ours, living, others)))
            service.behave_well()
    alive, gone = (median(one) for one in zip(*rounds, strict=True))
    yield row("99 of 100 living, beside the gone", gone, TARGETS["dead"], unit="ms", floor=alive)


def _wait_of_the_living(ours, living, others):
    mixed, every = [], max(1, len(others) // len(living))
    for number, phone in enumerate(living):
        mixed += [*others[number * every : (number + 1) * every], phone]
    waits, began = [], perf_counter()
    for number, _answer in ours.send(parcels(mixed, len(mixed))):
        if (number + 1) % (every + 1) == 0:
            waits.append(perf_counter() - began)
    return 1000 * sorted(waits)[int(len(waits) * 0.99)]


def _town(options):
    found = from_commit(options.queued, options.dead)
    yield row("99 of 100, commit to accepted", found["p99"], TARGETS["from commit"], unit="s")
    yield row("not told, or told twice", found["wrong"], 0, unit="")
    yield row(f"{options.dead} gone phones forgotten", found["gone"], TARGETS["gone"], unit="s")
    yield row("gone phones still there", found["left"], 0, unit="")
