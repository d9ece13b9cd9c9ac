"""An e-mail that comes back (RFC 3464): it has bounced, the next address has its turn, and nobody can forge it."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from app.notifications.messages import delivery_called, mail_name
from app.notifications.operations_sending import deliver_due
from app.notifications.operations_upkeep import read_bounce

from .outbox import ASHA, MOBILE, first, later, row, states, tell

NOTICE = """\
From: MAILER-DAEMON@mail.example
To: hello@town.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry, asha@example.org is not here.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Sun, 22 Nov 2026 08:00:00 +0000

Final-Recipient: rfc822; asha@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: {enclosed}

From: hello@town.example
To: asha@example.org
Message-ID: <{name}@town.example>
Subject: Your place

See you at the beach

--b--
"""


def notice(name=None, action="failed", status="5.1.1", enclosed="message/rfc822"):
    text = NOTICE.format(name=name or mail_name(first().id), action=action, status=status, enclosed=enclosed)
    return text.replace("\n", "\r\n").encode()


def test_it_works(post):
    post()
    tell()
    assert read_bounce(notice())
    assert (row().state, states()) == ("failed", ["bounced"])
    assert row().reason == "Their mail server sent it back (5.1.1)."


@pytest.mark.parametrize("enclosed", ["message/rfc822", "text/rfc822-headers"])
def test_the_whole_letter_or_its_headers_alone(post, enclosed):
    post()
    tell()
    assert read_bounce(notice(enclosed=enclosed))


def test_m5_the_next_address_has_its_turn(post, notify):
    post()
    texts = notify()
    tell((ASHA, MOBILE))
    assert states() == ["sent", "not needed"]
    assert read_bounce(notice())
    deliver_due()
    assert (row().state, states()) == ("sent", ["bounced", "sent"])
    assert len(texts.sent) == 1


def test_m5_too_late_to_be_of_use_it_has_failed(post, notify):
    post()
    texts = notify()
    tell((ASHA, MOBILE), useful=timedelta(hours=2))
    with later(hours=3):
        assert read_bounce(notice())
        assert deliver_due() == 0
    assert row().state == "failed"
    assert texts.sent == []


def test_the_same_notice_twice_counts_once(post, notify):
    post()
    texts = notify()
    tell((ASHA, MOBILE))
    assert read_bounce(notice())
    assert not read_bounce(notice())
    deliver_due()
    assert len(texts.sent) == 1


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_not_final_changes_nothing(post, action):
    post()
    tell()
    assert not read_bounce(notice(action=action))
    assert states() == ["sent"]


@pytest.mark.parametrize(
    "name",
    ["delivery-{id}.00000000000000000000000000000000", "delivery-{id}", "message-{id}", "", "delivery-{id}.",
     "delivery-99999999999999999999999999999999.0", "delivery-{id}.{name}", "délivery-{id}"],
)  # fmt: skip
def test_control_nobody_can_bounce_what_they_were_not_sent(post, name):
    post()
    tell()
    forged = name.format(id=first().id, name=mail_name(first().id + 1).partition(".")[2])
    assert not read_bounce(notice(name=forged or "x"))
    assert states() == ["sent"]


@pytest.mark.parametrize(
    "junk", [b"", b"\xff\x00" * 50, b"Subject: hello\r\n\r\nhello", b"Content-Type: message/rfc822\r\n\r\n"]
)
def test_what_is_no_notice_is_let_go(town, junk):
    assert not read_bounce(junk)


def test_a_holiday_answer_is_no_notice(post):
    post()
    tell()
    answer = EmailMessage()
    answer["In-Reply-To"] = f"<{mail_name(first().id)}@town.example>"
    answer.set_content("I am away")
    assert not read_bounce(answer.as_bytes())


def test_a_name_is_read_back(town):
    assert delivery_called(f"<{mail_name(7)}@town.example>") == 7
    assert mail_name(7) != mail_name(8)


def test_the_mail_server_pipes_it_to_a_command(post, town):
    post()
    tell()
    letter = notice()
    run = town.test_cli_runner().invoke(args=["notifications", "bounce"], input=letter)
    assert (run.exit_code, run.stdout) == (0, "Noted.\n")
    assert states() == ["bounced"]
    again = town.test_cli_runner().invoke(args=["notifications", "bounce"], input=letter)
    assert (again.exit_code, again.stdout) == (0, "This is not about an e-mail of ours that failed.\n")
