"""The manifest, the worker at the root of the site, and the page for no signal."""

from flask import Blueprint, current_app, jsonify, make_response, render_template, request
from flask_babel import get_locale, gettext as _
from flask_wtf.csrf import generate_csrf

from ..web.guards import allow, everyone
from .worker import script

blueprint = Blueprint("pwa", __name__)

PAPER, DAMSON = "#fff8ee", "#6a1b57"


@blueprint.get("/manifest.webmanifest")
@allow(everyone)
def manifest():
    files = current_app.extensions["gather_assets"]
    locale = get_locale()
    answer = jsonify(
        id="/", start_url="/", scope="/", display="standalone",
        name=f"Gather Round {current_app.config['TOWN']}", short_name="Gather Round",
        description=_("See who needs a hand in town today, and book what is on."),
        lang=str(locale).replace("_", "-"), dir=locale.text_direction, categories=["social", "lifestyle", "health"],
        launch_handler={"client_mode": ["navigate-existing", "auto"]},
        background_color=PAPER, theme_color=DAMSON,
        icons=[
            {"src": files[f"icons/{name}.png"], "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size, purpose in (
                ("icon-192", 192, "any"), ("icon-512", 512, "any"), ("maskable-512", 512, "maskable"),
            )
        ],
        shortcuts=[
            {
                "name": name, "url": url,
                "icons": [{"src": files[f"icons/{icon}.png"], "sizes": "96x96", "type": "image/png"}],
            }
            for name, url, icon in (
                (_("My plans"), "/me", "plans-96"), (_("What's on today"), "/events?from=today&to=today", "today-96"),
            )
        ],
        screenshots=[
            {
                "src": files[f"screenshots/{name}.webp"], "sizes": "780x1688", "type": "image/webp",
                "form_factor": "narrow", "label": label,
            }
            for name, label in (
                ("home", _("Who needs a hand in town")), ("drive", _("What it is, and one button to join")),
                ("pass", _("Your pass, also without signal")),
            )
        ],
    )  # fmt: skip
    answer.content_type = "application/manifest+json"
    return answer


@blueprint.get("/sw.js")
@allow(everyone)
def service_worker():
    response = make_response(script())
    response.content_type = "text/javascript"
    response.cache_control.no_cache = True
    response.add_etag()  # phones ask for it again at each visit: unchanged, it costs a line
    return response.make_conditional(request)


@blueprint.get("/offline/unsent")
@allow(everyone)
def unsent():
    """What waits on this phone for signal: the worker fills it in, the town knows nothing of it."""
    return render_template("pwa/unsent.html")


@blueprint.get("/offline/token")
@allow(everyone)
def token():
    """A fresh token against forged forms, for what waited longer than its own is good for."""
    answer = jsonify(token=generate_csrf())
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/offline")
@allow(everyone)
def offline():
    return render_template("pwa/offline.html")
