"""Which sweep ran for which due time: the row that lets a sweep run once however many processes there are."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import String, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from .. import clock
from ..database import Instant, unit_of_work
from ..extensions import db

KEPT = timedelta(days=1)
"""How long a run is remembered; a second scheduler's clock is never as far off as that."""


class JobRun(db.Model):
    """One run of a sweep for one due time; no second row can have the same."""

    __tablename__ = "job_run"
    job: Mapped[str] = mapped_column(String(80), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(Instant, index=True)
    seconds: Mapped[float | None] = mapped_column(default=None)
    failure: Mapped[str | None] = mapped_column(String(80), default=None)


def due_time(seconds) -> datetime:
    """The latest due time of a sweep: now, rounded down to its interval since 1970 in UTC."""
    return datetime.fromtimestamp(int(clock.now().timestamp()) // seconds * seconds, UTC)


def claim_run(job, due_at) -> bool:
    """Take a due time; true for one caller among all processes and threads."""
    try:
        with unit_of_work():
            db.session.execute(insert(JobRun).values(job=job, due_at=due_at, ran_at=clock.now()))
    except IntegrityError:
        return False
    return True


def note_end(job, due_at, seconds, failure):
    """Note how long a run took and what kind of error ended it (None when none did); forget its old runs."""
    this_run = (JobRun.job == job, JobRun.due_at == due_at)
    with unit_of_work():
        db.session.execute(update(JobRun).where(*this_run).values(seconds=round(seconds, 3), failure=failure))
        db.session.execute(delete(JobRun).where(JobRun.job == job, JobRun.due_at < due_at - KEPT))


def last_run() -> datetime | None:
    """The instant of the latest run of any sweep."""
    return db.session.scalar(select(func.max(JobRun.ran_at)))
