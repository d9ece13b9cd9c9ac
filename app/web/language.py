"""Which language a visitor reads, and in which direction it runs."""

from babel import Locale
from flask import has_request_context, request
from flask_babel import get_locale

LANGUAGES = ("en",)
"""The languages with a catalogue; each is added with its translation."""


def choose() -> str:
    """The best language we have for this visitor; the town's own where nobody is visiting."""
    if not has_request_context():
        return LANGUAGES[0]
    return best_of(request.accept_languages)


def best_of(accepted) -> str:
    """The first of our languages among those a browser accepts (werkzeug's LanguageAccept); else our first."""
    return accepted.best_match(LANGUAGES) or LANGUAGES[0]


def reading() -> dict:
    """What the frame of a page says about its language: `locale` as in HTML, `text_direction` ltr or rtl."""
    locale = get_locale() or Locale("en")
    return {"locale": str(locale).replace("_", "-"), "text_direction": locale.text_direction}


def init_app(app):
    app.context_processor(reading)
