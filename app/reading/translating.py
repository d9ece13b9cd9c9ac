"""Keeping the catalogues with the code: sentences are taken from it, brought into each catalogue, and checked."""

import re

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from ..catalogues import DOMAIN, FOLDER, path_of, written
from ..config import ROOT

FOLDERS = {"app": [("**.py", "python")], "templates": [("**.*", "jinja2")]}
JINJA = {"**.*": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "later": None}
HOLE = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w+\}")
"""What Python, or a script, fills in when a sentence is said."""
COUNTS = {"%(num)s"}
"""What a plural form may say in words instead: "one person"."""
WIDTH = 118
PROJECT, VERSION = "Gather Round", "1"
HEADER = "# The words of Gather Round. translations/checked.toml says who has checked them."


def extract() -> Catalog:
    """Every sentence in the code and the templates, with the files it comes from."""
    found = Catalog(header_comment=HEADER, project=PROJECT, version=VERSION)
    for folder, methods in FOLDERS.items():
        for name, _line, sentence, comments, context in extract_from_dir(
            ROOT / folder, methods, JINJA, KEYWORDS, ("Translators:",), strip_comment_tags=True
        ):
            found.add(sentence, None, [(f"{folder}/{name}", None)], auto_comments=comments, context=context)
    return found


def catalogue(language, folder=FOLDER) -> Catalog:
    """The catalogue of a language as it lies in its file; an empty one where there is none."""
    path = path_of(language, "po", folder)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def _empty(language):
    """A catalogue without sentences, with as many plural forms as the language has in CLDR or, if less, in gettext."""
    made = Catalog(
        locale=language, domain=DOMAIN, header_comment=HEADER, project=PROJECT, version=VERSION, fuzzy=False,
        last_translator="see checked.toml", language_team=language, msgid_bugs_address="see README.md",
    )  # fmt: skip
    if language == "cy":  # gettext's own rule knows four forms, and Welsh counts 0, 1, 2, 3 and 6 each in its own way
        made.mime_headers = [("Plural-Forms", to_gettext(Locale(language).plural_form))]
    return made


def update(language, found, folder=FOLDER) -> bool:
    """Bring a catalogue up to date with the sentences `found`; false when there was nothing to change.

    What is new has no translation yet, what is gone goes; nothing is guessed.
    """
    path, known = path_of(language, "po", folder), catalogue(language, folder)
    before = {message.id: message.locations for message in known if message.id}
    known.update(found, no_fuzzy_matching=True)
    known.obsolete.clear()
    if path.exists() and before == {message.id: message.locations for message in known if message.id}:
        return False
    write(known, path)
    return True


def write(known, path):
    """Write a catalogue to a file, the same each time for the same sentences."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with written(path) as file:
        write_po(file, known, width=WIDTH, include_lineno=False, ignore_obsolete=True)


def faults(language, found, folder=FOLDER) -> list[str]:
    """What is wrong with a catalogue beside the sentences `found`, each in a line; none when it is whole.

    Missing and fuzzy sentences, those the code says no more, and holes that do not agree.
    """
    known = catalogue(language, folder)
    wrong = [f"{language}: missing: {_first(one)}" for one in found if one.id and not _is_said(known.get(one.id))]
    for message in known:
        if message.id and message.fuzzy:
            wrong.append(f"{language}: fuzzy: {_first(message)}")
        if message.id and found.get(message.id) is None:
            wrong.append(f"{language}: said no more: {_first(message)}")
        if message.id and _is_said(message):
            wrong += [f"{language}: {problem}: {_first(message)}" for problem in _disagreements(known, message)]
    return wrong


def _is_said(message):
    forms = message.string if message and message.pluralizable else (message.string,) if message else ()
    return bool(forms) and all(forms)


def _first(message):
    return message.id[0] if message.pluralizable else message.id


def _disagreements(known, message):
    yield from (str(problem) for problem in message.check(known))
    ids, forms = (message.id, message.string) if message.pluralizable else ((message.id,), (message.string,))
    wanted = set(HOLE.findall(ids[-1]))
    for form in forms:
        there = set(HOLE.findall(form))
        if there - wanted or wanted - there - (COUNTS if message.pluralizable else set()):
            yield f"holes {sorted(there)} and not {sorted(wanted)}"
