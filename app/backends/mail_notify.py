"""E-mail through GOV.UK Notify: GATHER_MAIL_URL=notify:?key=…&template=… (see notify.py).

Notify takes text alone and dresses it itself. It carries no calendar files, so letters say where to get theirs.
"""

import structlog

from .letter import MailFailed
from .notify import Service


class Engine:
    def __init__(self, url, sender):
        self.service = Service(url, "GATHER_MAIL_URL", MailFailed)

    def send(self, letter):
        words = {"subject": _unmarked(letter.subject), "text": _unmarked(letter.text)}
        reference = self.service.send(
            "send_email_notification", email_address=letter.to, personalisation=words, reference=letter.message_id,
            one_click_unsubscribe_url=letter.unsubscribe,
        )  # fmt: skip
        structlog.get_logger().info("mail.sent", engine="notify", attachments=0)
        return reference

    def status(self, reference):
        return self.service.status(reference)


def _unmarked(text):
    """The words with Notify's link marks broken, so that nobody's title becomes a link that says something else."""
    return text.replace("](", "] (")
