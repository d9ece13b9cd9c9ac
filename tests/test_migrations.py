"""The database is changed by migrations alone: up, down and up again, and a failed one changes nothing (P17)."""

from shutil import copytree

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.config import ROOT
from app.extensions import db
from tests import databases
from tests.own import town_on

BROKEN = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", {newest!r}


def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE area SET name = 'changed'")
    op.execute("UPDATE no_such_table SET x = 1")


def downgrade():
    op.drop_table("half")
"""


@pytest.fixture(scope="module", params=databases.ENGINES)
def migrated(request, tmp_path_factory):
    """A town whose database was made by its migrations, apart from the one that the other tests use."""
    with town_on(request.param, tmp_path_factory.mktemp("migrations"), "migrations") as app, app.app_context():
        yield app


def tables():
    db.session.rollback()
    return set(inspect(db.engine).get_table_names())


def shape():
    """Every column, index and constraint of the database, in words that can be compared."""
    db.session.rollback()
    found = inspect(db.engine)
    return {
        name: (
            sorted((column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(name)),
            sorted(str(index["name"]) for index in found.get_indexes(name)),
            sorted(str(one["name"]) for one in found.get_unique_constraints(name)),
            sorted(str(one["name"]) for one in found.get_foreign_keys(name)),
            sorted(str(one["name"]) for one in found.get_check_constraints(name)),
        )
        for name in found.get_table_names()
    }


def names_of_constraints():
    return [name for table in shape().values() for names in table[1:] for name in names]


def test_it_works(migrated):
    assert tables() == set(db.metadata.tables) | {"alembic_version"}


def test_the_models_and_the_migrations_say_the_same(migrated):
    check()  # raises when a migration is missing


def test_a_column_without_its_migration_is_noticed(migrated):
    table = db.metadata.tables["area"]
    extra = db.Column("forgotten", db.Integer)
    table.append_column(extra)
    try:
        with pytest.raises(SystemExit):
            check()
    finally:
        table._columns.remove(extra)
    check()


def test_every_constraint_has_a_name_by_which_it_is_found_again(migrated):
    assert "None" not in names_of_constraints()


def test_down_and_up_again(migrated):
    before = shape()
    downgrade(revision="base")
    assert tables() == {"alembic_version"}
    assert db.session.execute(text("SELECT * FROM alembic_version")).all() == []
    upgrade()
    assert shape() == before


def test_up_twice_is_up_once(migrated):
    before = shape()
    upgrade()
    assert shape() == before


@pytest.fixture
def broken(tmp_path):
    """Our migrations with one more that fails half-way."""
    folder = copytree(ROOT / "migrations", tmp_path / "migrations")
    newest = sorted(folder.glob("versions/*.py"))[-1].name.split("_")[0]
    (folder / "versions/9999_broken.py").write_text(BROKEN.format(newest=newest))
    return str(folder)


def test_p17_a_failing_migration_changes_nothing(migrated, broken):
    with db.engine.connect() as connection:
        connection.execute(text("INSERT INTO area (slug, name, latitude, longitude) VALUES ('a', 'kept', 1, 1)"))
        connection.commit()
    before = shape()
    with pytest.raises(DBAPIError, match="no_such_table"):
        upgrade(directory=broken)
    assert shape() == before
    assert db.session.scalar(text("SELECT name FROM area")) == "kept"
    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) != "9999"
    db.session.execute(text("DELETE FROM area"))
    db.session.commit()


def test_after_a_failing_migration_the_next_one_goes_on(migrated, broken):
    with pytest.raises(DBAPIError, match="no_such_table"):
        upgrade(directory=broken)
    upgrade()
    check()
