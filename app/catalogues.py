"""Where the catalogues of translations/ lie, what is compiled from them, and who has checked them.

What is compiled lies beside its catalogue and is made anew when it is missing or older, so that a fresh clone works.
"""

import os
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache

from .config import ROOT

FOLDER = ROOT / "translations"
SOURCE = "en"
"""The language the code is written in: it needs no catalogue."""
TRANSLATED = ("cy", "pl", "ro", "ur")
DOMAIN = "messages"


@dataclass(frozen=True)
class Checked:
    """Who read a catalogue as somebody who speaks the language, and when; neither where nobody has yet (RULES L5)."""

    by: str = ""
    on: date | None = None


@cache
def checked() -> dict[str, Checked]:
    """By language, who has checked its catalogue; translations/checked.toml says it."""
    told = tomllib.loads((FOLDER / "checked.toml").read_text())
    return {language: Checked(**told.get(language, {})) for language in TRANSLATED}


def path_of(language, kind, folder=FOLDER):
    """The file of a language: kind "po" as translators write it, "mo" as it is compiled."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.{kind}"


def compile_all(folder=FOLDER) -> list[str]:
    """Compile the catalogues whose compiled form is missing or older than they are; the languages that were."""
    languages = [path.parent.parent.name for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))]
    stale = [language for language in languages if _is_stale(path_of(language, "po", folder))]
    for language in stale:
        _compile(path_of(language, "po", folder), language)
    return stale


def _is_stale(path):
    try:
        return path.with_suffix(".mo").stat().st_mtime_ns < path.stat().st_mtime_ns
    except FileNotFoundError:
        return True


def _compile(path, language):
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        known = read_po(file, locale=language, domain=DOMAIN)
    with written(path.with_suffix(".mo")) as file:
        write_mo(file, known)


@contextmanager
def written(path):
    """A file to write that takes its place when it is whole: another process that reads now sees all of it or none."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        yield file
    beside.replace(path)
