"""flask token and flask openapi: each only reads its words and calls one operation."""

import click
from flask.cli import AppGroup, with_appcontext

from ..organisations.queries import with_slug
from . import operations, queries
from .rules import SCOPES

token = AppGroup("token", help="Keys by which programs use the API.")


@token.command("create")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES))
@click.option("--organisation", help="The organisation's short name; without one it acts for the whole town.")
@click.option("--name", default="", help="What it is for, so that you know it again.")
def create_token(scopes, organisation, name):
    """Print a new token, alone on its line; it is shown this once and kept nowhere."""
    there = with_slug(organisation) if organisation else None
    if organisation and there is None:
        raise click.ClickException(f"There is no organisation with the short name {organisation}.")
    click.echo(operations.make_token(scopes, there.id if there else None, name[:80]))


@token.command("list")
def list_tokens():
    """Show every token: its number, for whom it acts, what it may do, when it was used last. Never the token."""
    for one in queries.tokens():
        state = "revoked" if one.revoked_at else f"used {one.last_used_day}" if one.last_used_day else "never used"
        whom = one.organisation.slug if one.organisation else "the town"
        click.echo("  ".join(filter(None, [str(one.id), whom, ",".join(one.scopes), state, one.name])))


@token.command("revoke")
@click.argument("token_id", type=int)
def revoke_token(token_id):
    """End a token for good, by its number."""
    if not operations.revoke_token(token_id):
        raise click.ClickException("There is no such token, or it was revoked before.")
    click.echo("Done. It opens nothing any more.")


@click.command("openapi")
@with_appcontext
def openapi():
    """Print the description of the API, OpenAPI 3.1 as JSON."""
    from .description import description_text

    click.echo(description_text())
