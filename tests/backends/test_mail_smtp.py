"""What only SMTP has: a server that says no, hangs, hangs up, or can't be trusted."""

import socket
from urllib.parse import quote

import pytest

from app.backends import mail, mail_smtp
from app.backends.engines import UnknownEngine

from .post_office import PASSWORD, PostOffice, certificate, check_password, free_port, serve

ADDRESS = "asha@town.example"


@pytest.fixture
def send(build):
    """Send one letter through this server address."""

    def through(url, to=ADDRESS, **letter):
        with build(MAIL_URL=url).app_context():
            mail.send_mail(to, "Your place", "See you at the beach", **letter)

    return through


def failure(send, *arguments, **letter):
    with pytest.raises(mail.MailFailed) as raised:
        send(*arguments, **letter)
    assert "asha" not in raised.value.reason
    return raised.value


def test_it_works(send):
    office = PostOffice()
    with serve(office) as port:
        send(f"smtp://127.0.0.1:{port}", html="<p>See you", message_id="message-7",
             attachments=[("place.ics", "text/calendar", b"BEGIN:VCALENDAR")])  # fmt: skip
    ((envelope, letter),) = office.letters
    assert (envelope.mail_from, envelope.rcpt_tos) == ("hello@gather.example", [ADDRESS])
    assert (letter["From"], letter["To"], letter["Subject"]) == ("hello@gather.example", ADDRESS, "Your place")
    assert letter["Message-ID"] == "<message-7@gather.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime.tzinfo
    assert letter.get_body(["plain"]).get_content().strip() == "See you at the beach"
    assert letter.get_body(["html"]).get_content().strip() == "<p>See you"
    (attachment,) = letter.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content_type()) == ("place.ics", "text/calendar")


def test_a_calendar_entry_keeps_what_its_type_says(send):
    office = PostOffice()
    kind = "text/calendar; method=REQUEST; charset=utf-8"
    with serve(office) as port:
        send(f"smtp://127.0.0.1:{port}", attachments=[("place.ics", kind, "BEGIN:VCALENDAR\r\nné\r\n".encode())])
    ((_envelope, letter),) = office.letters
    (entry,) = letter.iter_attachments()
    assert dict(entry["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}
    assert entry.get_content_type() == "text/calendar"
    assert entry.get_content() == "BEGIN:VCALENDAR\r\nné\r\n"


def test_a_letter_that_may_be_ended_says_how_in_one_click(send):
    office = PostOffice()
    with serve(office) as port:
        send(f"smtp://127.0.0.1:{port}", unsubscribe="https://town.example/notifications/x/unsubscription")
        send(f"smtp://127.0.0.1:{port}")
    (_one, letter), (_two, plain) = office.letters
    assert letter["List-Unsubscribe"] == "<https://town.example/notifications/x/unsubscription>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert plain["List-Unsubscribe"] is None


def test_every_script_and_picture_letter_arrives(build):
    office = PostOffice()
    words = "Grüße 🌼 مرحبا " + "x" * 2000 + "\n.\n"
    with serve(office) as port, build(MAIL_URL=f"smtp://127.0.0.1:{port}").app_context():
        mail.send_mail(ADDRESS, "Plätze 🌼", words)
    ((_envelope, letter),) = office.letters
    assert letter["Subject"] == "Plätze 🌼"
    assert letter.get_content().replace("\r\n", "\n") == words


@pytest.mark.parametrize("step", ["sender", "receiver", "data"])
@pytest.mark.parametrize(("answer", "retryable"), [("451 come back later", True), ("550 asha is not here", False)])
def test_the_server_says_whether_to_come_back(send, step, answer, retryable):
    with serve(PostOffice(**{step: answer})) as port:
        problem = failure(send, f"smtp://127.0.0.1:{port}")
    assert problem.retryable is retryable
    assert problem.reason == f"The mail server said no ({answer[:3]})."


def test_a_server_that_hangs_up_may_be_tried_again(send):
    with serve(PostOffice(data="hang up")) as port:
        problem = failure(send, f"smtp://127.0.0.1:{port}")
    assert (problem.reason, problem.retryable) == ("The mail server hung up.", True)


def test_nobody_listens(send):
    problem = failure(send, f"smtp://127.0.0.1:{free_port()}")
    assert (problem.reason, problem.retryable) == ("The mail server can't be reached.", True)


def test_a_host_that_does_not_exist(send):
    assert failure(send, "smtp://mail.invalid:25?tls=none").retryable


def test_a_server_that_never_answers(send, monkeypatch):
    monkeypatch.setattr(mail_smtp, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        problem = failure(send, f"smtp://127.0.0.1:{silent.getsockname()[1]}")
    assert (problem.reason, problem.retryable) == ("The mail server did not answer in time.", True)


def test_a_server_without_starttls_gets_nothing(send):
    office = PostOffice()
    with serve(office) as port:
        problem = failure(send, f"smtp://127.0.0.1:{port}?tls=starttls")
    assert (problem.reason, problem.retryable) == ("The mail server does not offer a safe connection.", True)
    assert office.letters == []


@pytest.fixture
def tls(tmp_path, monkeypatch):
    """A server's TLS context with a certificate that this machine trusts."""
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return context


@pytest.mark.parametrize("kind", ["starttls", "implicit"])
def test_it_works_over_tls(send, tls, kind):
    office = PostOffice()
    options = {"ssl_context": tls} if kind == "implicit" else {"tls_context": tls, "require_starttls": True}
    with serve(office, **options) as port:
        send(f"smtp://127.0.0.1:{port}?tls={kind}")
    assert len(office.letters) == 1


@pytest.mark.parametrize("kind", ["starttls", "implicit"])
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(send, tmp_path, kind):
    office, (context, _trusted) = PostOffice(), certificate(tmp_path)
    options = {"ssl_context": context} if kind == "implicit" else {"tls_context": context, "require_starttls": True}
    with serve(office, **options) as port:
        problem = failure(send, f"smtp://127.0.0.1:{port}?tls={kind}")
    assert (problem.reason, problem.retryable) == ("The mail server could not prove who it is.", True)
    assert office.letters == []


@pytest.mark.parametrize(("password", "known"), [(PASSWORD.password.decode(), True), ("wrong", False)])
def test_the_password_is_given_over_tls(send, tls, password, known):
    office = PostOffice()
    with serve(office, tls_context=tls, authenticator=check_password, auth_required=True) as port:
        url = f"smtp://town:{quote(password)}@127.0.0.1:{port}?tls=starttls"
        if known:
            send(url)
        else:
            problem = failure(send, url)
            assert problem.reason == "The mail server does not know our user name or password."
            assert problem.retryable
    assert len(office.letters) == known


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [("smtp://mail.example", 587, "starttls"), ("smtp://mail.example:465", 465, "implicit"),
     ("smtp://mail.example:25", 25, "starttls"), ("smtp://mail.example:25?tls=none", 25, "none"),
     ("smtp://localhost", 587, "starttls"), ("smtp://localhost:1025", 1025, "none")],
)  # fmt: skip
def test_the_usual_port_and_safety(url, port, tls):
    engine = mail_smtp.Engine(url, "hello@gather.example")
    assert (engine.port, engine.tls) == (port, tls)


@pytest.mark.parametrize(
    ("url", "sender", "says"),
    [("smtp:", "hello@gather.example", "looks like smtp://"),
     ("smtp://mail.example?tls=perhaps", "hello@gather.example", "looks like smtp://"),
     ("smtp://mail.example:99999", "hello@gather.example", "looks like smtp://"),
     ("smtp://mail.example", "", "GATHER_MAIL_FROM"),
     ("smtp://town:secret@mail.example?tls=none", "hello@gather.example", "in the clear")],
)  # fmt: skip
def test_a_wrong_setting_is_refused_at_the_start(build, url, sender, says):
    with pytest.raises(UnknownEngine, match=says) as refusal:
        build(MAIL_URL=url, MAIL_FROM=sender)
    assert "secret" not in str(refusal.value)
