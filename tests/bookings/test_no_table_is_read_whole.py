"""What a booking asks of the database does not grow with the town: every look-up goes by an index (SPEED)."""

import pytest
from sqlalchemy import event, or_, select

from app.accounts.models import Person
from app.bookings.models import Booking
from app.bookings.operations import Request, book, cancel, move
from app.bookings.operations_waiting import Wishes, join
from app.extensions import db
from tests.cast import clinic, first_slot, gathering, phone
from tests.own import town_on

GROWING = ("booking", "person", "message", "delivery", "booking_change", "hold")


@pytest.fixture
def town(tmp_path):
    """On SQLite, whose planner knows no sizes; PostgreSQL, with the same indexes, rightly reads small tables whole."""
    with town_on("sqlite", tmp_path, "plans") as app, app.app_context():
        yield app


@pytest.fixture
def asked(town):
    """Every statement that the test runs, with its values."""
    found = []

    def note(_connection, _cursor, statement, values, _context, many):
        if not many and statement.startswith(("SELECT", "UPDATE", "DELETE")):
            found.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


def read_whole(asked):
    """The statements for which the database reads a growing table, or an index of it, from end to end."""
    statements = list(asked)
    with db.engine.connect() as connection:
        return [statement for statement, values in statements if _reads_whole(connection, statement, values)]


def _reads_whole(connection, statement, values):
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return any(f"{row[-1]} ".startswith(f"SCAN {table} ") for row in plan for table in GROWING)


def wish(name, last, **more):
    return Request(first_name=name, address=phone(last), phone_mark=f"mark-{last}", **more)


def test_it_works(cast, asked):
    slot = first_slot(gathering(cast))
    book(slot.id, wish("Ed", 123, form_key="a"))
    assert len(asked) > 3
    assert read_whole(asked) == []


def test_somebody_known_and_everything_after(cast, asked):
    slots = clinic(cast).occurrences[0].slots
    first, second = slots[0].id, slots[5].id
    book(first_slot(gathering(cast)).id, wish("Ed", 123))
    kept = book(first, wish("Ed", 123, form_key="b", despite_clash=True))
    join(Wishes((first,)), wish("Joan", 124))
    move(kept.id, second)
    cancel(kept.id)
    assert read_whole(asked) == []


def test_a_look_up_without_an_index_is_found_out(cast, asked):
    book(first_slot(gathering(cast)).id, wish("Ed", 123))
    asked.clear()
    theirs = or_(Booking.person_id == 1, Person.phone_key == "k")
    db.session.execute(select(Booking.id).join(Booking.person).where(theirs)).all()
    assert len(read_whole(asked)) == 1
