"""A language made of the English one, each sentence in brackets: what stands outside of them escaped translation."""

import re
from html.parser import HTMLParser
from io import BytesIO

from babel import Locale
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations
from sqlalchemy import select

from app.bookings.forms_needs import LANGUAGES as INTERPRETERS
from app.catalogues import TRANSLATED
from app.extensions import db
from app.reading.translating import extract
from app.web.language import own_name
from tests.house import LETTERS, NAME, VOID, _is_spoken

LANGUAGE = "en_AU"
"""A locale whose dates are as ours and that we have no catalogue for."""
OPENS, CLOSES = "⟦", "⟧"
UNSEEN = {"script", "style", "svg", "template"}
TIMES = re.compile(r"\b\d{1,2}(:\d\d)?(am|pm)\b")


def pseudo() -> Translations:
    """The language, ready to be spoken."""
    made = Catalog(locale="en")
    for message in extract():
        if message.pluralizable:
            made.add(message.id, tuple(f"{OPENS}{form}{CLOSES}" for form in message.id))
        elif message.id:
            made.add(message.id, f"{OPENS}{message.id}{CLOSES}")
    file = BytesIO()
    write_mo(file, made)
    file.seek(0)
    return Translations(file)


def names_kept() -> set[str]:
    """Every word that people themselves typed into the town, and the names of days, months and languages."""
    rows = [row for table in db.metadata.sorted_tables for row in db.session.execute(select(table)).all()]
    typed = {value for row in rows for value in row if isinstance(value, str) and LETTERS.search(value)}
    english = Locale.parse(LANGUAGE)
    calendar = {
        name
        for kinds in (english.days["format"], english.months["format"])
        for width in ("wide", "abbreviated")
        for name in kinds[width].values()
    }
    spoken = {own for _code, own in INTERPRETERS.values()} | set(english.languages.values())
    return (
        typed | calendar | spoken | {own_name(language) for language in ("en", *TRANSLATED)} | {NAME, LANGUAGE.upper()}
    )


class _Page(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.depth, self.open, self.pieces = 0, [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        told = dict(attributes)
        for name, value in attributes:
            if value and _is_spoken(tag, name, told):
                self.pieces.append(outside(value, 0)[0])

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if not UNSEEN & set(self.open):
            found, self.depth = outside(data, self.depth)  # a sentence with a link in it is several pieces
            self.pieces.append(found)


def outside(text, depth) -> tuple[str, int]:
    """What of a text stands outside of all brackets, and how deep its end is in them."""
    found = []
    for letter in text:
        if letter in OPENS + CLOSES:
            depth += 1 if letter == OPENS else -1
            found.append(" ")
        elif not depth:
            found.append(letter)
    return "".join(found), depth


def escaped(page, names) -> list[str]:
    """The words that a visitor of a page sees or hears, that nobody typed, and that no translator will ever see."""
    whole = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    known = re.compile(rf"(?<!\w)(?:{whole})(?!\w)")
    left = (TIMES.sub(" ", known.sub(" ", piece)) for piece in _Page(page).pieces)
    return [piece.strip() for piece in left if LETTERS.search(piece)]
