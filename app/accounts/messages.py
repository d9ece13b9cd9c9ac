"""The words of what this slice sends."""

from flask import current_app
from flask_babel import gettext as _

from ..config import CODE_MINUTES


def sign_in_code(code) -> tuple[str, str]:
    """Subject and text of a sign-in code."""
    town = current_app.config["TOWN"]
    subject = _("%(code)s is your code for Gather Round", code=code)
    text = _(
        "Gather Round %(town)s: your code is %(code)s. It works for %(minutes)s minutes. "
        "Never tell it to anybody. We will never ask for it.",
        town=town, code=code, minutes=CODE_MINUTES,
    )  # fmt: skip
    return subject, text
