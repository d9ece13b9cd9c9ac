"""The words of what this slice sends."""

from flask import current_app
from flask_babel import gettext as _

from ..config import CODE_MINUTES, PASSKEYS_MOST


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


TOUCH_REFUSED = {
    "not asked here": lambda: _("We did not ask this phone. The page may come from another one. Please try again."),
    "too late": lambda: _("This page was open for a long time. Please try again now."),
    "used already": lambda: _("Your phone sent this before, and it counts only once. Please try again."),
    "broken": lambda: _("We could not read what your phone sent. Try again, or use a code."),
    "not checked": lambda: _("Your phone did not check that it is you. Set a finger, a face or a code on it first."),
    "copied": lambda: _("Somebody may have a copy of this key, so we did not take it. Use a code, and remove it then."),
    "unknown": lambda: _("This was removed here, so it opens nothing any more. Please sign in with a code."),
    "somebody else's": lambda: _("That one belongs to somebody else. Use your own, or a code."),
    "known already": lambda: _("This phone is on your list already."),
    "too many": lambda: _("You have %(most)s already. Remove one first.", most=PASSKEYS_MOST),
}
"""The sentence for every reason why the answer of a passkey does not count."""


def passkey_added(name) -> tuple[str, str]:
    """Subject and text for the owner of an account that one more device opens."""
    return _("A touch now opens your account"), _(
        "Gather Round %(town)s: your account now opens with a touch on %(name)s. Was this not you? %(what_to_do)s",
        town=current_app.config["TOWN"], name=name, what_to_do=_was_not_me(),
    )  # fmt: skip


def passkey_removed(name) -> tuple[str, str]:
    """Subject and text for the owner of an account that one device less opens."""
    return _("A touch was removed from your account"), _(
        "Gather Round %(town)s: %(name)s no longer opens your account with a touch. Was this not you? %(what_to_do)s",
        town=current_app.config["TOWN"], name=name, what_to_do=_was_not_me(),
    )  # fmt: skip


def names_by_code(device) -> tuple[str, str]:
    """Subject and text for an owner of passkeys when a browser without one may see names."""
    return _("Names were opened with a code"), _(
        "Gather Round %(town)s: with a code, %(device)s can now see who is coming. Was this not you? %(what_to_do)s",
        town=current_app.config["TOWN"], device=device, what_to_do=_was_not_me(),
    )  # fmt: skip


def _was_not_me():
    return _("Sign out everywhere here: %(link)s", link=f"{current_app.config['BASE_URL']}/me/sign-ins")
