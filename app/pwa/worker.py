"""The text of the service worker: its files, its pages and its words, under a name that changes with any of them."""

import re
from hashlib import sha256

from flask import current_app, render_template
from flask_babel import gettext as _

FILES = ("dist/gather.css", "dist/start.js", "dist/gather.js", "vendor/htmx/htmx.min.js",
         "vendor/phosphor/icons.svg", "icons/favicon.svg")  # fmt: skip
PAGES = {"/offline": "pwa/offline.html", "/offline/unsent": "pwa/unsent.html"}
"""What the phone has from the first visit on, the same for everybody."""
NOTES = ("away", "slow", "none")
STATES = ("waiting", "done", "refused", "wrong", "away")
"""How what was tapped without signal can stand."""


def script() -> str:
    """The worker in the visitor's language, without its comments."""
    known = current_app.extensions["gather_assets"]
    shell = [*(known[name] for name in FILES), *PAGES]
    contents = [*shell, *(render_template(template) for template in PAGES.values())]
    text = render_template(
        "pwa/sw.js", shell=shell, version=sha256("".join(contents).encode()).hexdigest()[:10],
        notes={name: render_template("pwa/note.html", name=name).strip() for name in NOTES},
        rows={state: render_template("pwa/unsent_row.html", state=state).strip() for state in STATES},
        words=_words(), icon=known["icons/icon-192.png"],
    )  # fmt: skip
    return re.sub(r"^\s*(//.*\n)?", "", text, flags=re.MULTILINE)


def _words():
    refused = _("Something you tapped did not work.")
    return {
        "news": _("News from Gather Round"), "saved": _("Saved"), "later": _("We will send it when you have signal."),
        "sorry": _("That did not work"), "look": _("Tap to see how it stands."),
        "waiting": _("Something waits for signal."), "done": _("We sent what you tapped."), "see": _("See it"),
        "refused": refused, "wrong": refused, "away": _("Sign in again, then we send it."),
        "something": _("Something you tapped"), "leave": _("Sign out"),
    }  # fmt: skip
