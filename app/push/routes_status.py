"""How notices fare: for organisers and stewards, in numbers alone."""

from flask import Blueprint, render_template

from ..notifications.queries_status import push_status
from ..organisations.guards import organiser
from ..web.guards import allow

blueprint = Blueprint("push_status", __name__)


@blueprint.get("/organise/notices")
@allow(organiser)
def show():
    return render_template("push/status.html", status=push_status())
