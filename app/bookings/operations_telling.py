"""Putting what is to be told about a place or a waiting list into the outbox. Decides nothing."""

from ..notifications.operations import tell


def tell_holder(booking, letter, once=None):
    """Tell whoever gets the messages of a booking: the person, or the carer whose address they gave."""
    _tell(booking.person, letter, once)


def tell_waiting(entry, letter, once=None):
    """Tell whoever waits."""
    _tell(entry.person, letter, once)


def _tell(person, letter, once):
    if address := person.address:
        tell(address, letter.subject, letter.text, about="bookings")
