"""Putting what is to be told about a place or a waiting list into the outbox. Decides nothing."""

from .. import clock
from ..notifications.operations import tell, withdraw
from ..notifications.queries_phones import hears
from ..notifications.rules import owner
from . import notices
from .calendars import attached

TO_KEEP = ("bookings.confirmation", "bookings.pending", "bookings.changed", "bookings.waiting")
"""What carries the link by which somebody without an account finds their place again: not to a phone alone."""


def tell_holder(booking, letter, once=None):
    """Tell whoever gets the messages of a booking: the person, or the carer whose address they gave."""
    _tell(booking, letter, once, attached(booking, letter), lambda: notices.of_place(letter.about, booking))


def tell_waiting(entry, letter, once=None, offer=None):
    """Tell whoever waits; `offer` is what the letter offers them."""
    if offer:
        _tell(entry, letter, once, (), lambda: notices.offered(entry, offer, offer.slot))
    else:
        _tell(entry, letter, once, (), lambda: notices.of_waiting(letter.about, entry))


def _tell(row, letter, once, files, notice):
    person = row.person
    if not person.addresses:
        return
    if letter.ends:  # what waited to be said is not true any more
        withdraw(letter.ends, row.id)
    mark = None if letter.about in TO_KEEP else row.phone_mark
    push = notice() if hears(owner(person.id, mark), "reminder") else None
    tell(
        person.addresses, letter.subject, letter.text, letter.about, sms=letter.sms or None, about_id=row.id,
        once=once, pace=letter.pace, attachments=files, push=push, person_id=person.id, phone_mark=mark,
        young=person.band_on(clock.today()) not in (None, "adult"),
    )  # fmt: skip
