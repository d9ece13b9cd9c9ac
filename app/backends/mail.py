"""One seam for sending one e-mail to one address. Keeps nothing: the outbox is a table of notifications.

What is written here never reaches a log: neither the address nor the words.
"""

from flask import current_app

from .engines import find, scheme
from .letter import Letter, MailFailed, check  # noqa: F401  the seam's own words

ENGINES = {"console": ".mail_console", "smtp": ".mail_smtp"}


def send_mail(to, subject, text, *, html=None, attachments=(), message_id=None):
    """Hand one e-mail over to be delivered, or say why not.

    `attachments` are triples of file name, content type and bytes. The same `message_id` (a word of ours, without
    angle brackets) on a second try lets mail programs drop the double.
    Raises MailFailed; nothing was handed over then, or nobody can know (a connection lost in the last moment).
    """
    letter = Letter(to, subject, text, html, tuple(attachments), message_id)
    check(letter)
    current_app.extensions["gather_mail"].send(letter)


def init_app(app):
    """Choose the engine by the scheme of GATHER_MAIL_URL; a wrong address is refused at the start."""
    url = app.config["MAIL_URL"]
    app.extensions["gather_mail"] = find(ENGINES, scheme(url), "GATHER_MAIL_URL")(url, app.config["MAIL_FROM"])
