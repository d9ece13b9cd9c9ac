"""Scaled out on PostgreSQL: a task becomes a job in the very transaction that makes it due, and any worker runs it.

Processes that serve pages only write jobs. `flask worker` runs them, and every worker keeps the same timetable:
Procrastinate lets one of them have each due time. A job only says what to look for; what is due stands in our tables.
"""

from functools import partial

import structlog
from flask import g
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.jobs import Status
from sqlalchemy import text

from ..config import SettingsError
from ..extensions import db
from .jobs import SWEEPS, TASKS, run_due, run_now

SWEEP = "sweep "
"""What stands before the name of a sweep that the timetable asked for."""
SCHEMA_TURN = 0x6A6F6273
"""The number under which one process at a time lays the tables of jobs."""
FORGOTTEN_SECONDS = 60
"""After how long without a sign of its worker a job is nobody's."""


class Engine:
    """Writes jobs; raises SettingsError on any other database than PostgreSQL."""

    sweeps = True

    def __init__(self, app):
        if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
            raise SettingsError(
                ["GATHER_JOBS=procrastinate needs PostgreSQL. Set GATHER_DATABASE_URL, or leave GATHER_JOBS out."]
            )
        self.app = app
        self._jobs = App(connector=SyncPsycopgConnector())  # never opened: each job comes with its own connection

    def send(self, name, *ids):
        """Write the job in the caller's transaction: it is there if and only if that commits."""
        connection = db.session.connection().connection.driver_connection
        task = self._jobs.configure_task(name, connection=connection)
        task.defer(ids=list(ids), request_id=g.get("request_id"))

    def start(self):
        """Lay the tables of jobs if they are not there; nothing runs in a process that serves pages."""
        with self.app.app_context():
            lay_tables(self._jobs.schema_manager.get_schema())

    def stop(self):
        """Nothing to stop."""


def lay_tables(schema):
    """Run this script unless its tables are there; of several who come at once, one does."""
    with db.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": SCHEMA_TURN})
        if connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
            connection.connection.driver_connection.execute(schema)  # several statements: without values, as it is


def work(app, threads):
    """Run jobs and sweeps until this process is told to stop; then what runs is finished first."""
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg://", "postgresql://", 1)
    jobs = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=threads + 2))
    for name in TASKS:
        jobs.task(partial(_run, app, name), name=name)
    for name, seconds in SWEEPS.items():
        sweep = jobs.task(partial(_sweep, app, name), name=SWEEP + name)
        jobs.periodic(cron=cron(seconds))(sweep)
    jobs.periodic(cron=cron(60))(jobs.task(partial(_let_go, jobs), name="forget jobs of dead workers"))
    structlog.get_logger().info("worker.started", threads=threads, sweeps=len(SWEEPS))
    jobs.run_worker(concurrency=threads, delete_jobs="always", shutdown_graceful_timeout=10)


def cron(seconds) -> str:
    """So many seconds as Procrastinate's timetable wants them, with a sixth field for seconds.

    What comes every few days is looked at every day: run_due runs it once for its own due time. Raises ValueError for
    an interval that is neither whole days nor a part of a minute, an hour or a day.
    """
    if seconds < 60 and 60 % seconds == 0:
        return f"* * * * * */{seconds}"
    minutes = seconds // 60
    if seconds % 60 == 0 and minutes < 60 and 60 % minutes == 0:
        return f"*/{minutes} * * * *"
    hours = minutes // 60
    if seconds % 3600 == 0 and hours < 24 and 24 % hours == 0:
        return f"0 */{hours} * * *"
    if seconds % 86400 == 0:
        return "0 0 * * *"
    raise ValueError(f"no timetable has every {seconds} seconds")


def _run(app, name, ids=(), request_id=None):
    with app.app_context():
        if request_id:
            g.request_id = request_id  # the log shows which request asked for it
        run_now(name, *ids)


def _sweep(app, name, timestamp):  # Procrastinate's due time; ours is the row that run_due takes
    with app.app_context():
        run_due(name)


async def _let_go(jobs, timestamp):
    """End what a dead worker had begun: what it was about is still due in our tables, and a sweep finds it."""
    for job in await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=FORGOTTEN_SECONDS):
        await jobs.job_manager.finish_job(job, Status.FAILED, delete_job=True)
