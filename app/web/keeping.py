"""Whose copies of pages a phone may keep to show without signal, said with every answer (RULES P4). Keeps nothing."""

from flask import request, session
from markupsafe import Markup
from wtforms.widgets import html_params

from ..privacy import lookup
from .headers import recognised
from .visitor import MARK, PERSON, is_shared

HEADER = "Gather-Phone"
EVERYBODY, NOBODY = "everybody", "nobody"
SIGNED_IN = "_user_id"


def keeper() -> str:
    """In whose name this phone keeps what it is shown, as a keyed hash.

    `everybody` where nobody is known, `nobody` on a shared phone: there nothing is kept. A name that begins with p- is
    a person's, with m- a phone's.
    """
    if not recognised():
        return EVERYBODY
    if is_shared():
        return NOBODY
    if SIGNED_IN in session:
        return f"p-{lookup(f'keeper {session.get(PERSON) or session[SIGNED_IN]}')[:20]}"
    return f"m-{lookup(f'keeper {session[MARK]}')[:20]}" if MARK in session else EVERYBODY


def outbox(label, back=""):
    """The attributes of a form that may wait on the phone for signal (static/js/outbox.js); not on a shared phone.

    `label` is what waits, in words; `back` where to look when it fails, else the page of the form.
    """
    if recognised() and is_shared():
        return Markup(" " + html_params(**{"data-outbox-whose": NOBODY}))
    named = {"data-outbox": label, "data-outbox-whose": keeper()} | ({"data-outbox-back": back} if back else {})
    return Markup(" " + html_params(**named))


def say_whose(response):
    """Tell the phone's worker; not where something went wrong on our side, which says nothing of who is there."""
    if response.status_code < 500 and request.endpoint:
        response.headers[HEADER] = keeper()
    return response


def init_app(app):
    app.after_request(say_whose)
    app.jinja_env.globals.update(outbox=outbox, is_shared_phone=lambda: recognised() and is_shared())
