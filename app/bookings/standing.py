"""How somebody stands with a waiting list: which times would do, and what the page of their entry says."""

from dataclasses import dataclass

from flask_babel import gettext as _

from .. import clock
from ..events.models import Slot
from . import queries_pages as pages, queries_waiting as waiting
from .messages import why
from .models import Booking, Offer
from .operations_waiting import HasRoom
from .others import is_list_open
from .rules_waiting import IN_LINE
from .rules_wishes import Time, choices, entry_shows, full_times, with_room


@dataclass(frozen=True)
class Standing:
    """What the page of an entry shows; `slot` is the first time they wait for, `ahead` a number of people."""

    shows: str
    slots: list[Slot]
    offer: Offer | None
    booking: Booking | None
    ahead: int

    @property
    def slot(self):
        return self.slots[0] if self.slots else None


def of(entry) -> Standing:
    """How it stands now, whether or not what ran out has been written down already."""
    slots, offer = waiting.slots_in(entry), waiting.open_offer(entry.id)
    hope = any(is_list_open(slot) for slot in slots)
    shows = entry_shows(entry.state, entry.asked_again, offer is not None, hope)
    return Standing(
        shows, slots, offer, pages.booking_from(entry.id) if shows == "booked" else None,
        waiting.people_ahead(entry) if shows == "waiting" else 0,
    )  # fmt: skip


def waits_of(phone_mark, person_id):
    """What this phone or person waits for and can still get, as pairs of entry and `Standing`."""
    pairs = [(entry, of(entry)) for entry in waiting.waiting_plans(phone_mark, person_id)]
    return [pair for pair in pairs if pair[1].shows in IN_LINE]


def wishes_for(slot) -> list[str]:
    """The wishes that the form offers for a slot."""
    return choices(_time(slot), [_time(one) for one in pages.times_to_wait_for(slot)])


def times_for(slot, wish, fewest) -> tuple[int, ...]:
    """The ids of the times that fit the wish and are full for so many people, the picked one first.

    Raises operations_waiting.HasRoom where every time that fits has room.
    """
    picked = _time(slot)
    times = [_time(one) for one in pages.times_to_wait_for(slot)] or [picked]
    found = full_times(wish, picked, times, fewest)
    if not found and (free := with_room(wish, picked, times, fewest)):
        raise HasRoom(free)
    return tuple(found or [slot.id])


def _time(slot):
    return Time(slot.id, slot.starts_local, slot.left)


def why_closed(slot) -> str:
    """Why nobody can wait for a slot, in a sentence."""
    event = slot.occurrence.event
    if event.state == "cancelled" or slot.occurrence.state != "on":
        return _("This is called off.")
    if slot.ends_at <= clock.now():
        return _("This is over.")
    if slot.open:
        return _("The waiting list is closed now. It starts very soon.")
    return _("This cannot be booked.")


def has_place_already(name) -> str:
    """What the form says when somebody of that name has a place and this phone may not see it."""
    return _("%(name)s has this place already. We sent the pass by message", name=name)


def why_not(reason) -> str:
    """Why an offer could not be taken, in a sentence; "" for no reason."""
    if reason == "already":
        return _("You have a place at this time already.")
    return why(reason) if reason else ""
