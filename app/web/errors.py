"""What a visitor reads when something went wrong: a plain page with what to do next, never a trace."""

import structlog
from flask import current_app, g, request
from flask.globals import request_ctx
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, TimeoutError as PoolTimeout
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, InternalServerError, ServiceUnavailable

from ..database import Busy, has_no_space
from .language import reading

RETRY_SECONDS = 5

SENTENCES = {
    400: (_l("That did not work"), _l("Something was missing in what your phone sent. Go back and try again.")),
    403: (_l("This page is not for you"), _l("You may need to sign in as somebody else.")),
    404: (_l("We can't find that page"), _l("It may be over, or the link may be wrong.")),
    405: (_l("That did not work"), _l("Go back and try again.")),
    409: (_l("Someone got there first"), _l("Go back and pick again.")),
    410: (_l("This has ended"), _l("Have a look at what else is on.")),
    413: (_l("That is too big"), _l("Send something smaller.")),
    422: (_l("That did not work"), _l("Go back and check what you typed.")),
    429: (_l("Please wait a little"), _l("You tried many times. Wait a few minutes and try again.")),
    500: (_l("Sorry, that was our fault"), _l("We have made a note of it. Try again in a minute.")),
    503: (_l("We are very busy right now"), _l("Nothing is lost. Wait a few seconds and try again.")),
}


class ForeignRequest(Forbidden):
    """The form was sent from a page that is not ours."""

    sentences = _l("That came from another website"), _l("For your safety we did not do it. Do it again from here.")


class SignedOut(Forbidden):
    """The page belongs to somebody who has left this phone."""

    sentences = _l("You signed out here"), _l("To see this again, sign in, or open the link in our message.")


class Expired(BadRequest):
    """The page was open for so long that its form is no longer valid."""

    sentences = _l("This page was open for a long time"), _l("Go back, load the page again, and send it once more.")


class CannotSave(ServiceUnavailable):
    """The disk is full: what is there can be read, and nothing can be written."""

    sentences = (
        _l("We can't save anything right now"),
        _l("What you sent was not saved. You can still look around. Please try again later, or call us."),
    )


def show(error):
    """Answer an HTTP error with its plain page, or in the words of whoever answers under that path."""
    if error.code is None or error.code < 400:
        return error  # a redirect raised by a guard
    for path, answer in current_app.extensions["gather_errors"].items():
        if request.path.startswith(path):
            return answer(error)
    title, sentence = getattr(error, "sentences", None) or SENTENCES.get(error.code, SENTENCES[400])
    page = _page(title=title, sentence=sentence, code=error.code, request_id=g.get("request_id", ""))
    headers = {"Cache-Control": "no-store"}
    if error.code in (429, 503):
        headers["Retry-After"] = str(RETRY_SECONDS)
    return page, error.code, headers


def _page(**words):
    """The page from its template alone: what usually comes along may ask the very database that just failed."""
    if request_ctx.url_adapter is None:  # the Host header was not ours, so Flask looked up no route
        request_ctx.url_adapter = current_app.url_map.bind("localhost")  # our links name no host
    return current_app.jinja_env.get_template("errors/error.html").render(**reading(), **words)


def show_expired(_error):
    return show(Expired())


def show_busy(error):
    log, facts = structlog.get_logger(), {"kind": type(error).__name__, "path": str(request.url_rule)}
    if isinstance(error, OperationalError) and has_no_space(error):
        log.error("database.has_no_space", **facts)
        return show(CannotSave())
    log.warning("database.busy", **facts)
    return show(ServiceUnavailable())


def show_fault(_error):
    structlog.get_logger().exception("request.failed", path=str(request.url_rule))
    return show(InternalServerError())


def answer_otherwise(app, path, answer):
    """Let `answer(error)` speak for everything whose path begins so: programs read no pages."""
    app.extensions["gather_errors"][path] = answer


def init_app(app):
    app.extensions["gather_errors"] = {}
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(CSRFError, show_expired)
    for busy in (Busy, OperationalError, PoolTimeout):
        app.register_error_handler(busy, show_busy)
    app.register_error_handler(Exception, show_fault)
