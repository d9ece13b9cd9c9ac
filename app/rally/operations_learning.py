"""What a town learns from its own log, and how it forgets who was asked."""

from sqlalchemy import delete, update

from .. import clock
from ..database import unit_of_work
from ..extensions import db
from ..privacy import Holding, register
from . import queries
from .models import Ask, RallyHabits
from .rules_learning import learned_pace

KEEP_DAYS = 90


def learn() -> int:
    """Replace the town's pace by what the answers of 90 days teach; from how many it was learned."""
    now = clock.now()
    found = queries.answer_minutes(now - queries.MEMORY)
    pace = learned_pace(found)
    with unit_of_work():
        db.session.execute(delete(RallyHabits))
        db.session.add(RallyHabits(
            median_minutes=pace.median_minutes, sigma=pace.sigma, answers=len(found), learned_at=now
        ))  # fmt: skip
    return len(found)


def forget_asks(subject):
    """Unlink the subject's people from what they were asked; the figures stay, and are nobody's."""
    mine = update(Ask).where(Ask.person_id.in_(subject.person_ids))
    with unit_of_work():
        db.session.execute(mine.where(Ask.state == "open").values(state="taken back"))
        db.session.execute(mine.values(person_id=None))


def purge_asks(before) -> int:
    """Unlink everybody from what they were asked before the instant; how many asks there were."""
    old = update(Ask).where(Ask.asked_at < before, Ask.person_id.is_not(None))
    with unit_of_work():
        return db.session.execute(old.values(person_id=None)).rowcount


register(
    Holding(
        name="asks",
        purpose="Asking nobody too often, and showing how a slot was filled",
        columns=("ask.person_id",),
        keep_days=KEEP_DAYS,
        export=queries.export_asks,
        erase=forget_asks,
        purge=purge_asks,
    )
)
