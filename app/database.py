"""How we talk to the database: engine settings, the unit of work, the claim, and how instants are stored.

The only file that knows which database runs; what SQLite alone needs is in sqlite.py. Decides nothing of the domain.
"""

from contextlib import contextmanager
from datetime import UTC
from functools import cache

from flask import current_app
from sqlalchemy import DateTime, event, insert, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.types import TypeDecorator

from . import sqlite
from .extensions import db
from .turns import Turn

WAIT_SECONDS = 5
"""How long a write waits for its turn before the visitor is asked to try again."""

HIDDEN = {"hide_parameters": True}
"""What people typed stays out of error messages, and so out of the log."""

_turn = Turn()


class Busy(Exception):
    """Too many writers are ahead; the same request may be sent again in a moment."""


class Instant(TypeDecorator):
    """An instant: aware in Python, UTC in the database, on SQLite as on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def engine_options(url) -> dict:
    """What SQLAlchemy's create_engine needs for this database address."""
    if url.startswith("sqlite"):
        return {"module": sqlite.sqlite_module(), "pool_size": 20, "max_overflow": 20, "pool_timeout": 3, **HIDDEN}
    return {
        **HIDDEN, "pool_size": 10, "max_overflow": 10, "pool_timeout": 3, "pool_pre_ping": True,
        "connect_args": {"connect_timeout": 2, "options": "-c statement_timeout=5000"},
    }  # fmt: skip


def address(settings) -> str:
    """The database address of these settings in SQLAlchemy's form; a file in the data folder unless one is given."""
    url = settings.database_url or f"sqlite:///{settings.data_dir / 'gather.db'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection, _record):
    if isinstance(connection, sqlite.sqlite_module().Connection):
        sqlite.prepare(connection)


@event.listens_for(Engine, "begin")
def _begin(connection):
    # A plain BEGIN that turns into a write fails at once when another writer came first, so writes say so up front.
    if connection.dialect.name != "sqlite":
        return
    driver = connection.connection.driver_connection
    if not connection.get_execution_options().get("gather_write"):
        driver.execute("BEGIN")
    elif not sqlite.begin_to_write(driver, WAIT_SECONDS):
        raise Busy


@event.listens_for(Session, "before_flush")
def _only_inside_a_unit_of_work(session, *_flush):
    if "after_commit" not in session.info:
        raise RuntimeError("rows are changed inside unit_of_work() only")


@contextmanager
def _our_turn(session):
    """One writer of this process at a time on SQLite: waiting here is fair, waiting inside SQLite is not."""
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    if not _turn.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _turn.release()


@contextmanager
def unit_of_work():
    """Commit what the block did, or leave no trace of it.

    Blocks nest: only the outermost commits, and only then does what was put off by `after_commit` run. What leaves an
    inner block as an error must leave the outermost too: half of a thing is never committed.
    Raises Busy when no turn to write came up in 5 seconds.
    """
    session = db.session()
    if "after_commit" in session.info:
        try:
            yield
        except BaseException:
            session.info["half_done"] = True
            raise
        return
    with _our_turn(session):
        session.rollback()  # what was only read ends here: a write must begin as a write
        later = session.info["after_commit"] = []
        try:
            session.connection(execution_options={"gather_write": True})
            yield
            if "half_done" in session.info:
                raise RuntimeError("an inner unit of work failed and its error was swallowed")
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            del session.info["after_commit"]
            session.info.pop("half_done", None)
    for call in later:
        call()


def after_commit(call):
    """Put off a call until the unit of work we are in has been committed."""
    db.session().info["after_commit"].append(call)


def run(statement, **values):
    """The result of a statement that was built once, which costs more than running it; it refreshes no rows."""
    db.session.flush()
    return db.session.connection().execute(statement, values)


def put(row, below=(), key=""):
    """Insert a new row now, and the rows below it, whose column `key` becomes its id; all other foreign keys are given.

    No session knows them, at a tenth of the cost: for rows that nobody changes in this unit of work.
    """
    _write(row)
    for one in below:
        setattr(one, key, row.id)
        _write(one)


def put_and_keep(row):
    """Insert a new row now, whose foreign keys are given; it is in the session afterwards like any other."""
    vars(row).update(_write(row))
    make_transient_to_detached(row)
    db.session.add(row)


def _write(row):
    _only_inside_a_unit_of_work(db.session())
    statement, usual = _insert_into(row.__table__)
    values = {name: vars(row).get(name, value) for name, value in usual.items()}
    row.id = run(statement, **values).inserted_primary_key[0]
    return values


@cache
def _insert_into(table):
    """The INSERT of a table's rows, and what each column is where nothing was said."""
    usual = {column.key: getattr(column.default, "arg", None) for column in table.c if not column.primary_key}
    return insert(table), {name: value for name, value in usual.items() if not callable(value)}


def claim(statement) -> bool:
    """Run a conditional UPDATE; true when this caller, and no other, changed the row."""
    return db.session.execute(statement.execution_options(synchronize_session=False)).rowcount == 1


def has_no_space(error) -> bool:
    """Whether a statement failed because nothing more can be written: the disk is full, or refuses."""
    words = ("database or disk is full", "disk I/O error", "attempt to write a readonly database")
    return getattr(error.orig, "sqlstate", None) == "53100" or any(word in str(error.orig) for word in words)


@contextmanager
def tables_may_be_rebuilt(connection):
    """For migrations: one write transaction, in which SQLite may replace a table without its children noticing."""
    connection.execution_options(gather_write=True)
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def data_version():
    """A token that differs after every commit, by whichever process: what was read under it is as it still stands.

    SQLite counts commits for us (PRAGMA data_version, seen from a connection of its own that never writes); PostgreSQL
    names the transactions under way and done.
    """
    if db.engine.dialect.name != "sqlite":
        return db.session.scalar(text("SELECT pg_current_snapshot()::text"))
    watch = current_app.extensions.setdefault("gather_data_watch", sqlite.Watch(db.engine))
    return watch.version()
