"""The outbox: written with what it tells of, sent at least once or failed in the open (P5), never stale (P9)."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app import clock
from app.addresses import Address
from app.database import unit_of_work
from app.extensions import db
from app.notifications import operations, operations_claiming, operations_sending, queries
from app.notifications.messages import mail_name
from app.notifications.models import Delivery, Message
from app.notifications.operations_sending import deliver, deliver_due
from app.notifications.rules import LEASE
from tests.own import all_at_once

from .outbox import ASHA, MOBILE, WORDS, first, later, row, rows, tell


def test_it_works(post):
    office = post()
    message = tell()
    assert (message.state, first().state, first().tries) == ("sent", "sent", 1)
    ((envelope, letter),) = office.letters
    assert envelope.rcpt_tos == [ASHA.value]
    assert letter["Subject"] == WORDS[0]
    assert letter.get_body(["plain"]).get_content().strip() == WORDS[1]


def test_nothing_is_told_when_what_it_tells_of_fails(post):
    office = post()
    with pytest.raises(LookupError), unit_of_work():
        operations.tell(ASHA, *WORDS, about="test")
        raise LookupError
    assert rows() == []
    assert office.letters == []


def test_nothing_leaves_before_the_commit(post):
    office = post()
    with unit_of_work():
        operations.tell(ASHA, *WORDS, about="test")
        assert office.letters == []
    assert len(office.letters) == 1


def test_a_phone_gets_a_text(town):
    message = tell(MOBILE)
    assert (message.channel, message.state) == ("sms", "sent")


def test_p5_a_server_that_is_away_is_tried_again_until_it_is_back(post):
    post("closed")
    assert tell().state == "waiting"
    assert (first().state, first().tries, first().reason) == ("waiting", 1, "The mail server can't be reached.")
    office = post()
    with later(minutes=5):
        assert deliver_due() == 1
    assert row().state == "sent"
    assert len(office.letters) == 1


def test_a_message_is_not_tried_before_its_pause_is_over(post, monkeypatch):
    monkeypatch.setattr(operations_sending, "random", lambda: 1.0)
    post("closed")
    tell()
    office = post()
    assert deliver_due() == 0
    assert office.letters == []


@pytest.mark.parametrize(("answers", "state"), [({"data": "451 come back"}, "waiting"), ({"data": "554 no"}, "failed")])
def test_p5_the_servers_own_answer_decides(post, answers, state):
    post(**answers)
    message = tell()
    assert (message.state, first().state) == (state, state)
    assert str(answers["data"][:3]) in first().reason


def test_p5_what_nobody_took_in_time_ends_as_failed_with_its_reason(post):
    post("closed")
    tell(useful=timedelta(hours=1))
    for minutes in range(31, 122, 30):
        with later(minutes=minutes):
            deliver_due()
    assert (row().state, row().reason) == ("failed", "The mail server can't be reached.")
    assert first().done_at


def test_p9_after_downtime_what_is_of_no_use_any_more_is_not_sent(post):
    office = post()
    tell(due_at=clock.now() + timedelta(minutes=10), useful=timedelta(hours=1))
    with later(hours=2):
        deliver_due()
    assert office.letters == []
    assert (row().state, row().reason) == ("late", "It was too late to be of use.")


def test_a_sender_that_died_leaves_its_messages_to_the_next_one(post):
    post("closed")
    tell()
    number = first().id
    with unit_of_work():
        db.session.execute(update(Delivery).values(state="sending", due_at=clock.now() + LEASE))
    office = post()
    assert not deliver(number)
    with later(seconds=LEASE.total_seconds() + 1):
        assert deliver(number)
    assert len(office.letters) == 1


def test_a_sender_that_was_thought_dead_changes_nothing_any_more(post, monkeypatch):
    """Its lease ran out, another sent the letter meanwhile; its own failure comes too late to count."""
    post("closed")
    tell()
    number, office = first().id, None
    send = operations_sending.send_mail

    def slow(*words, **more):
        nonlocal office
        monkeypatch.setattr(operations_sending, "send_mail", send)
        office = post()
        with later(seconds=LEASE.total_seconds() + 1):
            assert deliver(number)
        raise operations_sending.MailFailed("The mail server hung up.", retryable=False)

    monkeypatch.setattr(operations_sending, "send_mail", slow)
    with later(minutes=5):
        deliver(number)
    assert (row().state, first().state) == ("sent", "sent")
    assert len(office.letters) == 1


def test_p6_of_many_senders_one_sends(post, town):
    post("closed")
    tell()
    number = first().id
    office = post()
    with later(minutes=5):

        def send(_number):
            with town.app_context():
                return deliver(number)

        assert sorted(all_at_once(send, 8)) == [False] * 7 + [True]
    assert len(office.letters) == 1


def test_control_senders_that_claim_nothing_send_it_twice(post, town, monkeypatch):
    post("closed")
    tell()
    number = first().id
    office = post()
    monkeypatch.setattr(operations_claiming, "_free", lambda _now: ())
    monkeypatch.setattr(operations_claiming, "_may_go", lambda *_rows: True)  # the second belt
    with later(minutes=5):
        deliver(number)
        deliver(number)
    assert len(office.letters) == 2


def test_a_message_that_was_sent_is_not_sent_again(post):
    office = post()
    tell()
    with later(days=1):
        assert not deliver(first().id)
        assert deliver_due() == 0
    assert len(office.letters) == 1


def test_a_second_try_carries_the_same_name_so_that_mail_programs_drop_the_double(post):
    office = post(data="hang up")
    tell()
    again = post()
    with later(minutes=5):
        deliver_due()
    assert office.letters == []
    assert again.letters[0][1]["Message-ID"] == f"<{mail_name(first().id)}@town.example>"


def test_a_message_that_was_erased_while_it_was_taken_is_let_go(post, monkeypatch):
    post("closed")
    tell()
    number = first().id
    office = post()
    take = operations_claiming._take

    def erase_and_take(*words):
        db.session.execute(Message.__table__.delete())
        return take(*words)

    monkeypatch.setattr(operations_claiming, "_take", erase_and_take)
    with later(minutes=5):
        assert not deliver(number)
    assert office.letters == []


def test_nobody_is_held_up_while_the_network_is_waited_for(post, monkeypatch):
    """Another writer gets its turn while a letter is on its way."""
    post()
    seen = []
    monkeypatch.setattr(
        operations_sending, "send_mail", lambda *_words, **_more: seen.append(db.session().in_transaction())
    )
    tell()
    assert seen == [False]


def test_a_fault_of_ours_in_one_message_stops_no_other_and_is_tried_again(post, monkeypatch, capsys):
    post("closed")
    for to in (ASHA, Address("email", "ben@example.org")):
        tell(to)
    office = post()
    send = operations_sending.send_mail

    def clumsy(to, *words, **more):
        if to == ASHA.value:
            raise ZeroDivisionError
        return send(to, *words, **more)

    monkeypatch.setattr(operations_sending, "send_mail", clumsy)
    with later(minutes=5):
        deliver_due()
    assert [message.state for message in rows()] == ["waiting", "sent"]
    assert rows()[0].deliveries[0].reason == "Something went wrong on our side."
    assert "delivery.fault" in capsys.readouterr().err
    assert len(office.letters) == 1


def test_a_channel_that_hangs_holds_up_its_run_only_so_long(post, monkeypatch):
    monkeypatch.setattr(operations_sending, "PATIENCE", -1)
    post("closed")
    for _number in range(3):
        tell()
    with later(minutes=5):
        assert deliver_due() == 1


def test_what_people_wait_for_goes_first(post):
    post("closed")
    with later(minutes=-1):
        tell(pace="normal", useful=timedelta(days=9))
    tell(about="accounts.code")
    with later(days=1):
        order = queries.due_deliveries("mail", clock.now(), 10)
    assert order == [row().deliveries[0].id, rows()[0].deliveries[0].id]


def test_the_newest_messages_come_first(town):
    for number in range(3):
        operations.tell(Address("phone", f"+44740012345{number}"), *WORDS, about="test")
    assert [message.address[-1] for message in queries.newest(2)] == ["2", "1"]


def test_the_log_names_no_address(post, capsys):
    post("closed")
    tell()
    said = capsys.readouterr().err
    assert "message.failed" in said
    assert "asha" not in said
    assert "beach" not in said
