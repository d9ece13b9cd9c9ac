"""flask commands, one group per slice; each only reads its words and calls one operation."""

import json
import os
import sys

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from . import privacy
from .accounts.operations import make_steward
from .accounts.queries import subject_at
from .addresses import Unreadable, read_address
from .api.commands import openapi, token
from .backends import jobs, push
from .bookings import passes
from .bookings.queries import miscounted_slots
from .notifications.operations_upkeep import read_bounce
from .organisations import rules as organisation_rules
from .organisations.operations import set_role
from .organisations.queries import with_slug
from .rally.commands import rally
from .reading.commands import i18n
from .sqlite import is_safe, sqlite_module

account = AppGroup("account", help="People who can sign in.")
personal = AppGroup("privacy", help="Personal data: see it, erase it, let it go in time.")
jobs_group = AppGroup("jobs", help="Work that runs by itself.")
outbox = AppGroup("notifications", help="What is told to people.")
capacity = AppGroup("capacity", help="Places and their counters.")
vapid = AppGroup("vapid", help="The key by which push services know this town.")
passes_group = AppGroup("passes", help="The passes that people show at the door.")

BOUNCE_BYTES = 5_000_000
"""How much of a returned e-mail is read: it may hold the whole of what we sent."""


def _address(text):
    try:
        return read_address(text)
    except Unreadable as problem:
        raise click.ClickException(str(problem)) from problem


@account.command("create")
@click.option("--email", "address", required=True, help="The e-mail or mobile number they sign in with.")
@click.option("--role", type=click.Choice(["steward", *organisation_rules.ROLES]), required=True)
@click.option("--organisation", help="The organisation's short name, for every role but steward.")
def create_account(address, role, organisation):
    """Let somebody sign in, as the town's steward or with a role in an organisation."""
    found = _address(address)
    if role == "steward":
        make_steward(found)
    else:
        there = with_slug(organisation or "")
        if there is None:
            raise click.ClickException("Say which organisation: --organisation with its short name.")
        set_role(there.id, found, role)
    click.echo(f"Done. They sign in at {current_app.config['BASE_URL'] or '/'}/sign-in with a code, never a password.")


@personal.command("export")
@click.argument("address")
def export(address):
    """Print everything kept about the people at an e-mail or phone number, as JSON."""
    subject = subject_at(_address(address))
    found = {name: holding.export(subject) for name, holding in privacy.HOLDINGS.items()}
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


@personal.command("erase")
@click.argument("address")
@click.confirmation_option(prompt="Erase everything about these people for good?")
def erase(address):
    """Erase everything kept about the people at an e-mail or phone number; anonymous counts stay."""
    subject = subject_at(_address(address))
    for holding in reversed(privacy.HOLDINGS.values()):
        holding.erase(subject)
    click.echo(f"Erased {len(subject.person_ids)} people.")


@personal.command("purge")
def purge():
    """Let go of what was kept for long enough, now; a nightly job does the same."""
    for name, count in privacy.purge_all().items():
        click.echo(f"{name}: {count}")


@personal.command("rotate")
def rotate():
    """Encrypt everything again under the first of GATHER_DATA_KEYS."""
    click.echo(f"{privacy.rotate()} values rewritten.")


@jobs_group.command("run")
@click.argument("name")
def run_job(name):
    """Run one job now, by its name."""
    try:
        jobs.run_now(name)
    except jobs.UnknownTask as problem:
        raise click.ClickException(f"No such job. There are: {', '.join(sorted(jobs.SWEEPS))}") from problem


@click.command("worker")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Jobs at the same time.")
@with_appcontext
def worker(threads):
    """Run jobs and sweeps until stopped, where GATHER_JOBS=procrastinate; start as many as the town needs."""
    if current_app.config["JOBS"] != "procrastinate":
        raise click.ClickException(
            "A worker needs GATHER_JOBS=procrastinate. Without it, jobs run where pages are served."
        )
    from .backends.jobs_procrastinate import work

    jobs.start(current_app)
    work(current_app._get_current_object(), threads)


@outbox.command("bounce")
def note_bounce():
    """Read an e-mail that came back, from standard input; the mail server pipes each one here.

    Ends with 0 whatever it read, or the mail server would send the same notice back again.
    """
    known = read_bounce(sys.stdin.buffer.read(BOUNCE_BYTES))
    click.echo("Noted." if known else "This is not about an e-mail of ours that failed.")


@capacity.command("check")
def check_capacity():
    """Compare every slot's counter with its bookings; ends with 1 when one differs."""
    wrong = miscounted_slots()
    for slot_id, taken, booked in wrong:
        click.echo(f"slot {slot_id}: counter {taken}, booked {booked}")
    click.echo(f"{len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


@passes_group.command("key")
def show_pass_key():
    """Print the public key with which anybody can check the square code on a pass."""
    click.echo(passes.public_key(current_app.config["PASS_KEY"]))


@vapid.command("show")
def show_vapid_key():
    """Print the public key under which phones listen to this town."""
    click.echo(push.public_key())


@click.command("doctor")
@with_appcontext
def doctor():
    """Say what is missing or unsafe before the town is opened; ends with 1 when something must be done."""
    must, could = _findings(current_app.config)
    for sentence in must:
        click.echo(f"Must: {sentence}")
    for sentence in could:
        click.echo(f"Could: {sentence}")
    if not must and not could:
        click.echo("All is well.")
    sys.exit(1 if must else 0)


def _findings(settings):
    must, could = [], []
    if not settings["BASE_URL"]:
        must.append("Set GATHER_BASE_URL to the town's address, like https://gather.example.org")
    elif not settings["BASE_URL"].startswith("https://") and not settings["DEMO"]:
        must.append("GATHER_BASE_URL should start with https:// so that nobody can listen in.")
    if settings["MAIL_URL"].startswith("console"):
        must.append("Set GATHER_MAIL_URL, like smtp://user:password@mail.example.org:587, so that codes arrive.")
    if settings["SMS_URL"].startswith("console"):
        could.append("No text messages are sent yet: people sign in by e-mail.")
    if not settings["PHONE"]:
        could.append("Set GATHER_PHONE so that every page shows a number to call.")
    if not settings["METRICS_TOKEN"]:
        could.append("Set GATHER_METRICS_TOKEN to watch the town with Prometheus.")
    if settings["WORKERS"] > 1 and settings["LIMITS_URL"].startswith("memory"):
        could.append("Each worker counts tries on its own. Set GATHER_LIMITS_URL to share the count.")
    if not is_safe(sqlite_module().sqlite_version_info):
        could.append(f"SQLite {sqlite_module().sqlite_version} is old: it runs in its slower, safe mode.")
    return must, could


def init_app(app):
    groups = (account, token, personal, jobs_group, outbox, capacity, passes_group, vapid, rally, i18n)
    for command in (*groups, openapi, doctor, worker):
        app.cli.add_command(command)
    if "FLASK_RUN_FROM_CLI" in os.environ:  # reads Alembic, which nobody needs where pages are served
        from flask_migrate.cli import db

        app.cli.add_command(db)
