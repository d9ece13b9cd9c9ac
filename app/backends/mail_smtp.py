"""Mail over SMTP, one connection a letter: smtp://[user:password@]host[:port][?tls=starttls|implicit|none].

Until the letter is offered, every fault is the connection's and may pass; then the server's own answer decides.
"""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

import structlog

from .. import clock
from ..config import is_loopback
from .engines import UnknownEngine
from .letter import MailFailed

TIMEOUT = 10
"""Seconds for each step of the conversation."""
SUBMISSION, IMPLICIT = 587, 465
"""The ports of RFC 6409 and RFC 8314."""
TLS = ("starttls", "implicit", "none")
EXAMPLE = "GATHER_MAIL_URL looks like smtp://user:password@mail.example:587?tls=starttls."


class Engine:
    def __init__(self, url, sender):
        parts = urlsplit(url)
        try:
            self.host, self.port = parts.hostname, parts.port or SUBMISSION
        except ValueError:
            raise UnknownEngine(EXAMPLE) from None  # the chain would show the password
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.tls = parse_qs(parts.query).get("tls", [self._usual_tls()])[0]
        self.sender = sender
        if not self.host or self.tls not in TLS:
            raise UnknownEngine(EXAMPLE)
        if "@" not in sender:
            raise UnknownEngine("GATHER_MAIL_FROM is missing. It is the address that the town's e-mails come from.")
        if self.user and self.tls == "none" and not is_loopback(self.host):
            raise UnknownEngine("GATHER_MAIL_URL would send its password in the clear. Take tls=none out.")

    def _usual_tls(self):
        if self.port == IMPLICIT:
            return "implicit"
        return "none" if is_loopback(self.host or "") and self.port != SUBMISSION else "starttls"

    def send(self, letter):
        message = self._message(letter)
        server = self._connect()
        try:
            server.send_message(message, self.sender, [letter.to])
        except (smtplib.SMTPException, OSError) as problem:
            raise _offered(problem) from None  # the chain would carry the address into a log
        finally:
            server.close()  # without QUIT: the letter is taken or refused, and waiting could only add a fault
        structlog.get_logger().info("mail.sent", engine="smtp", attachments=len(letter.attachments))

    def status(self, reference):
        """Nobody can be asked: what comes back, comes as a letter (RFC 3464)."""
        return None

    def _connect(self):
        server = None
        try:
            if self.tls == "implicit":
                context = ssl.create_default_context()
                server = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
            if self.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except (smtplib.SMTPException, OSError) as problem:
            if server:
                server.close()
            raise _before(problem) from None
        return server

    def _identity(self, given):
        domain = self.sender.rpartition("@")[2].strip("> ")
        if given is None:
            return make_msgid(domain=domain)
        return f"<{given}>" if "@" in given else f"<{given}@{domain}>"

    def _message(self, letter):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, letter.to, letter.subject
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = self._identity(letter.message_id)
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday answers stay away
        if letter.unsubscribe:
            message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(letter.text)
        if letter.html:
            message.add_alternative(letter.html, subtype="html")
        for name, kind, data in letter.attachments:
            main, sub, details = _kind(kind)
            message.add_attachment(data, maintype=main, subtype=sub, filename=name, params=details)
        return message


def _kind(text):
    """A content type in its parts: `text/calendar; method=REQUEST` is text, calendar and {"method": "REQUEST"}."""
    header = EmailMessage()
    header["Content-Type"] = text
    return header.get_content_maintype(), header.get_content_subtype(), dict(header["Content-Type"].params)


def _before(problem):
    """What went wrong before any letter was offered: our connection or our settings, so it may pass."""
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return MailFailed("The mail server does not know our user name or password.", retryable=True)
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return MailFailed("The mail server does not offer a safe connection.", retryable=True)
    if isinstance(problem, ssl.SSLError):
        return MailFailed("The mail server could not prove who it is.", retryable=True)
    if _is_late(problem):
        return MailFailed("The mail server did not answer in time.", retryable=True)
    return MailFailed("The mail server can't be reached.", retryable=True)


def _offered(problem):
    """What the server said to the letter itself: a number of 400 to 499 asks to come back, 500 and up is final."""
    code = getattr(problem, "smtp_code", None)
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code = next(iter(problem.recipients.values()))[0]
    if code and code > 0:
        return MailFailed(f"The mail server said no ({code}).", retryable=code < 500)
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return MailFailed("The mail server can't write to this kind of address.", retryable=False)
    if _is_late(problem):
        return MailFailed("The mail server did not answer in time.", retryable=True)
    return MailFailed("The mail server hung up.", retryable=True)


def _is_late(problem):
    # smtplib turns a pause that was too long into "unexpectedly closed" and keeps the reason behind it
    return isinstance(problem, TimeoutError) or isinstance(problem.__context__, TimeoutError)
