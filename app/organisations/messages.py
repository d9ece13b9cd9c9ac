"""The words of what this slice sends: short enough for one text message, with one thing to do (RULES L3)."""

from flask import current_app
from flask_babel import gettext as _

NAME_ROOM = 40
"""How many letters of a name a text message has room for."""


def added(organisation) -> tuple[str, str]:
    """Subject and text for somebody who was added to an organisation's team."""
    name = _short(organisation.name)
    subject = _("You are in the team of %(name)s", name=name)
    text = _(
        "Gather Round %(town)s: you are in the team of %(name)s. See what you can do: %(link)s",
        town=current_app.config["TOWN"], name=name, link=_link("/organise/"),
    )  # fmt: skip
    return subject, text


def approved(organisation) -> tuple[str, str]:
    """Subject and text for the owners of an organisation that may now post."""
    name = _short(organisation.name)
    subject = _("%(name)s can post now", name=name)
    text = _(
        "Gather Round %(town)s: %(name)s can post now. Everyone in town can see it. Start here: %(link)s",
        town=current_app.config["TOWN"], name=name, link=_link("/organise/"),
    )  # fmt: skip
    return subject, text


def proposed(organisation) -> tuple[str, str]:
    """Subject and text for the stewards when an organisation waits for their yes."""
    name = _short(organisation.name)
    subject = _("%(name)s would like to join", name=name)
    text = _(
        "Gather Round %(town)s: %(name)s would like to join. Please look: %(link)s",
        town=current_app.config["TOWN"], name=name, link=_link("/organise/organisations"),
    )  # fmt: skip
    return subject, text


def _short(name):
    return name if len(name) <= NAME_ROOM else name[: NAME_ROOM - 1] + "…"


def _link(path):
    return current_app.config["BASE_URL"] + path
