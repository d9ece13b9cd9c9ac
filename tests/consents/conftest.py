"""What the tests of this folder share: a school-age cast, and an ear for the news that goes up to the bookings."""

import pytest

from app import clock
from app.accounts.models import Person
from app.backends.jobs import TASKS
from app.consents import operations
from app.extensions import db
from app.notifications.models import Message
from tests import cast as people

GRACE = people.phone(470)


@pytest.fixture(autouse=True)
def news(monkeypatch):
    """The consents of which the bookings heard, in order."""
    heard = []
    monkeypatch.setitem(TASKS, "bookings.consent_answered", heard.append)
    return heard


@pytest.fixture
def young(cast):
    """The cast with Kit, 14."""
    cast.kit = people.person("Kit", (clock.today().year - 14, 1))
    return cast


@pytest.fixture
def ask():
    """Ask Grace about somebody; for Kit it is about outdoor work for Carol's organisation."""

    def ask_her(account, address=GRACE, **more):
        return operations.ask(db.session.get_one(Person, account.person_id), address, guardian_name="Grace", **more)

    return ask_her


@pytest.fixture
def letters():
    """What an address was sent, the newest first."""

    def to(address):
        rows = db.session.query(Message).order_by(Message.id.desc())
        return [row.sms if row.channel == "sms" else row.text for row in rows if row.address == address.value]

    return to
