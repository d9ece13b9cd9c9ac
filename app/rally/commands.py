"""flask rally simulate: a town on paper, to see what a rule does before it asks anybody."""

import json
import re
from pathlib import Path

import click
from flask.cli import AppGroup

from . import simulation

rally = AppGroup("rally", help="Asking the right few people until a slot is full.")

SEEDS_MOST = 1000


def _world(name):
    """The world of that name, else from that JSON file."""
    if name in simulation.WORLDS:
        return simulation.WORLDS[name]
    try:
        return simulation.world_from(json.loads(Path(name).read_text()))
    except simulation.NoSuchWorld as problem:
        raise click.ClickException(f"{name}: {problem}") from problem
    except (OSError, ValueError) as problem:
        known = ", ".join(simulation.WORLDS)
        raise click.ClickException(
            f"{name} is no JSON file that can be read, and no world. Worlds: {known}"
        ) from problem


def _seeds(_context, _option, text):
    """The numbers in "0-5", "3" or "1,4,7-9"."""
    found = []
    for part in text.split(","):
        span = re.fullmatch(r"\s*(\d{1,9})(?:-(\d{1,9}))?\s*", part)
        if span is None:
            raise click.BadParameter('say it like "0-5", "3" or "1,4,7"')
        first, last = int(span[1]), int(span[2] or span[1])
        if last < first or last - first >= SEEDS_MOST:
            raise click.BadParameter(f"the first is the smaller number, and there are at most {SEEDS_MOST}")
        found += range(first, last + 1)
    return found


@rally.command("simulate")
@click.option("--world", "name", default="base", help=f"{', '.join(simulation.WORLDS)}, or a JSON file.")
@click.option("--policy", type=click.Choice(simulation.POLICIES), default="rule", help="How the town asks.")
@click.option("--seeds", default="0-5", callback=_seeds, help="Which towns are drawn: 0-5, 3 or 1,4,7.")
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
def simulate(name, policy, seeds, as_json):
    """Draw towns on paper and let them live. Every figure of a world is an assumption."""
    found = {"world": name, **simulation.simulate(_world(name), policy, seeds)}
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    click.echo(f"{name}, {policy}. All constants are assumptions until a town's own log replaces them.\n")
    click.echo(f"{'':8}" + "".join(f"{word.replace('_', ' '):>24}" for word in found["total"]))
    for one in [*found["seeds"], {"seed": "total", **found["total"]}]:
        seed, *figures = one.values()
        click.echo(f"{seed!s:8}" + "".join(f"{'-' if figure is None else figure:>24}" for figure in figures))
