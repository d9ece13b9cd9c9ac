"""What a token may do, how a place in a list is written, and which keys count. Pure."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

SCOPES = ("events:write", "bookings:write", "bookings:read")
"""What a token may be made for."""
KEY = re.compile(r"[\x21-\x7e]{1,64}")
"""An idempotency key: 1 to 64 visible ASCII characters."""
BIGGEST_ID = 2**31 - 1
"""The largest number that either database has as an id."""
DOORS = ("web", "phone", "walk-in", "partner")
"""The four doors to one capacity (RULES D1)."""


def is_key(text) -> bool:
    """Whether this may be an idempotency key."""
    return bool(KEY.fullmatch(text))


def cursor_after(starts, event_id) -> str:
    """The place in the list behind an event: its next date in wall time and its id, as text for an address."""
    return urlsafe_b64encode(f"{starts.isoformat()} {event_id}".encode()).decode().rstrip("=")


def read_cursor(text) -> tuple[datetime, int]:
    """The wall time and the event id in a cursor. Raises ValueError for what is none of ours."""
    try:
        starts, _space, event_id = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(" ")
        found = datetime.fromisoformat(starts), int(event_id)
    except (ValueError, OverflowError) as problem:
        raise ValueError("not a cursor") from problem
    if found[0].tzinfo is not None or not 0 < found[1] <= BIGGEST_ID:
        raise ValueError("not a cursor")
    return found
