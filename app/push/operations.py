"""Try whether a phone hears of us. Writes only to the outbox."""

from datetime import timedelta

from ..notifications.notices import Notice
from ..notifications.operations import tell
from . import messages

USEFUL = timedelta(minutes=10)


def send_test(person_id, phone_mark) -> bool:
    """Send a notice to all phones of a person and of this browser; false when none of them hears anything."""
    title, body = messages.test()
    notice = Notice("answer", title, body, "/me/phones", "test")
    sent = tell(
        (), title, body, about="push.test", useful=USEFUL, push=notice, push_only=True, person_id=person_id,
        phone_mark=phone_mark,
    )  # fmt: skip
    return bool(sent.deliveries)
