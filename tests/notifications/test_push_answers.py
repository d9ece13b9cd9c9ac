"""What a push service answers decides: gone is forgotten, refused is an alarm, later is later, and the next address is
never far (RULES M5; PROMISES P5, P6, P29)."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from pycurl import TIMEOUT_MS

from app import clock
from app.backends.push_curl import FIXED
from app.database import unit_of_work
from app.extensions import db
from app.notifications import operations_pushing
from app.notifications.models import PushService, Subscription
from app.notifications.operations_phones import remove
from app.notifications.operations_pushing import push_due
from app.notifications.operations_sending import deliver_due
from app.notifications.operations_upkeep import mend
from app.notifications.queries_phones import phones_of
from app.notifications.queries_status import push_status
from tests.own import all_at_once
from tests.phones import NOTICE

from .outbox import ASHA, row, rows, states, tell

MANY = 60


@pytest.fixture
def ben(cast):
    return cast.ben.person_id


@pytest.fixture
def office(post):
    """Where e-mails go meanwhile."""
    return post()


def to_phone(ben, **more):
    return tell(ASHA, push=NOTICE, person_id=ben, **more)


def to_phone_alone(ben, **more):
    return tell((), push=NOTICE, person_id=ben, push_only=True, **more)


class Later:
    """The clock moved on from now, for us and for the push service; nothing is known of any service any more."""

    def __init__(self, phones, **delta):
        self.phones, self.at = phones, clock.now() + timedelta(**delta)

    def __enter__(self):
        from flask import current_app

        current_app.extensions["gather_push"] = None
        self.phones.service.set_clock(self.at)
        self.moved = time_machine.travel(self.at, tick=False)
        self.moved.start()

    def __exit__(self, *_error):
        self.moved.stop()
        self.phones.service.set_clock(None)


# --- gone ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_p29_a_phone_that_is_gone_is_forgotten_at_once_and_the_next_address_hears_it(phones, ben, office, status):
    phones.of(ben)
    phones.service.behave(status=status)
    to_phone(ben)
    assert phones_of(ben, None) == []
    deliver_due()
    assert (row().state, states(), len(office.letters)) == ("sent", ["failed", "sent"], 1)


def test_one_phone_that_took_it_is_enough(phones, ben, office):
    dead, busy, well = (phones.of(ben) for _number in range(3))
    phones.service.behave(status=410, only=[dead])
    phones.service.behave(status=500, only=[busy])
    to_phone(ben)
    assert states() == ["sent", "not needed"]
    assert [phone for phone, _said in phones.shown] == [well]
    assert len(phones_of(ben, None)) == 2
    deliver_due()
    assert office.letters == []


def test_p29_a_mass_die_off_is_cleaned_up_in_one_go(phones, cast):
    people = [phones.of(cast.ben.person_id, name=f"Phone {number}") for number in range(3)]
    alive = phones.of(cast.carol.person_id)
    phones.service.behave(status=410, only=people)
    with unit_of_work():
        for person in (cast.ben, cast.carol):
            tell_later(person.person_id)
    assert push_due() == 0  # sent after the commit already
    assert db.session.query(Subscription).one().person_id == cast.carol.person_id
    assert [phone for phone, _said in phones.shown] == [alive]


def tell_later(person_id):
    from app.notifications import operations

    operations.tell((), "x", "y", about="test", push=NOTICE, person_id=person_id, push_only=True)


# --- refused, busy, away -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_drops_no_phone_and_the_next_address_hears_it(phones, ben, office, status, capsys):
    phones.of(ben)
    phones.service.behave(status=status)
    to_phone(ben)
    assert "push.refused_key" in capsys.readouterr().err
    assert len(phones_of(ben, None)) == 1
    deliver_due()
    assert (states(), len(office.letters)) == (["not needed", "sent"], 1)
    (service,) = push_status().services
    assert str(status) in service.reason


@pytest.mark.parametrize("status", [429, 503, 406])
def test_a_busy_service_is_left_alone_and_tried_again(phones, ben, status):
    phones.of(ben)
    phones.service.behave(status=status, headers={"retry-after": "120"})
    to_phone_alone(ben)
    assert row().state == "waiting"
    (service,) = db.session.query(PushService).all()
    assert timedelta(seconds=100) < service.paused_until - clock.now() <= timedelta(seconds=120)
    assert row().deliveries[0].due_at - clock.now() > timedelta(seconds=100)
    phones.service.behave_well()
    with Later(phones, minutes=3):
        assert push_due() == 1
    assert row().state == "sent"
    assert db.session.query(PushService).one().paused_until is None


def test_m5_a_service_that_wants_an_hour_does_not_keep_people_waiting(phones, ben, office):
    phones.of(ben)
    phones.service.behave(status=429, headers={"retry-after": "3600"})
    to_phone(ben)
    assert deliver_due() == 1
    assert len(office.letters) == 1


@pytest.mark.parametrize("order", [{"status": 500}, {"then": "silence"}])
def test_m5_within_ten_minutes_the_next_address_hears_it(phones, ben, office, order, monkeypatch):
    monkeypatch.setattr("app.notifications.operations_sending.random", lambda: 1.0)
    monkeypatch.setitem(FIXED, TIMEOUT_MS, 500)  # it waits five seconds for each
    phones.of(ben)
    phones.service.behave(**order)
    to_phone(ben)
    for minute in range(1, 10):
        with Later(phones, minutes=minute):
            push_due()
            deliver_due()
    assert (row().state, len(office.letters)) == ("sent", 1)
    assert row().deliveries[1].done_at - row().made_at <= timedelta(minutes=10)


def test_p5_a_service_that_is_away_is_tried_until_it_is_back(phones, ben):
    phones.of(ben)
    with phones.service.away():
        to_phone_alone(ben)
    assert (row().state, row().deliveries[0].reason) == ("waiting", "The push service can't be reached.")
    with Later(phones, minutes=12):
        push_due()
    assert (row().state, len(phones.shown)) == ("sent", 1)


def test_p5_what_no_phone_took_in_time_ends_as_failed_with_its_reason(phones, ben):
    phones.of(ben)
    phones.service.behave(status=500)
    to_phone_alone(ben, useful=timedelta(minutes=10))
    for minute in (2, 4, 8, 12):
        with Later(phones, minutes=minute):
            push_due()
    assert (row().state, row().reason) == ("failed", "The push service has a fault (500).")


def test_a_notice_that_is_too_long_is_dropped_and_said(phones, ben, office, capsys):
    phones.of(ben)
    phones.service.behave(status=413)
    to_phone(ben)
    assert "push.too_long" in capsys.readouterr().err
    assert deliver_due() == 1
    assert (len(office.letters), len(phones_of(ben, None))) == (1, 1)


def test_p21_a_service_that_sends_us_elsewhere_is_not_followed_and_that_phone_is_left(phones, ben, office):
    phones.of(ben)
    phones.service.behave(status=307, headers={"location": "https://127.0.0.1:1/"})
    to_phone(ben)
    assert [one.state for one in phones_of(ben, None)] == ["forbidden"]
    deliver_due()
    to_phone(ben)
    assert (len(phones.asked), len(office.letters)) == (1, 2)


# --- once, by one --------------------------------------------------------------------------------------------------


def test_p6_a_second_try_carries_the_same_topic_tag_and_id(phones, ben):
    phones.of(ben)
    phones.service.behave(status=500, times=1)
    to_phone_alone(ben)
    with Later(phones, minutes=5):
        push_due()
    first, second = phones.asked
    assert (first.status, second.status) == (500, 201)
    assert first.topic == second.topic
    assert first.words == second.words


def test_p6_of_many_senders_each_sends_others(phones, town, ben, monkeypatch):
    monkeypatch.setattr("app.notifications.operations._hurry", lambda _messages: None)
    phones.of(ben)
    for _number in range(MANY):
        to_phone_alone(ben)

    def send(_number):
        with town.app_context():
            return push_due()

    answers = all_at_once(send, 4)
    assert [one for one in answers if isinstance(one, Exception)] == []
    push_due()
    assert len(phones.asked) == MANY
    assert {message.state for message in rows()} == {"sent"}


def test_m3_what_is_called_off_after_it_was_claimed_is_not_sent(phones, ben, monkeypatch):
    from app.notifications import operations

    phones.of(ben)
    monkeypatch.setattr(operations, "_hurry", lambda _messages: None)
    to_phone_alone(ben, about_id=7)
    take = operations_pushing.take

    def taken_and_called_off(ids):
        errands = take(ids)
        operations.withdraw("test", 7)
        return errands

    monkeypatch.setattr(operations_pushing, "take", taken_and_called_off)
    push_due()
    assert (phones.asked, row().state) == ([], "withdrawn")


def test_a_phone_that_was_removed_while_its_notice_was_under_way_stays_removed(phones, ben, monkeypatch):
    phones.of(ben)
    send = operations_pushing.send_all

    def removed_meanwhile(parcels):
        remove(phones_of(ben, None)[0].id, ben, None)
        return send(parcels)

    monkeypatch.setattr(operations_pushing, "send_all", removed_meanwhile)
    to_phone_alone(ben)
    assert (phones_of(ben, None), row().state) == ([], "sent")


def test_nobody_is_held_up_while_the_network_is_waited_for(phones, ben, monkeypatch):
    seen, send = [], operations_pushing.send_all

    def watched(parcels):
        seen.append(db.session().in_transaction())
        return send(parcels)

    monkeypatch.setattr(operations_pushing, "send_all", watched)
    phones.of(ben)
    to_phone_alone(ben)
    assert seen == [False]


def test_what_a_dead_sender_left_is_sent_by_the_next(phones, ben, monkeypatch):
    phones.of(ben)

    def killed(_parcels):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(operations_pushing, "send_all", killed)
        with pytest.raises(KeyboardInterrupt):
            to_phone_alone(ben)
    assert row().deliveries[0].state == "sending"
    with Later(phones, minutes=3):
        assert push_due() == 1
        assert mend() == {}
    assert row().state == "sent"


# --- how it is seen ------------------------------------------------------------------------------------------------


def test_p7_the_status_says_how_many_came_in_time(phones, ben, office, monkeypatch):
    phones.of(ben)
    for _number in range(3):
        to_phone_alone(ben)
    phones.service.behave(status=500, times=1)
    to_phone_alone(ben)
    with Later(phones, minutes=2):
        push_due()
    status = push_status()
    assert (status.taken, status.in_time, status.share, status.phones) == (4, 3, 75, 1)
    assert (status.waiting, status.oldest) == (0, None)


def test_the_status_says_what_waits_and_what_failed(phones, ben, office):
    gone = phones.of(ben)
    phones.service.behave(status=410, only=[gone])
    to_phone(ben)
    phones.of(ben)
    phones.service.behave(status=500)
    waits = to_phone_alone(ben)
    status = push_status()
    assert status.failed == [("None of their phones shows this.", 1)]
    assert (status.waiting, status.oldest, status.share) == (1, waits.due_at, None)


def test_every_answer_is_counted_for_its_own_phone(phones, ben, cast):
    """Two people in one batch, one of whose phones is dead."""
    phones.of(ben)
    dead = phones.of(cast.carol.person_id)
    phones.service.behave(status=410, only=[dead])
    with unit_of_work():
        tell_later(ben)
        tell_later(cast.carol.person_id)
    assert Counter(message.state for message in rows()) == {"sent": 1, "failed": 1}
