"""What only the demo has: sign-in with one tap, and the outbox that shows what would have been sent."""

import click
from flask import Blueprint, abort, current_app, redirect, render_template, url_for

from ..accounts.operations import sign_in
from ..accounts.queries import account_at
from ..accounts.rules import TRIAL
from ..accounts.session import begin
from ..notifications.queries import newest
from ..web.guards import allow, demo_only
from . import town
from .operations import address_of, load_town

blueprint = Blueprint("demo", __name__, cli_group=None)

ROLES = {"steward": "looks after the whole town", "owner": "organiser", "desk": "answers the phone"}


@blueprint.post("/demo/sign-ins/<name>")
@allow(demo_only)
def enter(name):
    account = account_at(address_of(name)) if name in town.PEOPLE else None
    if account is None:
        abort(404)
    begin(sign_in(account, "Demo", TRIAL))
    return redirect(url_for("discovery.home"), 303)


@blueprint.get("/demo/outbox")
@allow(demo_only)
def outbox():
    return render_template("demo/outbox.html", messages=newest(50))


@blueprint.app_template_global()
def demo_people():
    """Everybody one can sign in as in the demo: (name, years, what they are)."""
    return [
        (name, years, ROLES.get(role.split(" of ")[0], "") if role else "")
        for name, (years, _month, _area, _interests, role) in town.PEOPLE.items()
    ]


@blueprint.cli.command("demo")
@click.option("--size", type=click.Choice(list(town.WEEKS)), default="small", show_default=True)
def demo(size):
    """Load the demo town into an empty database; only where GATHER_DEMO is on."""
    if not current_app.config["DEMO"]:
        raise click.ClickException("This puts invented people into the town. Use ./run, or set GATHER_DEMO=1.")
    click.echo(f"{load_town(size)} things are on.")
