"""Who may say how it was and until when, what an organiser sees of it, and where a report goes. Pure."""

from collections import Counter
from datetime import timedelta

FACES = ("good", "okay", "bad")
"""The three faces, the happiest first."""
CAME = ("confirmed", "arrived", "attended")
"""The states of a place that somebody had when it was over."""
ASKED = timedelta(days=14)
"""How long after the end somebody may still say how it was."""
CHANGEABLE = timedelta(days=7)
"""How long after they said so they may say otherwise."""
LINKED = ASKED + CHANGEABLE
"""After which nothing tells any more which place an answer came from, counted from the answer."""
MESSAGE_AFTER, MESSAGE_UNTIL = timedelta(hours=1), timedelta(hours=24)
"""When after the end the question is sent: once people are home, and never about what is long over."""
QUESTION = "feedback.asking"
"""The code word of the message that asks how it was; its id is that of the booking."""
LEAST = 5
"""The least number of answers that is shown by itself (RULES K4: figures below 5 are hidden)."""
WORDS = 500
"""The most characters of words with a face, and of a report."""
KEYS = 10
"""How many forms of one answer are remembered, so that an old one sent again changes nothing."""

KINDS = ("unsafe", "untrue", "unkind", "else")
"""What can be wrong."""
OPEN, ANSWERED, SETTLED = "new", "answered", "settled"


def may_say(state, ends_at, is_off, now) -> bool:
    """Whether a place that is over lets its holder say how it was: they had it, it took place, and not long ago."""
    return state in CAME and not is_off and ends_at <= now < ends_at + ASKED


def may_change(said_at, now) -> bool:
    """Whether what was said then can still be said otherwise."""
    return now < said_at + CHANGEABLE


def split(counted) -> dict:
    """The parts of an event's answers that may be shown apart: all of them, or none.

    `counted` is a Counter of faces by part. One part too small to be shown could be worked out from the others.
    """
    parts = {name: faces for name, faces in counted.items() if faces.total()}
    return parts if len(parts) > 1 and all(faces.total() >= LEAST for faces in parts.values()) else {}


def all_of(counted) -> Counter:
    """The faces of all parts together."""
    return sum(counted.values(), Counter())


def is_grave(kind, about_young) -> bool:
    """Whether who keeps people safe has to hear of it too, and the stewards of the town, at once."""
    return kind == "unsafe" or about_young
