"""The sweep looks at every rally whose time has come, once however many do, and loses nothing (PROMISES P8)."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app import clock
from app.backends.jobs import SWEEPS, run_now
from app.database import unit_of_work
from app.extensions import db
from app.notifications.models import Message
from app.rally import operations_ticking
from app.rally.models import Ask, Rally
from app.rally.operations_ticking import tick_due
from app.rally.rules_starting import TICK
from tests.own import all_at_once

from .asking import again, asks_of, look, start, states, told

ROOT = Path(__file__).resolve().parents[2]


def test_it_works(folk):
    folk.volunteers(2)
    folk.drive(asks_people=True)
    run_now("rally.tick")
    (rally,) = db.session.scalars(select(Rally))
    assert states(rally) == ["open", "open"]
    assert SWEEPS["rally.tick"] == 60


def test_rally_5_every_ten_minutes(folk):
    rally = start(folk.drive())
    ticks = again(rally).ticks
    folk.at(minutes=9)
    tick_due()
    assert again(rally).ticks == ticks
    folk.at(minutes=10)
    tick_due()
    tick_due()
    assert again(rally).ticks == ticks + 1
    assert again(rally).next_tick_at == clock.now() + TICK


def test_p8_two_processes_at_once_ask_each_person_once(town, folk):
    folk.volunteers(12)
    rally = start(folk.drive(capacity=2))
    before = len(asks_of(rally))
    folk.at(hours=3)
    rally_id = rally.id
    db.session.rollback()

    def sweep(_number):
        with town.app_context():
            return operations_ticking.tick(rally_id)

    counts = all_at_once(sweep, 4)
    assert [one for one in counts if isinstance(one, Exception)] == []
    found = asks_of(rally)
    assert len(found) - before == sum(counts) > 0
    assert len({ask.person_id for ask in found}) == len(found)
    assert len(told("rally.ask")) == len(found)
    assert len({ask.tick for ask in found}) == 2


def test_two_rallies_at_once_never_ask_beyond_a_cap(town, folk):
    folk.volunteers(6, asks_a_week=1)
    rallies = [start(folk.drive(capacity=3, days=day, title=f"Drive {day}")) for day in (1, 2)]
    with unit_of_work():  # as if neither had asked yet
        db.session.query(Ask).delete()
        db.session.query(Message).delete()
    ids = [one.id for one in rallies]
    db.session.rollback()

    def sweep(number):
        with town.app_context():
            return operations_ticking.tick(ids[number])

    all_at_once(sweep, 2)
    rows = select(func.count(Ask.id)).group_by(Ask.person_id)
    assert set(db.session.scalars(rows)) == {1}


def test_one_rally_that_fails_does_not_hold_up_the_others(folk, monkeypatch):
    bad, good = start(folk.drive()), start(folk.drive(title="Good"))
    tick = operations_ticking.tick
    monkeypatch.setattr(operations_ticking, "tick", lambda one: 1 / 0 if one == bad.id else tick(one))
    folk.at(minutes=10)
    before = again(good).ticks
    tick_due()
    assert again(good).ticks == before + 1


def test_bad_input_a_clock_that_jumped_back(folk):
    folk.volunteers(3)
    folk.at(hours=5)
    rally = start(folk.drive())
    folk.at(hours=0)
    ticks = again(rally).ticks
    assert tick_due() == 0
    assert again(rally).ticks == ticks + 1
    assert again(rally).next_tick_at == clock.now() + TICK


def test_bad_input_a_clock_that_jumped_ahead(folk):
    folk.volunteers(3)
    rally = start(folk.drive(days=2))
    folk.at(hours=20)
    tick_due()
    assert again(rally).state == "running"
    folk.at(hours=60)
    tick_due()
    assert again(rally).state == "over"


def test_when_nobody_is_left_the_organiser_is_told_once(folk):
    folk.volunteers(2)
    slot = folk.drive()
    with unit_of_work():
        slot.occurrence.event.made_by = folk.cast.carol.id
    rally = start(slot)
    assert told("rally.dry") == []  # the questions are fresh
    for hours in (1, 2, 3):
        folk.at(hours)
        tick_due()
    (message,) = told("rally.dry")
    assert message.subject == "3 places are still free: Beach clean"
    assert "Nobody is left whom we could ask before 9:30am on Wed 25 Nov." in message.text
    assert f"http://localhost/organise/slots/{slot.id}/rally" in message.text
    assert message.address == "carol@example.org"
    assert again(rally).dry_at is not None


def test_m3_a_question_that_was_not_sent_is_not_sent_after_a_pause(folk):
    from app.rally.operations import pause

    folk.volunteer("Benno")
    folk.phones.service.behave(status=503)
    rally = start(folk.drive())
    pause(rally.id)
    folk.phones.service.behave_well()
    folk.at(minutes=20)
    run_now("notifications.push")
    assert folk.shown_to("Benno") == []
    assert told("rally.ask")[0].state == "withdrawn"


# --- killed in mid-wave --------------------------------------------------------------------------------------------

MURDER = """
import os, signal
from app import create_app
from app.config import load_settings
from app.rally import operations_ticking

app = create_app(load_settings())
with app.app_context():
    tell = operations_ticking.tell_asks
    def die(*words):
        if {when!r} == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        tell(*words)
        if {when!r} == "after":
            os.kill(os.getpid(), signal.SIGKILL)
    operations_ticking.tell_asks = die
    operations_ticking.tick({rally_id})
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("when", ["before", "after", "done"])
def test_bad_input_p8_stopped_in_mid_wave_by_kill_9(folk, town, when):
    folk.volunteers(4)
    rally = start(folk.drive())
    with unit_of_work():
        db.session.query(Ask).delete()
        db.session.query(Message).delete()
    db.session.rollback()
    folk.at()
    noon = clock.now()
    program = f"import time_machine; time_machine.travel({noon.timestamp()!r}, tick=False).start()\n" + MURDER.format(
        when=when, rally_id=rally.id
    )
    settings = {
        "GATHER_DATABASE_URL": town.config["DATABASE_URL"], "GATHER_DATA_DIR": str(town.config["DATA_DIR"]),
        "GATHER_JOBS": "apscheduler", "GATHER_BASE_URL": "http://localhost",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=os.environ | settings, capture_output=True,
                          text=True, check=False, timeout=120)  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    db.session.rollback()  # what was read before it died is out of date
    assert len(asks_of(rally)) == len(told("rally.ask")) == (4 if when == "done" else 0)
    folk.at(minutes=10)
    tick_due()
    assert len(asks_of(rally)) == len(told("rally.ask")) == 4
    assert len({ask.person_id for ask in asks_of(rally)}) == 4


def test_after_a_restart_it_goes_on_from_the_rows(folk):
    folk.volunteers(3)
    rally = start(folk.drive())
    with unit_of_work():
        db.session.execute(update(Rally).values(next_tick_at=clock.now() - timedelta(hours=1)))
    assert look(rally) == 0
    assert states(rally) == ["open"] * 3
