"""Reads that are kept until something is written: for lists and pages, never for a decision (RULES C3).

Knows no table. What is kept is plain data that no session owns: columns, never entities.
"""

from functools import wraps
from threading import Lock
from time import monotonic

from flask import current_app

from .database import data_version

KEPT = 512
"""How many answers one process keeps at the most."""
SECONDS = 5
"""How long an answer is kept although nothing was written, because it knows what time it is (RULES C3)."""


def until_written(read):
    """Keep what a function of hashable arguments reads until anything is committed, by whichever process."""

    @wraps(read)
    def answer(*arguments):
        kept, key = _kept(), (read.__qualname__, arguments)
        version = data_version()
        found = kept.answers.get(key)
        if found and found[0] == version and monotonic() < found[1]:
            return found[2]
        fresh = read(*arguments)
        kept.put(key, (version, monotonic() + SECONDS, fresh))
        return fresh

    return answer


class _Answers:
    def __init__(self):
        self.answers, self.lock = {}, Lock()

    def put(self, key, answer):
        with self.lock:
            if len(self.answers) >= KEPT:
                self.answers.clear()  # rare, and cheaper than keeping an order at every read
            self.answers[key] = answer


def _kept():
    return current_app.extensions.setdefault("gather_kept_reads", _Answers())
