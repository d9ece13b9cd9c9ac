"""The phone somebody holds: a random mark in its cookie, so that it finds its own plans again without an account."""

from secrets import token_urlsafe

from flask import session

from ..privacy import fingerprint

MARK = "phone"
SHARED = "shared"


def phone_mark() -> str | None:
    """The fingerprint of this phone's mark, None while it has none."""
    mark = session.get(MARK)
    return fingerprint(mark) if mark else None


def give_mark() -> str:
    """This phone's fingerprint; a mark is given the first time it is needed."""
    if MARK not in session:
        session[MARK] = token_urlsafe(16)
        session.permanent = not is_shared()
    return fingerprint(session[MARK])


def forget_phone():
    """Take the mark and everything else from this phone's cookie."""
    session.clear()


def is_shared() -> bool:
    """Whether somebody said that others use this phone too: then it keeps nothing of ours."""
    return SHARED in session


def say_shared(shared):
    """Note whether this phone is shared; the cookie of a shared one ends with the browser."""
    if shared:
        session[SHARED] = True
    else:
        session.pop(SHARED, None)
    session.permanent = not shared
