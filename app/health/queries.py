"""What readiness looks at: the database, its migrations, the last run of a job."""

from functools import lru_cache

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ..backends import jobs
from ..clock import now
from ..config import ROOT
from ..extensions import db


def is_reachable() -> bool:
    """Whether the database answers."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def is_migrated() -> bool:
    """Whether the database stands exactly where our migrations end."""
    try:
        found = db.session.scalars(text("SELECT version_num FROM alembic_version")).all()
    except SQLAlchemyError:  # no such table: nothing was ever migrated
        db.session.rollback()
        return False
    return frozenset(found) == newest_migrations(str(ROOT / "migrations"))


@lru_cache
def newest_migrations(folder) -> frozenset[str]:
    """The names of the migrations that nothing follows; they can't change while we run."""
    from alembic.script import ScriptDirectory  # a quarter of a second, needed here only

    return frozenset(ScriptDirectory(folder).get_heads())


def last_job_age() -> float | None:
    """Seconds since any sweep ran, None before the first time and when the table is missing."""
    try:
        last = jobs.last_run()
    except SQLAlchemyError:
        db.session.rollback()
        return None
    return None if last is None else max(0.0, (now() - last).total_seconds())
