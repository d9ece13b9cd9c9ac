"""The browser in somebody's hand: signed in with a fresh session, left with nothing, and what it is called."""

from flask import after_this_request, redirect, request, session
from flask_babel import gettext as _
from flask_login import login_user

from ..notifications.operations_phones import forget_phones
from ..web.language import COOKIE, picked, read_now
from ..web.visitor import LEFT, MARK, SHARED, forget_phone, phone_mark, remember_person, say_shared
from ..web.ways import keep
from . import rules
from .operations import say_language
from .touch import NO_TOUCH

BY_WORKER = "emptied"
"""The field by which the worker says that it left late, and has emptied the phone itself (templates/pwa/outbox.js)."""


def begin(sign_in):
    """Sign this browser in with a fresh session; what is known of the phone stays: its mark, what it can't do."""
    kept, shared = {name: session[name] for name in (MARK, LEFT, NO_TOUCH) if name in session}, SHARED in session
    session.clear()
    session.update(kept)
    login_user(sign_in)
    remember_person(sign_in.account.person_id)
    say_shared(shared)
    _agree_on_language(sign_in.person, shared)


def _agree_on_language(person, shared):
    """What was picked on this phone counts for the person; else a phone of their own learns what they picked."""
    if picked(request.cookies) or person.language is None:
        say_language(person, read_now())
    elif not shared and person.language != read_now():
        after_this_request(lambda answer: keep(answer, COOKIE, person.language))


def leave():
    """This browser is nobody's any more: its cookie is emptied, and it hears nothing of us (RULES P4)."""
    if mark := phone_mark():
        forget_phones(phone_marks=[mark])
    forget_phone()


def end():
    """The answer that takes everything of ours from this browser and shows the home page."""
    leave()
    return empty(redirect("/", 303))


def empty(answer):
    """Have the browser let go of all it keeps of ours (RULES P4).

    Not for the worker: with its storage it would be ended itself, and Chromium leaves a page that it is just handing on
    unloaded for ever.
    """
    if BY_WORKER not in request.form:
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def device_name() -> str:
    """What a person would call the browser of this request: "Chrome on Android"."""
    browser, system = rules.device_words(request.headers.get("User-Agent", ""))
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("A phone or computer")
