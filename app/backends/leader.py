"""One leader among all processes of a data folder: whoever holds an exclusive lock on a file for as long as it lives.

The kernel lets go of the lock at the holder's death, however it died, so nothing has to be timed or renewed.
"""

import os
from fcntl import LOCK_EX, LOCK_NB, flock
from weakref import WeakSet


class Leadership:
    """A place that one process at a time can take; threads of one process with two of these compete as well."""

    def __init__(self, path):
        self.path = path
        self._file = None

    def take(self) -> bool:
        """Try to lead, without waiting; true once we lead. Raises OSError when the file can't be opened."""
        if self._file:
            return True
        file = self.path.open("a")
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        _held.add(self)
        return True

    def leave(self):
        """Let another process lead."""
        if self._file:
            self._file.close()
            self._file = None
            _held.discard(self)


_held = WeakSet()


def _leave_in_child():
    # A forked child shares its parent's lock, and would keep it when the parent dies.
    for leadership in list(_held):
        leadership.leave()


os.register_at_fork(after_in_child=_leave_in_child)
