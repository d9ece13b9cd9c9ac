"""The words of what this slice sends, and of why something may not be: one thing to do in each (RULES L3)."""

from flask import current_app
from flask_babel import gettext as _

from ..gsm import fits, is_wide, most_parts, plain

LONGEST_NAME = 20

WHY_NOT_ASKED = {
    "say your age": lambda: _("Tell us first in which month and year you were born."),
    "not needed": lambda: _("You are 18 or over. You need nobody's yes."),
    "too young": lambda: _("You are too young to help on your own. Come with your own grown-up."),
    "say what for": lambda: _("Pick first what you would like to help with."),
    "own address": lambda: _("This is your own. Type the number or e-mail of a parent or carer"),
    "runs it": lambda: _("This person works with the group that asks for help. Ask another parent or carer"),
    "said no": lambda: _("A parent or carer said no today. Talk with them first. You can ask somebody else tomorrow"),
    "too many": lambda: _("You asked 3 times today. You can ask again tomorrow"),
}
"""Why no guardian is asked: the reasons of `rules_asking.why_not_ask` in words."""
WHY_TOO_YOUNG = {
    "say your age": lambda: _("Tell us first in which month and year you were born."),
    "too young": lambda: _("You are too young for this one."),
    "organisation may not": lambda: _("This group can only ask people of 18 or over."),
    "not this kind of work": lambda: _("This kind of work is for older people."),
    "too early": lambda: _("This starts too early in the day for your age."),
    "too late in the evening": lambda: _("This ends too late in the evening for your age."),
    "too long on a school day": lambda: _("On a school day you can help for up to 2 hours."),
    "needs more adults": lambda: _("More grown-ups are needed here first. Look again later."),
    "needs consent": lambda: _("A parent or carer needs to say yes first."),
}
"""Why somebody of this age may not help: the reasons of `rules.age_reason` in words (RULES B8)."""


def link(token) -> str:
    """The address of the guardian's page, built from the town's own address and never from a request."""
    return _address(f"/consents/{token}")


def question(consent) -> tuple[str, str, str]:
    """Subject, e-mail and text message that ask a guardian."""
    facts = _facts(consent) | {"about": consent.about, "link": link(consent.token)}
    subject = _("%(name)s asks for your yes or no", **facts)
    text = _("%(name)s would like to help in town with Gather Round %(town)s.", **facts)
    if consent.about:
        text += " " + _("It is for: %(about)s.", **facts)
    text += "\n\n" + _(
        "You decide, as a parent or carer. You need no account. See what it is and say yes or no here: %(link)s\n\n"
        "The link works for 7 days. You don't know %(name)s? Then do nothing, or say no.",
        **facts,
    )
    named = _("Gather Round %(town)s: %(name)s would like to help in town. Say yes or no: %(link)s", **facts)
    nameless = _("Gather Round: a young person needs your yes or no to help. See: %(link)s", **facts)
    return subject, text, _short(named, nameless)


def answer(consent) -> tuple[str, str, str]:
    """Subject, e-mail and text message that tell the young person what their guardian decided; no other name in it."""
    facts = {"town": current_app.config["TOWN"], "link": _address("/consents")}
    said = {
        "given": _("Your parent or carer said yes"),
        "refused": _("Your parent or carer said no"),
        "withdrawn": _("Your parent or carer took back their yes"),
    }[consent.state]
    text = _("Gather Round %(town)s: %(said)s. See it: %(link)s", said=said, **facts)
    nameless = _("Gather Round: %(said)s. See it: %(link)s", said=said, **facts)
    return said, text, _short(text, nameless)


def _facts(consent):
    return {"name": shown_name(consent.person.first_name), "town": current_app.config["TOWN"]}


def shown_name(first_name) -> str:
    """A first name as far as it may stand in a message to somebody we don't know: letters alone, and not many."""
    letters = first_name.replace(" ", "").replace("-", "").replace("'", "").replace("’", "")
    return first_name if letters.isalpha() and len(first_name) <= LONGEST_NAME else _("A young person")


def _short(wanted, otherwise):
    """What goes as one text message of plain letters, or as any in a language that has others."""
    wanted, most = plain(wanted), most_parts(otherwise)
    return wanted if fits(wanted, most) and is_wide(wanted) == is_wide(plain(otherwise)) else otherwise


def _address(path):
    return current_app.config["BASE_URL"] + path
