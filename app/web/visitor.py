"""The phone somebody holds: a random mark in its cookie, so that it finds its own plans again without an account."""

from secrets import token_urlsafe

from flask import request, session

from ..privacy import fingerprint, lookup

MARK = "phone"
PERSON = "person"
SHARED = "shared"
LEFT = "left"
LEFT_MOST = 8
"""How many of those who left a phone it knows by a hash."""


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


def remember_person(person_id):
    """Note who signed in, for what is done in their name on this phone."""
    session[PERSON] = person_id


def forget_phone():
    """Take the mark and everything else from this phone's cookie, but for a hash of who left it."""
    left = [*session.get(LEFT, []), *filter(None, [phone_mark(), _name_of(session.get(PERSON))])]
    shared = SHARED in session
    session.clear()
    if left:
        session[LEFT] = left[-LEFT_MOST:]
    if shared:
        session[SHARED] = True


def was_left_by(person_id, mark) -> bool:
    """Whether a page of somebody who left this phone is asked for by going back; a link in a message still opens it.

    Going back asks as the tap before did, with the browser's word (Sec-Fetch-Site) that it came from a page of ours.
    """
    if LEFT not in session or request.headers.get("Sec-Fetch-Site") != "same-origin":
        return False
    return session.get(PERSON) != person_id and bool({_name_of(person_id), mark} & set(session[LEFT]))


def _name_of(person_id):
    return lookup(f"left {person_id}") if person_id else None


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
