"""One seam for sending one e-mail to one address. Keeps nothing: the outbox is a table of notifications.

What is written here never reaches a log: neither the address nor the words.
"""

from flask import current_app

from .engines import find, scheme
from .letter import Letter, MailFailed, check  # noqa: F401  the seam's own words

ENGINES = {"console": ".mail_console", "notify": ".mail_notify", "smtp": ".mail_smtp"}


def send_mail(to, subject, text, *, html=None, attachments=(), message_id=None, unsubscribe=None) -> str | None:
    """Hand one e-mail over to be delivered, or say why not; what to ask `mail_status` about, None if nobody can tell.

    `attachments` are triples of file name, content type and bytes. The same `message_id` (a word of ours, without
    angle brackets) on a second try lets mail programs drop the double.
    Raises MailFailed; nothing was handed over then, or nobody can know (a connection lost in the last moment).
    """
    letter = Letter(to, subject, text, html, tuple(attachments), message_id, unsubscribe)
    check(letter)
    return current_app.extensions["gather_mail"].send(letter)


def mail_status(reference) -> str | None:
    """What became of a letter: "delivered", "no such address", "failed", or None while nobody knows.

    Raises MailFailed when it can't be asked just now.
    """
    return current_app.extensions["gather_mail"].status(reference)


def init_app(app):
    """Choose the engine by the scheme of GATHER_MAIL_URL; a wrong address is refused at the start."""
    url = app.config["MAIL_URL"]
    app.extensions["gather_mail"] = find(ENGINES, scheme(url), "GATHER_MAIL_URL")(url, app.config["MAIL_FROM"])
