"""The words of the push seam: what goes to a phone, what came of it, and why an address is refused."""

import re
from dataclasses import dataclass
from datetime import timedelta

LONGEST = 2000
"""Bytes of plain text in one notice: sealed, it fits into the 4,096 that every push service takes (RFC 8030)."""
TOPIC = re.compile(r"[A-Za-z0-9_-]{0,32}")
"""What a Topic may be (RFC 8030, 5.4); empty where a notice replaces no other."""
URGENCIES = ("very-low", "low", "normal", "high")
"""RFC 8030, 5.3."""


class Forbidden(Exception):
    """A subscription that we never send to; the sentence says why, without the address."""

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Parcel:
    """One notice for one phone; the three of a subscription are base64url text as the browser gave them.

    Raises ValueError for a topic, an urgency or a lifetime that no push service understands.
    """

    endpoint: str
    p256dh: str
    auth: str
    payload: bytes
    topic: str
    urgency: str
    ttl_seconds: int

    def __post_init__(self):
        if not TOPIC.fullmatch(self.topic) or self.urgency not in URGENCIES or self.ttl_seconds < 0:
            raise ValueError("a topic, an urgency or a lifetime that RFC 8030 does not know")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one parcel.

    `kind` is accepted, gone, refused, later, too_long, forbidden or unreachable; `reason` a sentence for an
    organiser; `retry_after` how long the push service wants to be left alone, None when it did not say.
    """

    kind: str
    reason: str
    retry_after: timedelta | None = None
