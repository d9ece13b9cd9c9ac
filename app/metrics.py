"""The figures for the operator's Prometheus: requests by route rule, jobs by name. Never a person, a code or a raw URL.

Nothing is counted, and prometheus-client is not even imported, in a town without GATHER_METRICS_TOKEN.
"""

import os
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from threading import Lock
from time import perf_counter

from flask import current_app, g, request

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
"""Upper bounds of the duration histogram, around the targets of 0.15 and 0.4 s for a booking."""
_making = Lock()


class Figures:
    """The counters of one app, made at the first use: by then `share` has said where processes meet."""

    def __init__(self):
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self.registry = CollectorRegistry()
        common = {"registry": self.registry}
        self.requests = Counter("gather_requests", "Requests answered", ["rule", "method", "status"], **common)
        self.durations = Histogram(
            "gather_request_seconds", "Time to answer a request", ["rule", "method"], buckets=SECONDS, **common
        )
        self.jobs = Counter("gather_job_runs", "Jobs run", ["job"], **common)
        self.job_failures = Counter("gather_job_failures", "Jobs that ended in an error", ["job"], **common)


def is_counting() -> bool:
    """Whether this town asked for figures."""
    return "gather_metrics" in current_app.extensions


def figures() -> Figures:
    """The counters of the current app."""
    extensions = current_app.extensions
    if extensions["gather_metrics"] is None:
        with _making:
            extensions["gather_metrics"] = extensions["gather_metrics"] or Figures()
    return extensions["gather_metrics"]


def count_kept(rule):
    """Count one request that a kept page answered ahead of Flask."""
    if is_counting():
        figures().requests.labels(rule, "GET", 200).inc()


def count_job(name, failed):
    """Count one run of a job, and its failure."""
    if is_counting():
        figures().jobs.labels(name).inc()
        figures().job_failures.labels(name).inc(1 if failed else 0)


def exposition() -> tuple[bytes, str]:
    """All figures in Prometheus' text form and its content type: of every serving process once `share` was called."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    folder = current_app.extensions.get("gather_metrics_folder")
    if folder is None:
        return generate_latest(figures().registry), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder.path))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class _Folder:
    """Where the serving processes of one data folder add up; emptied by the first of them that comes."""

    def __init__(self, path):
        self.path = path
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = (path / "serving.lock").open("a")  # held while we live, let go by the kernel at our death
        try:
            flock(self._lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            pass  # others serve already: their figures stay
        else:
            for figures in path.glob("*.db"):
                figures.unlink()
        flock(self._lock, LOCK_SH)


def share(app):
    """Add up the figures of all worker processes; the serving process calls it before its first request."""
    if "gather_metrics" in app.extensions:
        folder = _Folder(app.config["DATA_DIR"] / "metrics")
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder.path)  # read when prometheus-client is imported
        app.extensions["gather_metrics_folder"] = folder


def _count_request(response):
    rule = request.url_rule.rule if request.url_rule else "none"
    method = request.method if request.method in METHODS else "other"
    figures().requests.labels(rule, method, response.status_code).inc()
    figures().durations.labels(rule, method).observe(perf_counter() - g.request_started)
    return response


def init_app(app):
    """Count requests where a token is set; goes after `logs.init_app`, which notes when a request began."""
    if app.config.get("METRICS_TOKEN"):
        app.extensions["gather_metrics"] = None
        app.after_request(_count_request)
