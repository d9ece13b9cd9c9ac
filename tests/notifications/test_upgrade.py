"""What was in the outbox before an upgrade is in it afterwards, and after going back (P17)."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app import clock
from app.extensions import db
from app.notifications.models import Message
from tests import databases
from tests.own import town_on

STATES = ("waiting", "sending", "sent", "failed")
OLD = text("""
    INSERT INTO message (channel, address, address_key, subject, text, about, state, reason, tries, made_at, due_at,
        useless_at, done_at)
    VALUES ('mail', :cipher, :key, :cipher, :cipher, 'bookings', :state, 'why', 2, :now, :now, :now, NULL)
""")


@pytest.fixture(scope="module", params=databases.ENGINES)
def old_town(request, tmp_path_factory):
    """A town whose outbox was filled by the version before."""
    with town_on(request.param, tmp_path_factory.mktemp("upgrade"), "upgrade") as app, app.app_context():
        downgrade(revision="0002")
        cipher, now = app.extensions["gather_cipher"].encrypt(b"words").decode(), clock.now().replace(tzinfo=None)
        with db.engine.begin() as connection:
            for state in STATES:
                connection.execute(OLD, {"cipher": cipher, "key": f"key of {state}", "state": state, "now": now})
        upgrade()
        yield app


def test_it_works(old_town):
    found = {message.deliveries[0].address_key: message for message in db.session.query(Message)}
    assert set(found) == {f"key of {state}" for state in STATES}
    assert {(message.subject, message.address, message.channel) for message in found.values()} == {
        ("words", "words", "mail")
    }


def test_p17_each_is_where_it_was(old_town):
    rows = db.session.query(Message).order_by(Message.id).all()
    assert [row.state for row in rows] == ["waiting", "waiting", "sent", "failed"]
    assert [row.deliveries[0].state for row in rows] == list(STATES)
    assert [row.deliveries[0].tries for row in rows] == [2] * 4
    assert [row.deliveries[0].due_at is None for row in rows] == [False, False, True, True]


def test_p17_and_back(old_town):
    db.session.remove()
    downgrade(revision="0002")
    with db.engine.begin() as connection:
        rows = connection.execute(text("SELECT address_key, state, tries FROM message ORDER BY id")).all()
    upgrade()
    assert [tuple(row) for row in rows] == [
        (f"key of {state}", "waiting" if state == "sending" else state, 2) for state in STATES
    ]
