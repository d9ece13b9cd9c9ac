"""Putting what is to be told about a place or a waiting list into the outbox. Decides nothing."""

from .. import clock
from ..notifications.operations import tell, withdraw
from .calendars import attached


def tell_holder(booking, letter, once=None):
    """Tell whoever gets the messages of a booking: the person, or the carer whose address they gave."""
    _tell(booking.person, letter, booking.id, once, attached(booking, letter))


def tell_waiting(entry, letter, once=None):
    """Tell whoever waits."""
    _tell(entry.person, letter, entry.id, once, ())


def _tell(person, letter, about_id, once, files):
    if not person.addresses:
        return
    if letter.ends:  # what waited to be said is not true any more
        withdraw(letter.ends, about_id)
    tell(
        person.addresses, letter.subject, letter.text, letter.about, sms=letter.sms or None, about_id=about_id,
        once=once, pace=letter.pace, attachments=files,
        young=person.band_on(clock.today()) not in (None, "adult"),
    )  # fmt: skip
