"""Embedded: a small thread pool in every process, and a timetable of sweeps in the one that leads the data folder.

APScheduler is imported by the leader alone. Its store is memory: what is due stands in our own tables.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from functools import partial
from threading import Event, Lock, Thread

import structlog
from flask import g

from ..database import after_commit
from .job_runs import due_time
from .jobs import SWEEPS, run_due, run_now
from .leader import Leadership

THREADS = 4
RETRY_SECONDS = 0.3
"""How often a process that does not lead asks for the lock: another takes over within half a second of a death."""
COMPLAINT_SECONDS = 10
"""How long to wait before saying again that the lock file can't be opened."""


class Engine:
    sweeps = True

    def __init__(self, app):
        self.app = app
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="gather-task")
        self._waiting, self._waiting_lock = set(), Lock()
        self._leadership = Leadership(app.config["DATA_DIR"] / "jobs.lock")
        self._stopping = Event()
        self._thread = self._scheduler = None

    def send(self, name, *ids):
        """Have the task run by a thread of this process, once the caller's unit of work is committed."""
        after_commit(partial(self._submit, name, *ids))

    def _submit(self, *message):
        """Hand it to a thread, unless the same one is still waiting for its turn."""
        with self._waiting_lock:
            if message in self._waiting:
                return
            self._waiting.add(message)
        try:
            self._pool.submit(self._work, message, g.get("request_id"))
        except RuntimeError:  # this process is ending; the sweep of another finds the row
            structlog.get_logger().info("job.left_to_sweep", job=message[0], ids=message[1:])

    def _work(self, message, request_id):
        with self._waiting_lock:
            self._waiting.discard(message)
        with self.app.app_context():
            if request_id:
                g.request_id = request_id  # the log shows which request asked for it
            run_now(*message)  # what it raises is logged there, and ends in the future that nobody reads

    def start(self):
        """Stand for leader, in a thread of its own."""
        import apscheduler.schedulers.background  # noqa: F401  here, so that no thread imports while a process ends

        if self._thread is None:
            self._thread = Thread(target=self._stand, name="gather-leader", daemon=True)
            self._thread.start()

    def _stand(self):
        while not self._stopping.is_set():
            try:
                if self._leadership.take():
                    return self._lead()
            except OSError as problem:
                structlog.get_logger().error("jobs.lock_failed", reason=problem.strerror)
                self._stopping.wait(COMPLAINT_SECONDS)
            self._stopping.wait(RETRY_SECONDS)

    def _lead(self):
        from apscheduler.schedulers.background import BackgroundScheduler

        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        )
        for name, seconds in SWEEPS.items():
            # From the latest due time, which may lie with a dead leader: it runs at once unless its row is taken.
            due_at = due_time(seconds)
            self._scheduler.add_job(
                self._sweep, "interval", [name], seconds=seconds, start_date=due_at, next_run_time=due_at, id=name
            )
        self._scheduler.start()
        structlog.get_logger().info("jobs.leading", sweeps=len(SWEEPS))

    def _sweep(self, name):
        with self.app.app_context():
            run_due(name)

    def stop(self):
        """Finish what runs, drop what waits, and let another process lead."""
        self._stopping.set()
        if self._thread:
            self._thread.join()
        if self._scheduler:
            self._scheduler.shutdown()
            self._scheduler = None
        self._pool.shutdown(cancel_futures=True)
        self._leadership.leave()
