"""The contract of every mail engine, kept by the real ones."""

import pytest

from app.backends import mail
from app.backends.engines import UnknownEngine

from . import notify_server
from .post_office import PostOffice, serve

ADDRESS, WORDS = "asha@town.example", "See you at Haverigg beach"


@pytest.fixture
def office():
    return PostOffice()


@pytest.fixture(params=sorted(mail.ENGINES))
def app(request, build, office):
    if request.param == "console":
        with build(MAIL_URL="console:").app_context() as context:
            yield context.app
    elif request.param == "notify":
        with notify_server.serve(notify_server.Notify()) as url, build(MAIL_URL=url).app_context() as context:
            yield context.app
    else:
        with serve(office) as port, build(MAIL_URL=f"smtp://127.0.0.1:{port}").app_context() as context:
            yield context.app


def test_it_works(app, log_lines):
    mail.send_mail(ADDRESS, "Your place", WORDS, attachments=[("a.ics", "text/calendar", b"BEGIN:VCALENDAR")])
    (line,) = log_lines()
    assert (line["event"], line["engine"] == "notify") == ("mail.sent", line["attachments"] == 0)


def test_what_became_of_a_letter_can_be_asked(app):
    reference = mail.send_mail(ADDRESS, "Your place", WORDS)
    assert mail.mail_status(reference or "none") in (None, "delivered")


def test_neither_address_nor_words_reach_the_log(app, capsys):
    mail.send_mail(ADDRESS, "Your place at the beach", WORDS, html="<p>" + WORDS, message_id="1@town.example")
    logged = capsys.readouterr().err
    assert logged
    assert not any(word in logged for word in ("asha", "town.example", "beach", "Your place"))


@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n", "\0", "\x85", "\u2028", "\x0b"])
@pytest.mark.parametrize("field", ["to", "subject", "message_id", "unsubscribe"])
def test_a_line_break_in_a_header_is_refused(app, office, field, break_):
    letter = {"to": ADDRESS, "subject": "Your place", "text": WORDS, "message_id": "1@town.example",
              "unsubscribe": "https://town.example/x"}  # fmt: skip
    letter[field] += break_ + "Bcc: everybody@town.example"
    with pytest.raises(mail.MailFailed) as refusal:
        mail.send_mail(**letter)
    assert not refusal.value.retryable
    assert office.letters == []


@pytest.mark.parametrize("attachment", [("a\nb.ics", "text/calendar", b""), ("a.ics", "text/calendar\nX: y", b"")])
def test_a_line_break_in_an_attachment_is_refused(app, office, attachment):
    with pytest.raises(mail.MailFailed):
        mail.send_mail(ADDRESS, "Your place", WORDS, attachments=[attachment])
    assert office.letters == []


@pytest.mark.parametrize(
    "to", ["", "asha", "@town.example", "asha@", "a@b.example, c@d.example", "a@b.example;c@d.example",
           "Asha <asha@town.example>", "a@b@c.example", '"a b"@c.example', "asha@town.example "]
)  # fmt: skip
def test_what_is_not_one_address_is_refused(app, office, to):
    with pytest.raises(mail.MailFailed) as refusal:
        mail.send_mail(to, "Your place", WORDS)
    assert (refusal.value.reason, refusal.value.retryable) == ("This is not one e-mail address.", False)
    assert office.letters == []


def test_an_unknown_engine_is_refused(build):
    with pytest.raises(UnknownEngine, match=r"can't be 'pigeon'\. Use one of these: console, notify, smtp"):
        build(MAIL_URL="pigeon://roof")
