"""How rows are changed: one unit of work, all of it or nothing, in turn, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier

import pytest
from sqlalchemy import create_engine, event, select, text, update
from sqlalchemy.exc import OperationalError, StatementError
from structlog.testing import capture_logs

from app import clock, database
from app.accounts.models import Person
from app.accounts.operations import account_for
from app.accounts.queries import account_at
from app.backends.job_runs import JobRun
from app.database import Busy, after_commit, claim, put, put_and_keep, unit_of_work
from app.extensions import db
from app.places.models import Area
from app.sqlite import is_safe, sqlite_module
from tests.cast import email
from tests.own import all_at_once, close, closed_town, town_on

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
THREADS, TURNS = 8, 25


def area(name="Millom", counter=0.0):
    with unit_of_work():
        row = Area(slug=name.lower(), name=name, latitude=counter, longitude=0.0)
        db.session.add(row)
    return row.id


def counter(area_id):
    db.session.rollback()
    return db.session.scalar(select(Area.latitude).where(Area.id == area_id))


def add_one(area_id):
    return update(Area).where(Area.id == area_id).values(latitude=Area.latitude + 1)


@pytest.fixture(scope="module")
def sqlite_app(tmp_path_factory):
    with town_on("sqlite", tmp_path_factory.mktemp("pragmas"), "database") as app:
        yield app


@pytest.fixture
def on_sqlite(sqlite_app):
    """An app context on a SQLite file of its own, its areas gone afterwards."""
    with sqlite_app.app_context():
        yield sqlite_app
        db.session.rollback()
        with unit_of_work():
            db.session.execute(Area.__table__.delete())


@pytest.fixture
def neighbour(on_sqlite):
    """Another program on the same SQLite file, which never waits."""
    connection = sqlite_module().connect(db.engine.url.database, timeout=0, isolation_level=None)
    yield connection
    connection.close()


def test_it_works(town):
    assert counter(area()) == 0


# --- SQLite as it must be opened -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000),
     ("journal_size_limit", 67108864)],
)  # fmt: skip
def test_a_connection_is_opened_safely(tmp_path, pragma, value):
    app = closed_town(tmp_path)  # as it serves: the towns of all other tests do without waiting for the disk
    with app.app_context():
        assert db.session.scalar(text(f"PRAGMA {pragma}")) == value
    close(app)


@pytest.mark.parametrize(
    ("version", "safe"), [((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 0), True)]
)
def test_which_sqlite_is_safe(version, safe):
    assert is_safe(version) is safe


def test_our_own_sqlite_is_safe():
    assert is_safe(sqlite_module().sqlite_version_info)


def opened(folder):
    """The journal of a new file and what the log says when it is opened."""
    url = f"sqlite:///{folder / 'gate.db'}"
    engine = create_engine(url, **database.engine_options(url))
    with capture_logs() as lines, engine.connect() as connection:
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    engine.dispose()
    return journal, [line["event"] for line in lines]


def test_an_unsafe_sqlite_runs_with_its_slow_journal_and_a_warning(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_module(), "sqlite_version_info", (3, 51, 2))
    assert opened(tmp_path) == ("delete", ["sqlite.unsafe_version"])


def test_a_safe_sqlite_runs_without_a_warning(tmp_path):
    assert opened(tmp_path) == ("wal", [])


def begins(engine):
    """Every BEGIN from now on, as SQLite hears it."""
    sent = []

    @event.listens_for(engine, "checkout")
    def listen(connection, *_record):
        connection.set_trace_callback(
            lambda statement: sent.append(statement) if statement.startswith("BEGIN") else None
        )

    return sent


def test_a_write_says_so_at_once_and_a_read_does_not(on_sqlite):
    sent = begins(db.engine)
    db.session.scalar(select(Area.id))
    with unit_of_work():
        db.session.scalar(select(Area.id))
    db.session.scalar(select(Area.id))
    assert sent == ["BEGIN", "BEGIN IMMEDIATE", "BEGIN"]


def test_a_unit_of_work_keeps_other_writers_out_from_its_first_line(on_sqlite, neighbour):
    with unit_of_work(), pytest.raises(sqlite_module().OperationalError, match="locked"):
        neighbour.execute("BEGIN IMMEDIATE")


def test_a_reader_keeps_no_writer_out(on_sqlite, neighbour):
    area_id = area()
    assert counter(area_id) == 0
    neighbour.execute("UPDATE area SET latitude = 5")
    assert counter(area_id) == 5


def test_control_a_plain_begin_that_turns_into_a_write_is_told_it_is_locked(on_sqlite, neighbour):
    area_id = area()
    counter(area_id)
    neighbour.execute("UPDATE area SET latitude = 5")
    with pytest.raises(OperationalError, match="locked"):
        db.session.execute(add_one(area_id))


def test_a_foreign_key_is_looked_at(on_sqlite, neighbour):
    broken = "INSERT INTO venue (slug, name, address, area_id, step_free, accessible_toilet, hearing_loop, parking, " \
        "access_note) VALUES ('x', 'x', '', 999, 0, 0, 0, 0, '')"  # fmt: skip
    with pytest.raises(StatementError, match="FOREIGN KEY"), unit_of_work():
        db.session.execute(text(broken))
    neighbour.execute(broken)  # and without the setting it is not
    neighbour.execute("DELETE FROM venue")


# --- the unit of work ----------------------------------------------------------------------------------------------


def test_what_the_block_did_is_kept(town):
    area_id = area()
    with unit_of_work():
        db.session.execute(add_one(area_id))
    assert counter(area_id) == 1


def test_a_block_that_fails_leaves_no_trace(town):
    area_id = area()
    with pytest.raises(LookupError), unit_of_work():
        db.session.execute(add_one(area_id))
        raise LookupError
    assert counter(area_id) == 0


def test_blocks_nest_and_only_the_outermost_commits(town):
    area_id = area()
    with pytest.raises(LookupError), unit_of_work():
        with unit_of_work():
            db.session.execute(add_one(area_id))
        raise LookupError
    assert counter(area_id) == 0


def test_a_failure_inside_fails_the_whole(town):
    area_id = area()
    with pytest.raises(LookupError), unit_of_work():
        db.session.execute(add_one(area_id))
        with unit_of_work():
            raise LookupError
    assert counter(area_id) == 0


def test_what_was_put_off_runs_once_after_the_outermost_commit_in_its_order(town):
    area_id, said = area(), []
    with unit_of_work():
        after_commit(lambda: said.append(("first", counter(area_id))))
        with unit_of_work():
            db.session.execute(add_one(area_id))
            after_commit(lambda: said.append(("second", counter(area_id))))
        assert said == []
    assert said == [("first", 1), ("second", 1)]


def test_what_was_put_off_may_write_again(town):
    area_id = area()

    def once_more():
        with unit_of_work():
            db.session.execute(add_one(area_id))

    with unit_of_work():
        db.session.execute(add_one(area_id))
        after_commit(once_more)
    assert counter(area_id) == 2


def test_what_was_put_off_by_a_block_that_failed_never_runs(town):
    said = []
    with pytest.raises(LookupError), unit_of_work():
        after_commit(lambda: said.append("no"))
        raise LookupError
    with unit_of_work():
        pass
    assert said == []


def test_rows_are_not_changed_outside_of_it(town):
    db.session.add(Area(slug="x", name="X", latitude=0.0, longitude=0.0))
    with pytest.raises(RuntimeError, match="unit_of_work"):
        db.session.flush()


def test_after_a_failure_the_next_one_works(town):
    with pytest.raises(StatementError), unit_of_work():
        db.session.execute(text("UPDATE no_such_table SET x = 1"))
    assert counter(area()) == 0


def test_who_waits_too_long_for_a_turn_is_told_so(on_sqlite, monkeypatch):
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.01)
    database._turn.acquire(timeout=1)
    with pytest.raises(Busy), unit_of_work():
        raise AssertionError("it was not our turn")
    database._turn.release()
    assert counter(area()) == 0


# --- claims --------------------------------------------------------------------------------------------------------


def test_a_claim_is_won_once(town):
    area_id = area()
    first = update(Area).where(Area.id == area_id, Area.latitude == 0).values(latitude=1)
    with unit_of_work():
        assert claim(first)
        assert not claim(first)


def test_of_many_who_claim_at_once_one_wins(town):
    area_id = area()

    def try_it(_number):
        with town.app_context(), unit_of_work():
            return claim(update(Area).where(Area.id == area_id, Area.latitude == 0).values(latitude=1))

    assert sorted(all_at_once(try_it, THREADS)) == [False] * (THREADS - 1) + [True]


def test_p13_many_writers_lose_nothing_and_nobody_is_told_that_it_is_locked(town):
    area_id = area()

    def count_up(_number):
        for _ in range(TURNS):
            with town.app_context(), unit_of_work():
                db.session.execute(add_one(area_id))

    assert all_at_once(count_up, THREADS) == [None] * THREADS
    assert counter(area_id) == THREADS * TURNS


def test_p13_control_read_then_write_loses(town):
    """The same without its guard: everybody reads before anybody writes."""
    area_id, everybody_has_read = area(), Barrier(THREADS)

    def count_up(_number):
        with town.app_context():
            seen = counter(area_id)
            everybody_has_read.wait(30)
            with unit_of_work():
                db.session.execute(update(Area).where(Area.id == area_id).values(latitude=seen + 1))

    assert all_at_once(count_up, THREADS) == [None] * THREADS
    assert counter(area_id) == 1


# --- instants ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-9, minutes=-30))])
def test_an_instant_comes_back_as_it_went_in(town, zone):
    with unit_of_work():
        db.session.add(JobRun(job="test", due_at=NOON.astimezone(zone), ran_at=NOON))
    db.session.expire_all()
    back = db.session.scalar(select(JobRun.due_at).where(JobRun.job == "test"))
    assert back == NOON
    assert back.utcoffset() == timedelta(0)


def test_an_instant_is_found_by_what_it_is_and_not_by_how_it_is_written(town):
    with unit_of_work():
        db.session.add(JobRun(job="test", due_at=NOON, ran_at=NOON))
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5)))
    assert db.session.scalar(select(JobRun.job).where(JobRun.due_at == elsewhere)) == "test"


def test_a_time_without_its_zone_is_refused(town):
    with pytest.raises(StatementError, match="an instant needs its time zone"), unit_of_work():
        db.session.add(JobRun(job="test", due_at=NOON.replace(tzinfo=None), ran_at=NOON))


@pytest.mark.parametrize(
    ("given", "used"),
    [("postgres://a/b", "postgresql+psycopg://a/b"), ("postgresql://a/b", "postgresql+psycopg://a/b"),
     ("sqlite:////x.db", "sqlite:////x.db")],
)  # fmt: skip
def test_a_database_address_as_people_write_it(tmp_path, given, used):
    from tests.conftest import settings_for

    assert database.address(settings_for(tmp_path, given)) == used


def test_half_of_a_thing_is_never_committed(cast):
    with pytest.raises(RuntimeError, match="swallowed"), unit_of_work():
        try:
            with unit_of_work():
                account_for(email("half"))
                raise LookupError
        except LookupError:
            pass
    assert account_at(email("half")) is None


def test_put_inserts_at_once(cast):
    person = Person(first_name="Ann", name_key="a", made_at=clock.now(), needed_until=clock.now())
    with unit_of_work():
        put(person)
        assert db.session.get(Person, person.id).name_key == "a"


def test_put_and_keep_inserts_at_once_and_the_row_is_like_any_other(cast):
    person = Person(first_name="Ann", name_key="a", made_at=clock.now(), needed_until=clock.now())
    with unit_of_work():
        put_and_keep(person)
        assert db.session.scalar(select(Person.name_key).where(Person.id == person.id)) == "a"
        person.name_key, person_id = "b", person.id
    db.session.remove()
    kept = db.session.get(Person, person_id)
    assert (kept.first_name, kept.name_key, kept.email) == ("Ann", "b", None)


def test_control_put_outside_of_a_unit_of_work_is_refused(cast):
    with pytest.raises(RuntimeError, match="unit_of_work"):
        put(Person(first_name="Ann", name_key="a", made_at=clock.now(), needed_until=clock.now()))
