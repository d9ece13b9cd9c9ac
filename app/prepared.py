"""Statements that are built once, for the busiest paths: building one costs several times what running it does."""

from functools import cache

from sqlalchemy import insert
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from .extensions import db


def run(statement, **values):
    """The result of a statement over columns; rows that the session has in memory stay as they are there."""
    session = db.session()
    session.flush()
    return session.connection().execute(statement, values)


def put(row, below=(), key=""):
    """Insert a new row now, and the rows below it, whose column `key` becomes its id.

    They are in the session afterwards like any others, which costs a fifth of what adding them there first does. What
    they hang on is not followed: all other foreign keys are given.
    """
    session = db.session()
    session.flush()
    _insert(session, row)
    for one in below:
        setattr(one, key, row.id)
        _insert(session, one)
    for one in (row, *below):
        make_transient_to_detached(one)
    session.add_all((row, *below))


def _insert(session, row):
    statement, usual = _insert_into(row.__table__)
    known = vars(row)
    values = {name: known.get(name, value) for name, value in usual.items()}
    for name, value in values.items():
        set_committed_value(row, name, value)
    row.id = session.connection().execute(statement, values).inserted_primary_key[0]


@cache
def _insert_into(table):
    """The INSERT of a table's rows, and what each column is where nothing was said."""
    columns = [column for column in table.c if not column.primary_key]
    plain = {column.key: column.default.arg if column.default is not None else None for column in columns}
    return insert(table), {name: value for name, value in plain.items() if not callable(value)}
