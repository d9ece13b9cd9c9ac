"""The API under /api/v1: its views are next door, a file for each noun. Here is what describes it, to both readers."""

from datetime import timedelta

from flask import Response, render_template

from .. import clock
from ..web.guards import allow, everyone
from ..web.page_cache import public_page
from . import queries, routes_bookings, routes_events, routes_rallies  # noqa: F401  (their views hang themselves on the blueprint)
from .blueprint import blueprint


@blueprint.get("/openapi.json")
@allow(everyone)
@public_page
def openapi():
    from .description import description_text  # SPEED, pattern 6: not loaded before somebody asks

    return Response(description_text(), mimetype="application/json")


@blueprint.get("")
@allow(everyone)
@public_page
def reference():
    from .description import description
    from .reference import chapters, problems

    day = (clock.today() + timedelta(days=7)).isoformat()
    return render_template(
        "api/reference.html", about=description()["info"], chapters=chapters(description(), queries.an_example(), day),
        problems=problems(),
    )  # fmt: skip
