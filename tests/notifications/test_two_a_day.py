"""At most two messages a day for one person over all sources, urgent changes and answers excepted (RULES M2)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.addresses import Address
from app.extensions import db
from app.notifications import operations_claiming
from app.notifications.models import Message
from app.notifications.operations_sending import deliver, deliver_due
from app.notifications.rules import A_DAY
from tests.own import all_at_once

from .outbox import ASHA, MOBILE, later, row, rows, tell

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def normal(to=ASHA, **more):
    return tell(to, pace="normal", **more)


def test_it_works(post):
    office = post()
    assert [normal(about=about).state for about in ("bookings", "rally", "campaigns")] == ["sent", "sent", "waiting"]
    assert len(office.letters) == A_DAY


def test_control_without_the_limit_a_third_goes(post, monkeypatch):
    office = post()
    monkeypatch.setattr(operations_claiming, "_has_day_place", lambda *_rows: True)
    for _number in range(3):
        normal()
    assert len(office.letters) == 3


def test_m2_the_third_goes_the_next_morning(post):
    office = post()
    for _number in range(3):
        normal()
    with time_machine.travel(datetime(2026, 11, 25, 7, 59, tzinfo=UTC), tick=False):
        assert deliver_due() == 0
    with time_machine.travel(datetime(2026, 11, 25, 8, tzinfo=UTC), tick=False):
        assert deliver_due() == 1
    assert len(office.letters) == 3


def test_m2_the_third_is_held_back_when_tomorrow_is_too_late(post):
    office = post()
    for _number in range(3):
        normal(useful=timedelta(hours=10))
    assert (row().state, row().reason) == ("held back", "They have had two messages today already.")
    assert len(office.letters) == A_DAY


@pytest.mark.parametrize("pace", ["answer", "urgent"])
def test_m2_answers_and_urgent_changes_are_not_counted(post, pace):
    office = post()
    for _number in range(3):
        tell(pace=pace)
    for _number in range(2):
        normal()
    assert tell(pace=pace).state == "sent"
    assert len(office.letters) == 6


def test_m2_somebody_else_has_two_of_their_own(post):
    post()
    for _number in range(3):
        normal()
    assert normal(Address("email", "ben@example.org")).state == "sent"


def test_m2_two_addresses_are_still_one_person(post, notify):
    """In whichever order they are given."""
    post(), notify()
    normal((ASHA, MOBILE))
    normal((MOBILE, ASHA))
    assert normal((ASHA, MOBILE)).state == "waiting"


def test_m2_a_second_try_takes_no_second_place(post):
    post("closed")
    for _number in range(2):
        normal()
    office = post()
    with later(minutes=5):
        assert deliver_due() == 2
    assert len(office.letters) == A_DAY


def test_m2_the_day_is_the_towns(post):
    """Half past midnight in summer is the day before in UTC."""
    office = post()
    with time_machine.travel(datetime(2026, 7, 1, 19, 0, tzinfo=UTC), tick=False):
        for _number in range(2):
            normal(useful=timedelta(days=3))
    with time_machine.travel(datetime(2026, 7, 2, 7, 0, tzinfo=UTC), tick=False):
        assert normal().state == "sent"
    assert len(office.letters) == 3


def test_m2_many_senders_at_once_send_two(post, town):
    post("closed")
    for _number in range(6):
        tell(pace="normal", due_at=NOON + timedelta(hours=1))
    ids = [message.deliveries[0].id for message in rows()]
    office = post()
    with later(hours=2):

        def send(number):
            with town.app_context():
                return deliver(ids[number])

        answers = all_at_once(send, 6)
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        deliver_due()
    assert len(office.letters) == A_DAY
    assert db.session.query(Message).filter_by(state="waiting").count() == 4
