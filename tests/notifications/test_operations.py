"""The outbox: written with what it tells of, sent at least once or failed in the open (P5), never stale (P9).

The mail server is a real one on loopback; the clock is moved, nobody waits.
"""

from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from app import clock
from app.addresses import Address
from app.backends.mail_smtp import Engine
from app.database import unit_of_work
from app.extensions import db
from app.notifications import operations, queries
from app.notifications.models import Message
from app.notifications.rules import LEASE
from tests.backends.post_office import PostOffice, free_port, serve
from tests.own import all_at_once

ASHA = Address("email", "asha@example.org")
WORDS = ("Your place", "See you at the beach")


@pytest.fixture
def post(town):
    """Open a post office that answers so, and let the town send through it; "closed" opens none."""
    with ExitStack() as open_offices:
        before = town.extensions["gather_mail"]

        def answer(*closed, **answers):
            office = PostOffice(**answers)
            port = free_port() if closed else open_offices.enter_context(serve(office))
            town.extensions["gather_mail"] = Engine(f"smtp://127.0.0.1:{port}", "hello@town.example")
            return office

        yield answer
        town.extensions["gather_mail"] = before


def tell(**more):
    operations.tell(ASHA, *WORDS, about="test", **more)
    return row()


def row():
    db.session.rollback()
    return db.session.scalars(select(Message)).one()


def later(**delta):
    return time_machine.travel(clock.now() + timedelta(**delta), tick=False)


def test_it_works(post):
    office = post()
    message = tell()
    assert (message.state, message.tries) == ("sent", 1)
    ((envelope, letter),) = office.letters
    assert envelope.rcpt_tos == [ASHA.value]
    assert (letter["Subject"], letter.get_content().strip()) == WORDS


def test_nothing_is_told_when_what_it_tells_of_fails(post):
    office = post()
    with pytest.raises(LookupError), unit_of_work():
        operations.tell(ASHA, *WORDS, about="test")
        raise LookupError
    assert db.session.scalars(select(Message)).all() == []
    assert office.letters == []


def test_nothing_leaves_before_the_commit(post):
    office = post()
    with unit_of_work():
        operations.tell(ASHA, *WORDS, about="test")
        assert office.letters == []
    assert len(office.letters) == 1


def test_a_phone_gets_a_text(town):
    operations.tell(Address("phone", "+447400123456"), *WORDS, about="test")
    assert (row().channel, row().state) == ("sms", "sent")


def test_p5_a_server_that_is_away_is_tried_again_until_it_is_back(post):
    post("closed")
    message = tell()
    assert (message.state, message.tries) == ("waiting", 1)
    assert message.reason == "The mail server can't be reached."
    office = post()
    with later(minutes=5):
        assert operations.deliver_due() == 1
    assert row().state == "sent"
    assert len(office.letters) == 1


def test_a_message_is_not_tried_before_its_pause_is_over(post, monkeypatch):
    monkeypatch.setattr(operations, "random", lambda: 1.0)
    post("closed")
    tell()
    office = post()
    assert operations.deliver_due() == 0
    assert office.letters == []


@pytest.mark.parametrize(("answers", "state"), [({"data": "451 come back"}, "waiting"), ({"data": "554 no"}, "failed")])
def test_p5_the_servers_own_answer_decides(post, answers, state):
    post(**answers)
    message = tell()
    assert message.state == state
    assert str(answers["data"][:3]) in message.reason


def test_p5_what_nobody_took_in_time_ends_as_failed(post):
    post("closed")
    tell(useful=timedelta(hours=1))
    for minutes in range(31, 122, 30):
        with later(minutes=minutes):
            operations.deliver_due()
    assert row().state == "failed"
    assert row().done_at


def test_p9_after_downtime_what_is_of_no_use_any_more_is_not_sent(post):
    post("closed")
    tell(useful=timedelta(hours=1))
    office = post()
    with later(hours=2):
        operations.deliver_due()
    assert office.letters == []
    assert (row().state, row().reason) == ("failed", "It was too late to be of use.")


def test_a_sender_that_died_leaves_its_messages_to_the_next_one(post):
    post("closed")
    message = tell()
    with unit_of_work():
        db.session.execute(update(Message).values(state="sending", due_at=clock.now() + LEASE))
    office = post()
    assert not operations.deliver(message.id)
    with later(seconds=LEASE.total_seconds() + 1):
        assert operations.deliver(message.id)
    assert len(office.letters) == 1


def test_p6_of_many_senders_one_sends(post, town):
    post("closed")
    message_id = tell().id
    office = post()
    with later(minutes=5):

        def send(_number):
            with town.app_context():
                return operations.deliver(message_id)

        assert sorted(all_at_once(send, 8)) == [False] * 7 + [True]
    assert len(office.letters) == 1


def test_a_message_that_was_sent_is_not_sent_again(post):
    office = post()
    message = tell()
    with later(days=1):
        assert not operations.deliver(message.id)
        assert operations.deliver_due() == 0
    assert len(office.letters) == 1


def test_a_second_try_carries_the_same_name_so_that_mail_programs_drop_the_double(post):
    office = post(data="hang up")
    message = tell()
    again = post()
    with later(minutes=5):
        operations.deliver_due()
    assert office.letters == []
    assert again.letters[0][1]["Message-ID"] == f"<message-{message.id}@town.example>"


def test_a_message_that_was_erased_while_it_was_taken_is_let_go(post, monkeypatch):
    post("closed")
    message_id = tell().id
    office = post()
    claim = operations.claim

    def claim_and_erase(statement):
        with unit_of_work():
            won = claim(statement)
            db.session.execute(Message.__table__.delete())
            return won

    monkeypatch.setattr(operations, "claim", claim_and_erase)
    with later(minutes=5):
        assert not operations.deliver(message_id)
    assert office.letters == []


def test_nobody_is_held_up_while_the_network_is_waited_for(post, monkeypatch):
    """Another writer gets its turn while a letter is on its way."""
    post()
    seen = []
    monkeypatch.setattr(operations, "send_mail", lambda *_words, **_more: seen.append(db.session().in_transaction()))
    tell()
    assert seen == [False]


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
