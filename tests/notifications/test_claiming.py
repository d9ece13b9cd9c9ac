"""Many are claimed in one transaction; each is sent as if it were alone (RULES M3, P5, P6)."""

from datetime import timedelta

import pytest

from app import clock
from app.addresses import Address
from app.notifications import operations, operations_claiming, operations_sending, queries
from app.notifications.operations_claiming import take
from app.notifications.operations_sending import deliver_due
from app.notifications.rules import LEASE
from tests.own import all_at_once

from .outbox import later, rows, tell

PEOPLE = 7


def person(number):
    return Address("email", f"person{number}@example.org")


@pytest.fixture
def many(post, monkeypatch):
    """So many letters that wait because no server was there; the ids of their deliveries."""
    monkeypatch.setattr(operations_sending, "random", lambda: 1.0)  # nothing is tried again before all are here
    post("closed")
    for number in range(PEOPLE):
        tell(person(number), about="news", about_id=number)
    return [message.deliveries[0].id for message in rows()]


def states():
    return [message.deliveries[0].state for message in rows()]


def test_it_works(many, post):
    office = post()
    with later(minutes=5):
        assert deliver_due() == PEOPLE
        assert deliver_due() == 0
    assert len(office.letters) == PEOPLE
    assert states() == ["sent"] * PEOPLE


def test_they_go_in_the_order_asked_for(many):
    with later(minutes=5):
        assert [errand.delivery_id for errand in take(many[::-1])] == many[::-1]


def test_p6_of_many_senders_each_gets_others(many, post, town):
    office = post()
    with later(minutes=5):

        def send(_number):
            with town.app_context():
                return deliver_due()

        answers = all_at_once(send, 4)
        assert [one for one in answers if isinstance(one, Exception)] == []
        deliver_due()
    assert len(office.letters) == PEOPLE
    assert states() == ["sent"] * PEOPLE


def test_m3_what_is_called_off_after_it_was_claimed_is_not_sent(many, post, monkeypatch):
    office = post()
    send = operations_sending.send_mail

    def cancelled_meanwhile(to, *words, **more):
        operations.withdraw("news", [number for number in range(PEOPLE) if person(number).value != to])
        return send(to, *words, **more)

    monkeypatch.setattr(operations_sending, "send_mail", cancelled_meanwhile)
    with later(minutes=5):
        assert deliver_due() == 1
    assert len(office.letters) == 1
    with later(minutes=6):
        assert deliver_due() == 0
    assert sorted(states()) == ["not needed"] * (PEOPLE - 1) + ["sent"]
    assert sorted(message.state for message in rows()) == ["sent"] + ["withdrawn"] * (PEOPLE - 1)


def test_control_without_that_look_all_would_go(many, post, monkeypatch):
    office = post()
    send = operations_sending.send_mail
    monkeypatch.setattr(operations_sending, "is_called_off", lambda _errand: False)
    withdraw = operations.withdraw
    monkeypatch.setattr(
        operations_sending, "send_mail",
        lambda *words, **more: send(*words, **more) if withdraw("news", range(PEOPLE)) >= 0 else None,
    )  # fmt: skip
    with later(minutes=5):
        deliver_due()
    assert len(office.letters) > 1


def test_p6_a_slow_server_gives_nobody_a_letter_twice(many, post, monkeypatch):
    """Each takes so long that the lease of the last would run out: those are given back before it does."""
    office, send = post(), operations_sending.send_mail
    with later(minutes=5) as time:

        def slow(*words, **more):
            time.shift(LEASE / 4)
            return send(*words, **more)

        monkeypatch.setattr(operations_sending, "send_mail", slow)
        assert deliver_due() == 2
        assert states().count("waiting") == PEOPLE - 2
        while deliver_due():
            pass
    assert len(office.letters) == PEOPLE
    assert {message.deliveries[0].tries for message in rows()} == {2}


def test_p5_a_server_that_hangs_leaves_the_rest_as_they_were(many, post, monkeypatch):
    monkeypatch.setattr(operations_sending, "PATIENCE", -1)
    with later(minutes=5):
        assert deliver_due() == 1
    assert sorted(message.deliveries[0].tries for message in rows()) == [1] * (PEOPLE - 1) + [2]
    assert states() == ["waiting"] * PEOPLE


def test_one_that_cannot_be_read_holds_up_nobody(many, post, monkeypatch, capsys):
    office = post()
    errand = operations_claiming._errand

    def broken(message, delivery, now):
        if delivery.id == many[2]:
            raise ZeroDivisionError
        return errand(message, delivery, now)

    monkeypatch.setattr(operations_claiming, "_errand", broken)
    with later(minutes=5):
        assert deliver_due() == PEOPLE - 1
    assert "delivery.not_claimed" in capsys.readouterr().err
    assert len(office.letters) == PEOPLE - 1
    assert states()[2] == "waiting"


def test_m2_three_in_one_transaction_to_one_person_are_two_today(post):
    post("closed")
    noon = clock.now().replace(hour=12)
    for number in range(3):
        tell(person(1), about="news", about_id=number, pace="normal", due_at=noon + timedelta(days=1))
    office = post()
    with later(seconds=(noon + timedelta(days=1, minutes=1) - clock.now()).total_seconds()):
        assert len(queries.due_deliveries("mail", clock.now(), 10)) == 3
        assert deliver_due() == 2
    assert len(office.letters) == 2
