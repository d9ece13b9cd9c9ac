"""Many phones that want the same place: what each of them does over HTTP, as a browser without scripts does it."""

import re
from dataclasses import dataclass
from itertools import count
from threading import Barrier, Event as Gate
from urllib.parse import urlencode

from sqlalchemy import func, select

from app.bookings.models import Booking
from app.events.models import Slot
from app.extensions import db
from tests.cast import first_slot, gathering
from tests.own import all_at_once

from .server import Phone

PHONES = 40
THINKING = 0.002
"""Seconds between the look and the tap."""
_numbers = count(1)


@dataclass(frozen=True)
class Place:
    """A slot as a phone knows it."""

    slot_id: int
    slug: str

    @property
    def form(self):
        return f"/slots/{self.slot_id}/bookings/new"

    @property
    def bookings(self):
        return f"/slots/{self.slot_id}/bookings"


def place_for(cast, capacity):
    event = gathering(cast, capacity=capacity)
    return Place(first_slot(event).id, event.slug)


def somebody():
    """Somebody whom the town has never seen: two unanswered bookings an hour are all that one number may make."""
    return next(_numbers)


def filled_in(page, number):
    """The form as the page has it, filled in."""
    assert page.status in (200, 409) and 'name="key"' in page.text, page.text
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page.text)[1] for name in ("csrf_token", "key")}
    person = {"who": "me", "first_name": f"Phone {number}", "phone": f"07400 {100000 + number}"}
    return urlencode({**hidden, **person})


def straight(port, place, number, together):
    """By the link of a message or a poster, which opens the form itself; the answer to the tap."""
    with Phone(port, number) as phone:
        form = filled_in(phone.get(place.form), number)
        together.wait()
        Gate().wait(THINKING)
        return phone.post(place.bookings, form)


def by_picking(port, place, number, together):
    """By the page of the event: look, pick, which keeps the time, fill in the form; the last answer."""
    with Phone(port, number) as phone:
        assert phone.get(f"/events/{place.slug}").status == 200
        together.wait()
        Gate().wait(THINKING)
        picked = phone.post("/holds", urlencode({"slot": place.slot_id}))
        assert (picked.status, picked.headers["Location"]) == (303, place.form), picked.text
        page = phone.get(place.form)
        return phone.post(place.bookings, filled_in(page, number)) if page.status == 200 else page


def rush(port, place, come, phones=PHONES):
    """Everybody has looked, thinks, and taps at once; how they were answered, in order of the status."""
    numbers, together = [somebody() for _ in range(phones)], Barrier(phones, timeout=60)
    answers = all_at_once(lambda number: come(port, place, numbers[number], together), phones)
    problems = [answer for answer in answers if isinstance(answer, Exception)]
    assert problems == [], problems[:3]
    return sorted(answer.status for answer in answers)


def booked(place):
    db.session.rollback()
    return db.session.scalar(select(func.count(Booking.id)).where(Booking.slot_id == place.slot_id))


def taken(place):
    return db.session.scalar(select(Slot.taken).where(Slot.id == place.slot_id))
