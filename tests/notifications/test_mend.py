"""Nothing stays where it should not be: the sweeper puts it right and says so."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from app import clock
from app.backends.jobs import SWEEPS
from app.database import unit_of_work
from app.extensions import db
from app.notifications.models import Delivery, Message
from app.notifications.operations_sending import deliver_due
from app.notifications.operations_upkeep import STUCK_AFTER, mend

from .outbox import ASHA, LANDLINE, MOBILE, later, row, states, tell


def spoil(table=Delivery, **values):
    """Bring the rows into a state in which no operation leaves them."""
    with unit_of_work():
        db.session.execute(update(table).values(**values))


def alarms(capsys):
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == "outbox.stuck"]


def test_it_works(post, capsys):
    post()
    tell()
    assert mend() == {}
    assert alarms(capsys) == []


def test_a_message_whose_turn_was_lost_gets_it_back(post, capsys):
    post("closed")
    tell()
    spoil(state="waiting", due_at=None)
    office = post()
    with later(minutes=6):
        assert mend() == {"without a turn": 1}
        deliver_due()
    assert row().state == "sent"
    assert len(office.letters) == 1
    (alarm,) = alarms(capsys)
    assert (alarm["level"], alarm["without_a_turn"]) == ("error", 1)


def test_a_message_of_which_nothing_is_left_to_try_fails_in_the_open(post):
    post("closed")
    tell()
    spoil(state="failed", due_at=None)
    with later(minutes=6):
        mend()
    assert (row().state, row().reason) == ("failed", "Something went wrong on our side.")


@pytest.mark.parametrize(("state", "kind"), [("sending", "sender died"), ("waiting", "unsent")])
def test_what_nobody_sends_is_reported(post, capsys, state, kind):
    post("closed")
    tell()
    spoil(state=state, due_at=clock.now())
    with later(minutes=STUCK_AFTER.total_seconds() / 60 + 1):
        assert mend() == {kind: 1}
    assert len(alarms(capsys)) == 1


def test_what_is_of_no_use_any_more_ends(post):
    post("closed")
    tell(due_at=clock.now() + timedelta(minutes=1), useful=timedelta(hours=1))
    with later(hours=2):
        mend()
    assert (row().state, states()) == ("late", ["not needed"])


def test_a_call_that_nobody_made_ends_in_the_open(town):
    tell(LANDLINE, useful=timedelta(hours=5))
    with later(hours=6):
        assert mend() == {}
    assert (row().state, row().reason) == ("late", "Nobody called in time.")


def test_what_was_withdrawn_leaves_no_turn_behind(town):
    tell((ASHA, MOBILE), due_at=clock.now() + timedelta(days=1))
    spoil(Message, state="withdrawn")
    mend()
    assert states() == ["not needed", "not needed"]


def test_what_waits_for_its_time_is_not_stuck(town):
    tell(due_at=clock.now() + timedelta(days=3))
    with later(days=1):
        assert mend() == {}
    assert row().state == "waiting"


def test_the_four_sweeps_run_by_themselves(app):
    assert {name for name in SWEEPS if name.startswith("notifications.")} == {
        "notifications.deliver", "notifications.push", "notifications.ask", "notifications.mend",
    }  # fmt: skip
