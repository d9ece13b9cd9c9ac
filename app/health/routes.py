import hmac

from flask import Blueprint, Response, abort, current_app, jsonify, request

from .. import metrics
from ..backends import jobs
from ..web.guards import allow, everyone
from . import queries
from .rules import whats_missing

blueprint = Blueprint("health", __name__)


def with_metrics_token(**_arguments):
    """Only who knows the town's metrics token; for everybody else there is no such page."""
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)


@blueprint.get("/healthz")
@allow(everyone)
def alive():
    return Response("ok", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@blueprint.get("/readyz")
@allow(everyone)
def ready():
    reachable = queries.is_reachable()
    age = queries.last_job_age() if reachable else None
    missing = whats_missing(reachable, reachable and queries.is_migrated(), jobs.standing_still(age))
    answer = jsonify(
        ready=not missing, not_ready=missing, last_job_run_seconds="never" if age is None else round(age, 1)
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer, 503 if missing else 200


@blueprint.get("/metrics")
@allow(with_metrics_token)
def figures():
    text, content_type = metrics.exposition()
    return Response(text, content_type=content_type, headers={"Cache-Control": "no-store"})
