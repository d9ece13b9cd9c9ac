"""What every form shares: its key against doubles, plain words for what is wrong, everything typed kept."""

import re
from secrets import token_urlsafe

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import StopValidation

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
LETTERS = re.compile(r"[^\W\d_]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def new_key() -> str:
    """A fresh idempotency key: one for each time the form is shown (RULES C5)."""
    return token_urlsafe(16)


PLAIN = {
    "Not a valid integer value.": _l("Use a number, like 10"),
    "Not a valid time value.": _l("Type a time, like 10:00"),
    "Not a valid date value.": _l("Pick a day, like 28 November 2026"),
    "Not a valid choice.": _l("Pick one of these"),
    "Invalid Choice: could not coerce.": _l("Pick one of these"),
}
"""What WTForms says of itself, in words a ten-year-old reads."""


class PlainWords:
    """The translations that WTForms asks for its own sentences."""

    def gettext(self, text):
        return str(PLAIN.get(text, _("Check this one")))

    def ngettext(self, one, many, count):
        return self.gettext(one if count == 1 else many)


class GatherForm(FlaskForm):
    """A form that may be sent twice and counts once; `key` travels with it."""

    class Meta:
        def get_translations(self, _form):
            return PlainWords()

    key = HiddenField(default=new_key)

    def validate_key(self, field):
        if not KEY.fullmatch(field.data or ""):
            field.data = new_key()  # a hand-made key is replaced: the visitor did nothing wrong

    @property
    def problems(self):
        """The first thing wrong with each field, in the order of the page: pairs of field and sentence."""
        return [(field, _first(field.errors)) for field in self if field.errors]

    def refuse(self, name, sentence):
        """Note at the field what an operation found wrong."""
        field = self[name]
        field.errors = [*field.errors, sentence]


def _first(errors):
    while isinstance(errors, list | tuple | dict):
        errors = next(iter(errors.values() if isinstance(errors, dict) else errors))
    return errors


def tidy(text) -> str:
    """What was typed without control characters, direction tricks and outer or double spaces."""
    return re.sub(r"[ \t]+", " ", CONTROL.sub("", text or "")).strip()


class Needed:
    """Something must be given; `sentence` says what."""

    field_flags = {"required": True}

    def __init__(self, sentence):
        self.sentence = sentence

    def __call__(self, _form, field):
        given = field.data.strip() if isinstance(field.data, str) else field.data
        if given in (None, "", []):
            field.errors = []  # a parsing error beside "this is missing" would only confuse
            raise StopValidation(str(self.sentence))


class Words:
    """Free words: at least one letter, no more than `longest` characters."""

    def __init__(self, longest, sentence):
        self.longest, self.sentence = longest, sentence
        self.field_flags = {"maxlength": longest}

    def __call__(self, _form, field):
        if not field.data:
            return
        if not LETTERS.search(field.data):
            raise StopValidation(str(self.sentence))
        if len(field.data) > self.longest:
            extra = len(field.data) - self.longest
            raise StopValidation(_("This is too long. Take out %(extra)s letters", extra=extra))
