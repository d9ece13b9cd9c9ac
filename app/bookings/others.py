"""What else has room for this visitor, to be shown beside a waiting list (RULES W5). Reads only."""

from .. import clock
from . import queries_pages
from .rules_waiting import CLOSES
from .wishes import may_take

SHOWN = 3


def others_with_room(slot, person, request):
    """Up to three slots with room that the visitor may take: other times of the event first, then other events.

    `slot` and what is given come with their events; `request` says for how many it is.
    """
    nearest = sorted(
        queries_pages.free_times(slot, request.party), key=lambda other: abs(other.starts_at - slot.starts_at)
    )
    found = []
    for other in [*nearest[:SHOWN], *queries_pages.elsewhere(slot, 2 * SHOWN)]:
        enough = other.left >= request.party
        if len(found) < SHOWN and enough and may_take(other, person, request) in (None, "check first"):
            found.append(other)
    return sorted(found, key=lambda other: (other.occurrence.event_id != slot.occurrence.event_id, other.starts_at))


def is_list_open(slot) -> bool:
    """Whether somebody can still wait for a slot (RULES W5)."""
    return slot.open and slot.starts_at - clock.now() > CLOSES
