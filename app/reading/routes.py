"""The page on which somebody chooses their language, larger words and Easy Read; it works without a script."""

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for

from ..accounts.guards import next_path
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
        _keep(answer, language.COOKIE, wanted)
    if wanted is None:
        _keep(answer, ways.COOKIE, ".".join(way for way in ways.WAYS if way in request.form))
    return answer


@blueprint.app_template_global()
def reading_page() -> str:
    """The address of this page's choices, which lead back to it."""
    can_come_back = request.method in SAFE_METHODS and request.endpoint != "reading.show"
    return url_for("reading.show", next=request.full_path.rstrip("?") if can_come_back else None)


def _keep(answer, name, value):
    if value:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(name, value, language.KEPT_DAYS * 86400, secure=secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(name)
