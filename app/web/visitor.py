"""The phone somebody holds: a random mark in its cookie, so that it finds its own plans again without an account."""

from secrets import token_urlsafe

from flask import session

from ..privacy import fingerprint

MARK = "phone"


def phone_mark() -> str | None:
    """The fingerprint of this phone's mark, None while it has none."""
    mark = session.get(MARK)
    return fingerprint(mark) if mark else None


def give_mark() -> str:
    """This phone's fingerprint; a mark is given the first time it is needed."""
    if MARK not in session:
        session[MARK] = token_urlsafe(16)
        session.permanent = True
    return fingerprint(session[MARK])


def forget_phone():
    """Take the mark and everything else from this phone's cookie."""
    session.clear()
