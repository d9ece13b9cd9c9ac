"""Which language a visitor reads, and in which direction it runs; in which one somebody is written to."""

from contextlib import contextmanager
from functools import cache

from babel import Locale
from flask import has_request_context, request
from flask_babel import force_locale, get_locale, gettext
from werkzeug.datastructures import LanguageAccept

from ..catalogues import SOURCE, TRANSLATED

LANGUAGES = (SOURCE, *TRANSLATED)
"""The languages with a catalogue, the town's own first."""
COOKIE = "language"
"""Keeps a choice on the phone; it is no secret and outlives a sign-out, so that a page stays readable."""


def choose() -> str:
    """The best language we have for this visitor; the town's own where nobody is visiting."""
    if not has_request_context():
        return LANGUAGES[0]
    return picked(request.cookies) or best_of(request.accept_languages)


def picked(cookies) -> str | None:
    """The language that was chosen on this phone, None while none was."""
    language = cookies.get(COOKIE)
    return language if language in LANGUAGES else None


def best_of(accepted) -> str:
    """The first of our languages among those a browser accepts (werkzeug's LanguageAccept); else our first."""
    # "cy-GB, en;q=0.5" is Welsh first; werkzeug alone would take the exact "en" before it
    plain = LanguageAccept([(wanted.partition("-")[0], quality) for wanted, quality in accepted])
    return plain.best_match(LANGUAGES) or LANGUAGES[0]


def read_now() -> str:
    """The language of the page, or of the message, that is being written."""
    return str(get_locale() or LANGUAGES[0])


def visitor_language() -> str | None:
    """The language in which somebody reads a page now; None where nobody is visiting."""
    return read_now() if has_request_context() else None


@cache
def direction(language) -> str:
    """In which direction a language runs, as HTML says it: ltr or rtl."""
    return Locale.parse(language).text_direction


def later(words) -> str:
    """The words as they are, for sentences that are kept in a row: who reads them has them said by `said`."""
    return words


def own_name(language) -> str:
    """What its speakers call a language, as one would begin a line with it: "Polski"."""
    return Locale.parse(language).language_name.capitalize()


@contextmanager
def speaking(language):
    """Say what follows in this language; in the town's own where it is None or none of ours."""
    with force_locale(language if language in LANGUAGES else LANGUAGES[0]):
        yield


def reading() -> dict:
    """What the frame of a page says about its language: `locale` as in HTML, `text_direction` ltr or rtl."""
    locale = get_locale() or Locale(LANGUAGES[0])
    return {"locale": str(locale).replace("_", "-"), "text_direction": locale.text_direction}


def init_app(app):
    app.context_processor(reading)
    app.jinja_env.filters.update(own_name=own_name, said=gettext)
    app.jinja_env.globals["language_now"] = read_now
