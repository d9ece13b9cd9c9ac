"""The same people for every test, put together by the real operations once a day and database, and then row by row."""

from datetime import datetime

from sqlalchemy import insert, select, text

from app import clock
from app.database import unit_of_work
from app.extensions import db

SOMEBODY = text(
    "SELECT EXISTS (SELECT 1 FROM person) OR EXISTS (SELECT 1 FROM organisation)"
    " OR EXISTS (SELECT 1 FROM area) OR EXISTS (SELECT 1 FROM message)"
)
_kept = {}


def again(assemble):
    """What `assemble()` gives in a town that is still empty, at a fifth of the cost from the second time on."""
    if not _is_empty():
        return assemble()
    key = (db.engine, clock.today(), assemble)
    if key not in _kept:
        made = assemble()
        _kept[key] = (clock.now(), _rows(), {name: _place(one) for name, one in vars(made).items()})
        return made
    then, rows, places = _kept[key]
    _insert(rows, clock.now() - then)
    return Found(places)


class Found:
    """Attributes that are looked up when they are first asked for."""

    def __init__(self, places):
        self._places = places

    def __getattr__(self, name):
        if name.startswith("_") or name not in self._places:
            raise AttributeError(name)
        model, row_id, plain = self._places[name]
        found = db.session.get_one(model, row_id) if model else plain
        setattr(self, name, found)
        return found


def _place(one):
    return (type(one), one.id, None) if isinstance(one, db.Model) else (None, None, one)


def _is_empty():
    return not db.session.scalar(SOMEBODY)


def _rows():
    found = {table: db.session.execute(select(table)).mappings().all() for table in db.metadata.sorted_tables}
    return {table: [dict(row) for row in rows] for table, rows in found.items() if rows}


def _insert(rows, later):
    """The rows as if they had been made so much later."""
    with unit_of_work():
        for table, those in rows.items():
            moved = [{name: _moved(value, later) for name, value in row.items()} for row in those]
            db.session.execute(insert(table), moved)


def _moved(value, later):
    return value + later if isinstance(value, datetime) and value.tzinfo else value
