"""Who is asking: the rule for pages of signed-in people, and where the sign-in leads back to."""

from urllib.parse import quote

from flask import abort, current_app, redirect, request
from flask_login import current_user

from ..web.guards import SAFE_METHODS
from .rules import own_path


def signed_in(**_arguments):
    """Only people who are signed in; everybody else may do that first and comes back to this page."""
    if asking() is None:
        wanted = request.full_path.rstrip("?") if request.method in SAFE_METHODS else ""
        abort(redirect(f"/sign-in?next={quote(wanted)}" if wanted else "/sign-in", 303))


def asking():
    """The account of whoever asks, None when nobody is signed in; a visitor without a cookie costs nothing."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies or not current_user.is_authenticated:
        return None
    return current_user.account


def next_path(otherwise) -> str:
    """The page of ours to which `next` of this request leads; `otherwise` without one, or when it leads elsewhere."""
    return own_path(request.values.get("next", "")) or otherwise
