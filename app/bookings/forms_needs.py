"""What somebody needs to take part, and an interpreter's language: asked once for each person, then kept."""

from flask_babel import get_locale, gettext as _, lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput

from ..accounts.rules import NEEDS
from ..web.forms import GatherForm

NEED_LABELS = {
    "wheelchair": _l("Room for a wheelchair"),
    "hearing": _l("Help to hear"),
    "seeing": _l("Help to see"),
    "calm": _l("A calm place"),
    "carer": _l("A carer comes too"),
}
"""What can be ticked; the keys are those of accounts.rules.NEEDS."""
KNOWN_NEEDS = {
    "wheelchair": _l("wheelchair"),
    "hearing": _l("help to hear"),
    "seeing": _l("help to see"),
    "calm": _l("a calm place"),
    "carer": _l("a carer comes too"),
}
"""The same, as it is said back."""
SYMBOLS = {"wheelchair": "wheelchair", "hearing": "ear", "seeing": "eye", "calm": "flower-lotus", "carer": "users"}
LANGUAGES = {
    "Arabic": ("ar", "العربية"), "Bengali": ("bn", "বাংলা"), "Chinese": ("zh", "中文"), "Farsi": ("fa", "فارسی"),
    "Gujarati": ("gu", "ગુજરાતી"), "Hungarian": ("hu", "Magyar"), "Italian": ("it", "Italiano"),
    "Lithuanian": ("lt", "Lietuvių"), "Polish": ("pl", "Polski"), "Portuguese": ("pt", "Português"),
    "Punjabi": ("pa", "ਪੰਜਾਬੀ"), "Romanian": ("ro", "Română"), "Somali": ("so", "Soomaali"),
    "Spanish": ("es", "Español"), "Turkish": ("tr", "Türkçe"), "Ukrainian": ("uk", "Українська"),
    "Urdu": ("ur", "اردو"),
}  # fmt: skip
"""The languages most people here speak who ask for an interpreter (Census 2021): name kept, code, its own name."""
SIGNED, ANOTHER = "British Sign Language", "another language"


def needs_field(label):
    """Boxes to tick, one for each need."""
    choices = [SelectChoice(need, NEED_LABELS[need]) for need in NEEDS]
    return SelectMultipleField(label, choices=choices, option_widget=CheckboxInput())


def languages() -> list[SelectChoice]:
    """The languages by name, each as its speakers write it and as the reader of the page does; nothing comes first."""
    names = getattr(get_locale(), "languages", {})
    spoken = [
        SelectChoice(kept, own if names.get(code, own) == own else f"{own} ({names[code]})")
        for kept, (code, own) in LANGUAGES.items()
    ]
    more = [SelectChoice(SIGNED, _("British Sign Language")), SelectChoice(ANOTHER, _("Another language"))]
    return [SelectChoice("", _("No, thank you")), *more[:1], *spoken, *more[1:]]


def language_name(kept) -> str:
    """An interpreter's language, as it is kept, in the language of the page."""
    code, _own = LANGUAGES.get(kept, ("", ""))
    told = {SIGNED: _("British Sign Language"), ANOTHER: _("another language")}
    return told.get(kept) or getattr(get_locale(), "languages", {}).get(code, kept)


class NeedsForm(GatherForm):
    """The needs of the person the form begins with, and, where those are known already, of anybody else.

    `known` is that person, None while nobody is known.
    """

    needs = needs_field(_l("What do you need?"))
    interpreter = SelectField(_l("Do you want an interpreter?"), default="")
    their_needs = needs_field(_l("What does the other person need?"))
    their_interpreter = SelectField(_l("Do they want an interpreter?"), default="")
    shows_needs = HiddenField(default="1")
    """Sent by every page that shows the boxes, so that unticking one counts and a page without them forgets nothing."""

    known = None
    symbols = SYMBOLS

    def __init__(self, known=None, for_others=True, **given):
        super().__init__(needs=known.access_needs if known else [],
                         interpreter=(known.interpreter or "") if known else "", **given)  # fmt: skip
        self.known = known
        if not (self.are_needs_known and for_others):
            del self.their_needs, self.their_interpreter
        for name in ("interpreter", "their_interpreter"):
            if name in self:
                self[name].choices = languages()

    @property
    def are_needs_known(self):
        """Whether the person told what they need an earlier time."""
        return bool(self.known and (self.known.needs or self.known.interpreter))

    @property
    def known_needs(self) -> list[str]:
        """What the person told, word by word; empty when they told nothing."""
        if not self.known:
            return []
        told = [str(KNOWN_NEEDS[need]) for need in self.known.access_needs if need in KNOWN_NEEDS]
        if self.known.interpreter:
            told.append(_("an interpreter for %(language)s", language=language_name(self.known.interpreter)))
        return told

    @property
    def has_more_needs(self):
        """Whether something is said about the needs of somebody whose needs were not known before."""
        return any(field.data or field.errors for field in self._asked if field is not None)

    @property
    def _asked(self):
        """The two fields that ask about somebody of whom nothing is known yet; None each where none does."""
        if "their_needs" in self:
            return self.their_needs, self.their_interpreter
        return (None, None) if self.are_needs_known else (self.needs, self.interpreter)

    def needs_told(self, of_known):
        """What this form tells of the needs and the interpreter of whoever comes; None where it was not asked.

        `of_known` is whether that is the person the form began with. For anybody else nothing ticked says nothing.
        """
        if not self.is_submitted() or not self.shows_needs.raw_data:
            return None, None
        if of_known:
            return tuple(self.needs.data), self.interpreter.data
        needs, language = self._asked
        if needs is None:
            return None, None
        return tuple(needs.data) or None, language.data or None
