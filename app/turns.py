"""A lock that is fair: first come, first served. Python's own lets whoever runs just now go ahead of those who wait."""

from collections import deque
from threading import Lock


class Turn:
    """One at a time, in the order of asking."""

    def __init__(self):
        self._lock, self._line, self._taken = Lock(), deque(), False

    def acquire(self, timeout) -> bool:
        """Wait for our turn; false when it has not come up within so many seconds."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._line.append(mine)
        return mine.acquire(timeout=timeout) or not self._has_left(mine)

    def _has_left(self, mine):
        """Whether we left the line; we can't when we were called in this very moment."""
        with self._lock:
            if mine not in self._line:
                return False
            self._line.remove(mine)
            return True

    def release(self):
        """Hand over to whoever has waited longest."""
        with self._lock:
            if self._line:
                self._line.popleft().release()
            else:
                self._taken = False
