"""What SQLite needs and PostgreSQL does not: its settings, its one writer, and a look at how often others wrote."""

from threading import Lock
from time import monotonic, sleep

import structlog

SAFE_SQLITE = (3, 51, 3)
"""The first SQLite whose WAL cannot lose commits when two connections reset it at once (sqlite.org, WAL-reset bug)."""
PATIENT = "PRAGMA busy_timeout=5000"
SETTINGS = ("PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", PATIENT, "PRAGMA journal_size_limit=67108864")
ASK_SECONDS = 0.001
"""How often a write asks for its turn. SQLite itself asks ever less, every 100 ms in the end, and who came first may be
last: with two processes of 8 writers each, 1 of 100 waited 2 s."""


def sqlite_module():
    """The SQLite that we bundle; the system's own where there is no wheel of ours."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3 as dbapi2
    return dbapi2


def is_safe(version) -> bool:
    """Whether this SQLite version, a tuple of three numbers, may use write-ahead logging."""
    return tuple(version) >= SAFE_SQLITE


def prepare(connection):
    """Make a new connection one of ours."""
    module = sqlite_module()
    connection.isolation_level = None  # we say BEGIN ourselves
    safe = is_safe(module.sqlite_version_info)
    if not safe:
        structlog.get_logger().warning("sqlite.unsafe_version", version=module.sqlite_version, journal="delete")
    for setting in ("PRAGMA journal_mode=WAL" if safe else "PRAGMA journal_mode=DELETE", *SETTINGS):
        connection.execute(setting)


def begin_to_write(connection, seconds) -> bool:
    """Begin a transaction that writes; false when no turn came up in so many seconds."""
    until = monotonic() + seconds
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while not _has_begun(connection):
            if monotonic() > until:
                return False
            sleep(ASK_SECONDS)
        return True
    finally:
        connection.execute(PATIENT)


def _has_begun(connection):
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite_module().OperationalError as problem:
        if "locked" not in str(problem):
            raise
        return False
    return True


class Watch:
    """One connection of this process that only looks how often others have committed."""

    def __init__(self, engine):
        self.engine, self.lock, self.connection = engine, Lock(), None

    def version(self):
        """A number that differs after every commit of anybody else."""
        with self.lock:
            if self.connection is None:
                self.connection = self.engine.raw_connection()
            return self.connection.driver_connection.execute("PRAGMA data_version").fetchone()[0]
