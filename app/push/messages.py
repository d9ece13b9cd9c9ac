"""The words of a test, and of what we say to an answer."""

from flask_babel import gettext as _


def test() -> tuple[str, str]:
    """Title and body of a notice that only shows that notices arrive."""
    return _("It works"), _("This phone hears from Gather Round.")


def answered(yes) -> str:
    """What we say to an answer."""
    return _("Thank you. You can change this on My phones.") if yes else _("All right. We will not ask again.")
