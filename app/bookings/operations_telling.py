"""Putting what is to be told about a place or a waiting list into the outbox. Decides nothing."""

from .. import clock
from ..notifications.operations import tell, withdraw
from ..notifications.queries_phones import hears
from ..notifications.rules import owner
from ..web.language import speaking
from . import messages, notices
from .calendars import attached

TO_KEEP = ("bookings.confirmation", "bookings.pending", "bookings.changed", "bookings.waiting")
"""What carries the link by which somebody without an account finds their place again: not to a phone alone."""


def tell_holder(booking, write, *facts):
    """Tell whoever gets the messages of a booking: the person, or the carer whose address they gave.

    `write` makes the letter out of the booking and the facts, in the language of who reads it.
    """
    with speaking(booking.person.language):
        letter = write(booking, *facts)
        _tell(booking, letter, None, attached(booking, letter), lambda: notices.of_place(letter.about, booking))


def tell_waiting(entry, write, *facts):
    """Tell whoever waits, by the letter that `write` makes out of the entry and the facts in their language."""
    with speaking(entry.person.language):
        letter = write(entry, *facts)
        _tell(entry, letter, None, (), lambda: notices.of_waiting(letter.about, entry))


def tell_offer(offer):
    """Tell whoever waits that there is a place for them; once."""
    entry, slot = offer.entry, offer.slot
    with speaking(entry.person.language):
        letter = messages.offered(entry, offer, slot)
        _tell(entry, letter, f"offer {offer.id}", (), lambda: notices.offered(entry, offer, slot))


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
