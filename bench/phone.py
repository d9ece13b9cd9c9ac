"""What a page costs a bad phone on a bad line: Lighthouse's scores, and our own visits at the edge of coverage.

Every page that anybody may open is measured, and the pass; a new one is found by itself. Lighthouse has a milder phone
of its own; ours is the one at the edge of coverage (`slow_phone`). The worst page stands for all.
"""

from argparse import ArgumentParser
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from click import echo

from . import lighthouse_runs
from .phone_pages import pages_of
from .report import row, show
from .servers import OURS, make_town, served
from .slow_phone import slow_phones
from .wire import wire_to

SCORES = {"performance": 98, "accessibility": 100, "best practices": 100, "seo": 95}
"""The least of Lighthouse's points, of 100."""
LIMITS = {"lcp": 1.2, "tbt": 50, "cls": 0.01}
"""Seconds, milliseconds, and a share of the screen, in Lighthouse's profile."""
SLOW_LCP, FIRST_BYTES, FIRST_REQUESTS, SECOND_BYTES, SCRIPT = 1.5, 60, 8, 5, 25
"""Seconds at the edge of coverage; KB on the wire and requests of a first visit, KB of a second, KB of script."""


class UnknownPage(Exception):
    """A page was asked for that the town has not."""


def main(words):
    """Run the bench; 1 when a target is missed, 2 when there is no Lighthouse or no such page."""
    options = _parser().parse_args(words)
    try:
        if not options.without_lighthouse:
            lighthouse_runs.install()
        with TemporaryDirectory(prefix="gather-bench-") as folder:
            make_town(folder)
            with served(OURS, folder, "/healthz") as town, wire_to(town.port) as wire:
                table, around = _measure(pages_of(folder, f"http://localhost:{town.port}"), wire, options)
    except (lighthouse_runs.NoLighthouse, UnknownPage) as problem:
        echo(str(problem), err=True)
        return 2
    rows = list(_rows(table, with_lighthouse=not options.without_lighthouse))
    show("phone", rows, options=vars(options), table=table, **around)
    return 0 if all(one["met"] for one in rows) else 1


def _parser():
    parser = ArgumentParser(prog="./run bench phone")
    parser.add_argument("--only", nargs="+", metavar="PAGE", help="these pages, by their names in the table")
    parser.add_argument("--runs", type=int, default=3, help="runs of Lighthouse, and visits, for each page")
    parser.add_argument("--without-lighthouse", action="store_true", help="only our own visits; needs no Node")
    return parser


def chosen(pages, only) -> dict:
    """The addresses of the pages of these names, or of all; UnknownPage when one of them is none."""
    if unknown := [name for name in only or () if name not in pages]:
        raise UnknownPage(f'There is no page "{unknown[0]}". There are: {", ".join(pages)}')
    return {name: url for name, url in pages.items() if name in (only or pages)}


def _measure(pages, wire, options):
    """A line for each page, told while it is measured, and what it was measured with."""
    table, wanted = [], chosen(pages, options.only)
    with slow_phones(wire) as visit:
        for name, url in wanted.items():
            line = {"page": name, **_visits(visit, _over(wire, url), options.runs)}
            if not options.without_lighthouse:
                line |= lighthouse_runs.lighthouse(url, options.runs)
            table.append(line)
            _say(line)
        around = {"browser": visit.browser}
    if not options.without_lighthouse:
        around["lighthouse"] = lighthouse_runs.version()
    return table, around


def _over(wire, url):
    return urlsplit(url)._replace(netloc=f"localhost:{wire.port}").geturl()


def _visits(visit, url, times):
    """Medians of so many first and second visits, each by a phone with nothing of ours on it."""
    pairs = [visit(url) for _ in range(times)]
    found = {}
    for when, number in (("first", 0), ("second", 1)):
        for what in pairs[0][number]:
            found[f"{when} {what}"] = median(pair[number][what] for pair in pairs)
    return found


def _say(line):
    sizes = [line[what] / 1000 for what in ("first bytes", "first behind")]
    words = f"{line['page']:24} {line['first lcp'] / 1000:5.2f} s  {sizes[0]:5.1f} +{sizes[1]:4.1f} KB"
    words += f" {line['first requests']:2.0f}  again {_second(line):4.1f} KB"
    if "performance" in line:
        points = " ".join(f"{line[name]:3.0f}" for name in SCORES)
        words += f"   {points}   {line['lcp'] / 1000:4.2f} s {line['tbt']:3.0f} ms {line['cls']:.3f}  "
        words += " ".join(line["lost"])
    echo(words)


def _second(line):
    """Kilobytes of a second visit, whoever fetched them: the page or its service worker."""
    return (line["second bytes"] + line["second behind"]) / 1000


def _rows(table, with_lighthouse):
    if with_lighthouse:
        yield from _lighthouse_rows(table)
    worst = {what: max(line[f"first {what}"] for line in table) for what in ("lcp", "cls", "requests", "script")}
    whole = max(line["first bytes"] + line["first behind"] for line in table) / 1000
    yield row("edge of coverage, largest paint", worst["lcp"] / 1000, SLOW_LCP, unit="s")
    yield row("edge of coverage, layout shift", worst["cls"], LIMITS["cls"], unit="")
    yield row("first visit", max(line["first bytes"] for line in table) / 1000, FIRST_BYTES, unit="KB")
    yield row("first visit, with the worker's", whole, FIRST_BYTES, unit="KB")
    yield row("first visit, requests of the page", worst["requests"], FIRST_REQUESTS, unit="")
    yield row("second visit", max(map(_second, table)), SECOND_BYTES, unit="KB")
    yield row("script of a page, gzipped", worst["script"] / 1000, SCRIPT, unit="KB")


def _lighthouse_rows(table):
    for name, least in SCORES.items():
        points = min(line[name] for line in table)
        yield row(f"Lighthouse, {name}", points, least, unit="", at_least=True)
    yield row("Lighthouse, largest paint", max(line["lcp"] for line in table) / 1000, LIMITS["lcp"], unit="s")
    yield row("Lighthouse, blocked time", max(line["tbt"] for line in table), LIMITS["tbt"], unit="ms")
    yield row("Lighthouse, layout shift", max(line["cls"] for line in table), LIMITS["cls"], unit="")
