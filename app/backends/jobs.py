"""One seam for work outside a request: named tasks of plain ids, and a timetable of sweeps.

Work that must not be lost is a row with a due time; a task only hurries its sweep along. Sweeps ask "what is due?"
and may run late, after a crash or elsewhere. Never holds work of its own that a crash could lose.
"""

from time import monotonic

import structlog
from flask import current_app
from structlog.contextvars import bound_contextvars

from .. import metrics
from . import job_runs
from .engines import find

TASKS = {}
SWEEPS = {}
ENGINES = {"inline": ".jobs_inline", "apscheduler": ".jobs_apscheduler", "procrastinate": ".jobs_procrastinate"}
PATIENCE = 5
"""How many intervals of the shortest sweep may pass without any run before the jobs count as standing still."""


class UnknownTask(LookupError):
    """Nobody registered a task under this name."""


def task(name):
    """Register a function under the name by which any slice may enqueue it."""

    def register(function):
        TASKS[name] = function
        return function

    return register


def sweep(name, seconds):
    """A task without ids that also runs by itself, every so many whole seconds."""
    if seconds != int(seconds) or seconds < 1:
        raise ValueError("a sweep runs every so many whole seconds")

    def register(function):
        SWEEPS[name] = int(seconds)
        return task(name)(function)

    return register


def enqueue(name, *ids):
    """Ask for a task as soon as the unit of work we are in is committed, and not at all when it is not.

    What the task raises never gets here. Raises UnknownTask.
    """
    _known(name)
    _engine().send(name, *ids)


def run_now(name, *ids):
    """Run a task in the caller's thread; what it raises is logged, counted, and raised again.

    Raises UnknownTask.
    """
    function, failed = _known(name), True
    try:
        function(*ids)
        failed = False
    except Exception:
        structlog.get_logger().exception("job.failed", job=name, ids=ids)
        raise
    finally:
        metrics.count_job(name, failed)


def run_due(name) -> bool:
    """Run a sweep unless its present due time has been taken by anybody; true when it was ours. For engines' timers."""
    due_at = job_runs.due_time(SWEEPS[name])
    if not job_runs.claim_run(name, due_at):
        return False
    started, failure = monotonic(), None
    try:
        with bound_contextvars(job=name, due=due_at.isoformat()):  # every line of the run says what it belongs to
            run_now(name)
    except Exception as problem:  # logged and counted by run_now; the row keeps what kind it was
        failure = type(problem).__name__
    job_runs.note_end(name, due_at, monotonic() - started, failure)
    return True


def standing_still(age) -> bool:
    """Whether sweeps should have run by now, `age` seconds after the last run (None: never)."""
    if not SWEEPS or not _engine().sweeps:
        return False
    return age is None or age > PATIENCE * min(SWEEPS.values())


def last_run():
    """The instant of the latest run of any sweep in this town's database, None before the first."""
    return job_runs.last_run()


def start(app):
    """Let sweeps run by themselves; only a serving process calls it, never a command."""
    app.extensions["gather_jobs"].start()


def stop(app):
    """Finish what runs, drop what waits, and let another process lead."""
    app.extensions["gather_jobs"].stop()


def init_app(app):
    """Choose the engine of GATHER_JOBS; nothing runs by itself before `start`."""
    app.extensions["gather_jobs"] = find(ENGINES, app.config["JOBS"], "GATHER_JOBS")(app)


def _engine():
    return current_app.extensions["gather_jobs"]


def _known(name):
    if name not in TASKS:
        raise UnknownTask(name)
    return TASKS[name]
