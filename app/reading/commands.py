"""flask i18n: the catalogues of translations/, from the code to what is served."""

import sys

import click
from flask.cli import AppGroup

from .. import catalogues
from . import translating

i18n = AppGroup("i18n", help="The translations: take, bring up to date, compile, check.")

TEMPLATE = catalogues.FOLDER / "messages.pot"


@i18n.command("extract")
def extract():
    """Write every sentence of the code to translations/messages.pot, for who begins a new language."""
    found = translating.extract()
    translating.write(found, TEMPLATE)
    click.echo(f"{len(found)} sentences in {TEMPLATE.relative_to(catalogues.ROOT)}")


@i18n.command("update")
def update():
    """Bring every catalogue up to date with the code; new sentences wait there to be translated."""
    found = translating.extract()
    for language in catalogues.TRANSLATED:
        changed = translating.update(language, found)
        missing = len(translating.faults(language, found))
        click.echo(f"{language}: {'changed' if changed else 'as it was'}, {missing} to do")


@i18n.command("compile")
def compile_():
    """Compile what changed; a start of the town does the same."""
    click.echo(f"Compiled: {', '.join(catalogues.compile_all()) or 'nothing to do'}")


@i18n.command("check")
def check():
    """Say what is missing or wrong in the catalogues; ends with 1 when something is."""
    found = translating.extract()
    wrong = [line for language in catalogues.TRANSLATED for line in translating.faults(language, found)]
    for line in wrong:
        click.echo(line)
    click.echo(f"{len(found)} sentences, {len(catalogues.TRANSLATED)} languages, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)
