"""Who may use a route, and whether a request really comes from our own page. Knows no role of the domain.

A rule is a function that takes the view's arguments and aborts or returns; each slice brings its own.
"""

from urllib.parse import urlsplit

from flask import abort, current_app, request

from .errors import ForeignRequest

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def allow(rule):
    """Declare who may use the view; goes under the route decorator."""

    def mark(view):
        view.allowed = rule
        return view

    return mark


def everyone(**_arguments):
    """Anybody at all, known or not."""


def demo_only(**_arguments):
    """Only in the demo town; elsewhere the page does not exist."""
    if not current_app.config["DEMO"]:
        abort(404)


def rule_of(endpoint):
    """The declared rule of an endpoint, None when nobody declared one."""
    return getattr(current_app.view_functions.get(endpoint), "allowed", None)


def check_access():
    """Run the rule of the requested view; a view without one is closed to all."""
    if request.endpoint is None:
        return  # no such page: the 404 is on its way
    rule = rule_of(request.endpoint)
    if rule is None:
        abort(404)
    rule(**(request.view_args or {}))


def check_origin():
    """Refuse a write that another site's page sent; the token in the form is the second lock.

    Browsers send Sec-Fetch-Site over https and to localhost, and no page can forge it; without it Origin decides
    (OWASP ASVS 5.0, 3.5.3). Origin alone would not do: our own no-referrer pages send it as "null".
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site:
        ours = site in ("same-origin", "none") and (origin in (None, "null") or _is_ours(origin))
    else:
        ours = origin is None or _is_ours(origin)
    if not ours:
        raise ForeignRequest


def _is_ours(origin):
    return urlsplit(origin).netloc == request.host


def check_loopback():
    """The demo answers this computer alone, whatever address it was bound to."""
    if current_app.config["DEMO"] and not _from_here():
        abort(403)


def _from_here():
    from ..config import is_loopback

    return bool(request.remote_addr) and is_loopback(request.remote_addr)


def init_app(app):
    for check in (check_loopback, check_origin, check_access):
        app.before_request(check)
