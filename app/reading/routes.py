"""The page on which somebody chooses their language, larger words and Easy Read; it works without a script."""

from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request, url_for

from ..accounts.guards import asking, next_path
from ..accounts.operations import say_language
from ..accounts.rules import own_path
from ..catalogues import checked
from ..extensions import csrf
from ..web import language, ways
from ..web.guards import SAFE_METHODS, allow, everyone
from ..web.headers import link_page

blueprint = Blueprint("reading", __name__)


@blueprint.get("/reading")
@allow(everyone)
def show():
    answer = make_response(
        render_template("reading/show.html", next=next_path("/"), languages=language.LANGUAGES, checked=checked())
    )
    return link_page(answer)  # its own address holds that of the page before, which may be somebody's pass


@blueprint.post("/reading")
@csrf.exempt  # no session is begun for it, so that pages stay the same for all; the Origin is still looked at
@allow(everyone)
def choose():
    answer = redirect(next_path("/"), 303)
    wanted = request.form.get("language")
    if wanted in language.LANGUAGES:
        ways.keep(answer, language.COOKIE, wanted)
        if account := asking():
            say_language(account.person, wanted)
    if wanted is None:
        ways.keep(answer, ways.COOKIE, ".".join(way for way in ways.WAYS if way in request.form))
    return answer


@blueprint.app_template_global()
def reading_page() -> str:
    """The address of this page's choices, which lead back to it."""
    can_come_back = request.method in SAFE_METHODS and request.endpoint != "reading.show"
    return url_for("reading.show", next=_here() if can_come_back else None)


def _here():
    """The page of this request; a way on to somebody else's site is left out."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "next" or own_path(value)]
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
