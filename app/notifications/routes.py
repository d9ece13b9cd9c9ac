"""Where somebody says that they want no more of what they can do without: one tap, no sign-in (RFC 8058)."""

from flask import Blueprint, abort, make_response, render_template

from ..extensions import csrf
from ..web.guards import allow, everyone
from ..web.headers import link_page
from .messages import unsubscriber
from .operations_erasing import end_messages_to

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/notifications/<token>/unsubscription")
@allow(everyone)
def unsubscription(token):
    _known(token)
    return _page(done=False)


@blueprint.post("/notifications/<token>/unsubscription")
@csrf.exempt  # mail programs post it by themselves and have seen no form; the token is what allows it
@allow(everyone)
def end(token):
    end_messages_to(_known(token))
    return _page(done=True)


def _known(token):
    return unsubscriber(token) or abort(404)


def _page(done):
    return link_page(make_response(render_template("notifications/unsubscription.html", done=done)))
