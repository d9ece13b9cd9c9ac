"""Who is asking: the rule for pages of signed-in people, and where the sign-in leads back to."""

from urllib.parse import quote

from flask import abort, current_app, redirect, request, session
from flask_login import current_user

from .. import clock
from ..config import PROOF_HOURS
from ..web.guards import SAFE_METHODS
from .rules import is_fresh, may_see_people, own_path
from .touch import NO_TOUCH


def signed_in(**_arguments):
    """Only people who are signed in; everybody else may do that first and comes back to this page."""
    if asking() is None:
        _first("/sign-in")


def sees_people(**_arguments):
    """Only people who showed today who they are: what is here is about others (decision 0042)."""
    signed_in()
    here = current_user
    if not may_see_people(here.proved_by, here.proved_at, clock.now(), PROOF_HOURS, NO_TOUCH in session):
        _first("/me/proof")


def freshly_proved(**_arguments):
    """Only people who showed today who they are, by a code or a touch: what is here opens their account."""
    signed_in()
    if not is_fresh(current_user.proved_at, clock.now(), PROOF_HOURS):
        _first("/me/proof")


def _first(page):
    wanted = request.full_path.rstrip("?") if request.method in SAFE_METHODS else ""
    abort(redirect(f"{page}?next={quote(wanted)}" if wanted else page, 303))


def asking():
    """The account of whoever asks, None when nobody is signed in; a visitor without a cookie costs nothing."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies or not current_user.is_authenticated:
        return None
    return current_user.account


def next_path(otherwise) -> str:
    """The page of ours to which `next` of this request leads; `otherwise` without one, or when it leads elsewhere."""
    return own_path(request.values.get("next", "")) or otherwise
