"""Tests and commands: a task runs at once, in the caller's thread; sweeps run when asked for."""

from functools import partial

from ..database import after_commit
from .jobs import run_now


class Engine:
    sweeps = False

    def __init__(self, app):
        self.app = app

    def send(self, name, *ids):
        after_commit(partial(self._run, name, *ids))

    def _run(self, name, *ids):
        try:
            run_now(name, *ids)
        except Exception:
            # Logged and counted; the caller's own work is committed and must be answered. A test wants to know.
            if self.app.testing:
                raise

    def start(self):
        """Nothing runs by itself."""

    def stop(self):
        """Nothing to stop."""
