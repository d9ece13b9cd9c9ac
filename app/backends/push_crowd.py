"""The processes that seal and send a big batch: as many as there are cores, kept for a minute, fed in small portions.

This side hands parcels out and gathers what came of them; the other is push_worker.py. Nothing but the parcels and
their answers passes between them, over a socket that nobody else has; when this process dies, they end.
"""

import os
import subprocess
import sys
import weakref
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from multiprocessing import Pipe
from multiprocessing.connection import wait
from operator import attrgetter
from threading import Lock, Timer, current_thread

import structlog

from ..config import ROOT
from .push_answers import Verdict, of_ourselves
from .push_parcels import Answer, Parcel

PORTION, AHEAD = 128, 512
"""Parcels handed over at a time, and how many a process may have before it: enough not to wait for us, few to lose."""
KEPT_SECONDS = 60
"""How long the processes wait for the next batch: starting one takes half a second of CPU."""
MOST = 16
ENOUGH = 3
"""Batches in a row that lost every helper, after which none is started again: this machine can't."""
STOPPED = of_ourselves("unreachable", "The sender was stopped in the middle.")
_fields = attrgetter(*Parcel.__slots__)


def cores() -> int:
    """How many processors this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST)


class Helper:
    """One process of the crowd; `owed` are the parcels whose answers it owes us, number to push service."""

    def __init__(self, key_text, subject):
        self._connection, theirs = Pipe()
        words = [sys.executable, "-m", f"{__package__}.push_worker", str(theirs.fileno())]
        self._process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
        theirs.close()
        self.owed = {}
        self.tell((key_text, subject))

    def fileno(self):
        return self._connection.fileno()

    def tell(self, message):
        """Send it a message; when it died there will be an end in place of its answer."""
        with suppress(OSError):
            self._connection.send(message)

    def hand_over(self, portion):
        """Give it some (number, origin, parcel)."""
        self.owed.update((number, origin) for number, origin, _parcel in portion)
        self.tell([(number, *_fields(parcel)) for number, _origin, parcel in portion])

    def hear(self):
        """What it has to say: a list of (number, Verdict); None when the batch is over; EOFError when it died."""
        try:
            told = self._connection.recv()
        except OSError as problem:
            raise EOFError from problem
        return told and [(number, _verdict(*words)) for number, *words in told]

    def end(self):
        self._connection.close()
        self._process.terminate()
        self._process.wait()


@lru_cache(256)
def _verdict(kind, reason, retry_after, effect):
    return Verdict(Answer(kind, reason, retry_after), effect)


class Crowd:
    """The helpers of one process, for one batch at a time."""

    def __init__(self, key_text, subject):
        self._who_we_are = key_text, subject
        self._helpers, self._turn, self._timer, self._lost_all = [], Lock(), None, 0
        weakref.finalize(self, _end_all, self._helpers)

    def gather(self) -> bool:
        """Have all helpers there; false when none can be started, or they died too often: then others must do it."""
        with self._turn:
            if self._timer:
                self._timer.cancel()
            self._timer = None
            try:
                while len(self._helpers) < cores() and self._lost_all < ENOUGH:
                    self._helpers.append(Helper(*self._who_we_are))
            except OSError as problem:  # no more processes, files or memory
                structlog.get_logger().error("push.no_worker", reason=problem.strerror)
            return bool(self._helpers)

    def send(self, sifted, listed):
        """Yield (number, origin, Verdict) for each (number, origin, parcel, verdict) of `sifted`, as they come.

        What has a verdict already comes back as it is. `gather` goes before.
        """
        try:
            yield from self._work(sifted, listed)
        except BaseException:  # given up in the middle: what is under way is nobody's any more
            _end_all(self._helpers)
            raise
        self._lost_all = 0 if self._helpers else self._lost_all + 1
        with self._turn:
            self._timer = Timer(KEPT_SECONDS, self._let_go)
            self._timer.daemon = True
            self._timer.start()

    def end(self):
        """Send the helpers home; the next batch starts new ones."""
        with self._turn:
            _end_all(self._helpers)

    def _work(self, sifted, listed):
        working, more = list(self._helpers), True
        for helper in working:
            helper.tell(listed)
        while working:
            for helper in working:
                while more and len(helper.owed) <= AHEAD - PORTION:
                    portion = list(islice(sifted, PORTION))
                    if mine := [one[:3] for one in portion if one[3] is None]:
                        helper.hand_over(mine)
                    yield from ((number, origin, verdict) for number, origin, _, verdict in portion if verdict)
                    if more := bool(portion):
                        continue
                    for one in working:
                        one.tell(None)
            for helper in wait(working):
                yield from self._gather(helper, working)
        yield from ((number, origin, verdict or STOPPED) for number, origin, _, verdict in sifted)

    def _gather(self, helper, working):
        try:
            told = helper.hear()
        except EOFError:
            structlog.get_logger().error("push.worker_died", owed=len(helper.owed))
            yield from ((number, origin, STOPPED) for number, origin in helper.owed.items())
            working.remove(helper)
            self._helpers.remove(helper)
            helper.end()
            return
        if told is None:
            working.remove(helper)
            return
        yield from ((number, helper.owed.pop(number), verdict) for number, verdict in told)

    def _let_go(self):
        with self._turn:
            if self._timer is current_thread():  # nobody came in the last moment
                _end_all(self._helpers)


def _end_all(helpers):
    while helpers:
        helpers.pop().end()
