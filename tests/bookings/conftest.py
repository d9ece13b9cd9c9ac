import pytest
from sqlalchemy import update

from app.database import unit_of_work
from app.events.models import Slot
from app.extensions import db


@pytest.fixture
def set_counter():
    """Make a slot's counter lie, as no operation can."""

    def set_it(slot, taken):
        with unit_of_work():
            db.session.execute(update(Slot).where(Slot.id == slot.id).values(taken=taken))

    return set_it
