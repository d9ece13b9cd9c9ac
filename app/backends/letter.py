"""An e-mail as every mail engine gets it, checked: one receiver, and nothing in a header but the header's own words."""

from dataclasses import dataclass


class MailFailed(Exception):
    """An e-mail was not taken; `reason` is a sentence without personal data, `retryable` whether to try again later."""

    def __init__(self, reason, retryable):
        super().__init__(reason)
        self.reason, self.retryable = reason, retryable


@dataclass(frozen=True, repr=False)
class Letter:
    """One e-mail to one address; attachments are triples of file name, content type and bytes.

    `unsubscribe` is the address at which one POST ends letters of this kind (RFC 8058), None where nobody may end them.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    attachments: tuple = ()
    message_id: str | None = None
    unsubscribe: str | None = None


def has_control(text) -> bool:
    """Whether the text holds a line break or another control character, which could start a header of its own."""
    return any(ord(letter) < 32 or ord(letter) == 127 or letter in "\x85\u2028\u2029" for letter in text)


def check(letter):
    """Refuse what could forge a header or reach a second receiver. Raises MailFailed, not retryable."""
    headers = [letter.to, letter.subject, letter.message_id or "", letter.unsubscribe or ""]
    headers += [word for name, kind, _data in letter.attachments for word in (name, kind)]
    if any(has_control(header) for header in headers):
        raise MailFailed("The address or the subject has a line break in it.", retryable=False)
    if not _is_one_address(letter.to):
        raise MailFailed("This is not one e-mail address.", retryable=False)


def _is_one_address(text):
    from email.errors import MessageError
    from email.headerregistry import Address

    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return False
    return bool(address.username and address.domain) and not any(letter in text for letter in ' ,;<>"')
