"""The catalogues are whole, are compiled when they change, and say who has checked them (RULES L5)."""

import os
from datetime import date
from shutil import copytree

import pytest
from babel import Locale
from babel.messages import Catalog

from app import catalogues
from app.catalogues import FOLDER, TRANSLATED, path_of
from app.reading import translating
from app.web.language import speaking


@pytest.fixture(scope="module")
def found():
    return translating.extract()


@pytest.fixture
def folder(tmp_path):
    """The catalogues as a fresh clone has them: nothing is compiled."""
    copytree(FOLDER, tmp_path / "translations", ignore=lambda _folder, names: [n for n in names if n.endswith(".mo")])
    return tmp_path / "translations"


def test_it_works(town, run):
    said = run("i18n", "check")
    assert said.output.endswith(" sentences, 4 languages, 0 wrong\n"), said.output[-3000:]
    assert said.exit_code == 0


def test_every_kind_of_sentence_is_gathered(found):
    for sentence in ("Back", "Outdoors", "It was too late to be of use.", "Not yet checked by a person", "a week"):
        assert found.get(sentence), sentence
    assert found.get(("%(num)s place left", "%(num)s places left"))
    assert len(found) > 1400


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_fresh_clone_speaks_every_language(folder, language):
    assert language in catalogues.compile_all(folder)
    assert catalogues.compile_all(folder) == []
    assert path_of(language, "mo", folder).stat().st_size > 100_000


def test_what_changed_is_compiled_again(folder):
    catalogues.compile_all(folder)
    text = path_of("pl", "po", folder)
    later = path_of("pl", "mo", folder).stat().st_mtime_ns + 10**9
    os.utime(text, ns=(later, later))
    assert catalogues.compile_all(folder) == ["pl"]


def test_nothing_compiled_is_in_git():
    ignored = (FOLDER.parent / ".gitignore").read_text().splitlines()
    assert {"translations/**/*.mo", "translations/*.pot"} <= set(ignored)


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_counts_as_its_speakers_do(town, language):
    from flask_babel import ngettext

    forms = translating.catalogue(language).num_plurals
    assert forms == {"cy": 6, "pl": 3, "ro": 3, "ur": 2}[language]
    with speaking(language):
        said = {ngettext("%(num)s place left", "%(num)s places left", n).replace(str(n), "n") for n in range(30)}
    assert len(said) >= 2
    assert len({Locale(language).plural_form(n) for n in range(30)}) == forms


def changed(language, folder, found, **sentences):
    """The catalogue with these sentences in place of what is there, and what is wrong with it then."""
    known = translating.catalogue(language, folder)
    for said in sentences.values():
        sentence, string = said
        known.get(sentence).string = string
    translating.write(known, path_of(language, "po", folder))
    return translating.faults(language, found, folder)


@pytest.mark.parametrize(
    ("sentence", "string", "fault"),
    [
        ("Back", "", "missing"),
        ("%(starts)s to %(ends)s", "od %(starts)s", "holes"),
        ("%(starts)s to %(ends)s", "od %(starts)s do %(end)s", "unknown named placeholder"),
        ("Saved copy from {age}.", "Kopia.", "holes"),
        ("%(num)s place left", ("jedno", "", "%(num)s"), "missing"),
        ("%(num)s place left", ("jedno", "%(n)s", "%(num)s"), "unknown named placeholder"),
    ],
)
def test_control_a_fault_is_found(folder, found, sentence, string, fault):
    wrong = changed("pl", folder, found, one=(sentence, string))
    assert any(fault in line for line in wrong), wrong


def test_control_a_fuzzy_one_is_found(folder, found):
    known = translating.catalogue("pl", folder)
    known.get("Back").flags.add("fuzzy")
    translating.write(known, path_of("pl", "po", folder))
    assert translating.faults("pl", found, folder) == ["pl: fuzzy: Back"]


def test_a_plural_may_say_one_in_words(folder, found):
    assert changed("pl", folder, found, one=("%(num)s place left", ("jedno", "%(num)s", "%(num)s"))) == []


def test_an_update_brings_what_is_new_and_lets_go_of_what_is_gone(folder, found):
    more = Catalog()
    for message in found:
        if message.id and message.id != "Back":
            more.add(message.id)
    more.add("A sentence that is new")
    assert translating.update("pl", more, folder)
    known = translating.catalogue("pl", folder)
    assert known.get("A sentence that is new").string == ""
    assert known.get("Back") is None
    assert not known.get("A sentence that is new").fuzzy  # nothing is guessed
    assert not translating.update("pl", more, folder)  # a second time changes nothing


def test_l5_who_checked_a_translation_is_on_its_page(client, town, monkeypatch):
    from app.reading import routes

    told = {**catalogues.checked(), "pl": catalogues.Checked("Anna Nowak", date(2027, 1, 31))}
    monkeypatch.setattr(routes, "checked", lambda: told)
    page = client.get("/reading").text
    assert "Checked by Anna Nowak on Sunday 31 January 2027" in page
    assert page.count("Not yet checked by a person") == 3
