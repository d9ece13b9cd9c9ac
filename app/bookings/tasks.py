"""What becomes of places by itself."""

from ..backends.jobs import sweep, task
from . import operations, operations_offers, operations_organiser


@sweep("bookings.follow_organiser", 60)
def follow_organiser():
    """Tell everybody of what was called off or moved, and free its places."""
    operations_organiser.follow_organiser()


@sweep("bookings.settle", 20)
def settle():
    """Free what was kept and has run out, and offer it to whoever waits."""
    operations_offers.settle_all()


@task("bookings.consent_answered")
def consent_answered(consent_id):
    """A guardian answered: what waited for it goes on, or is given back."""
    operations.consent_answered(consent_id)
