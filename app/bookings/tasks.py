"""What becomes of places by itself."""

import structlog

from ..backends.jobs import sweep, task
from . import operations_guardian, operations_offers, operations_organiser, queries


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
    """Give or take the places that a guardian's answer decides."""
    operations_guardian.consent_answered(consent_id)


@sweep("bookings.follow_consents", 60)
def follow_consents():
    """Make good what a lost call of the above left undone."""
    operations_guardian.follow_consents()


@sweep("bookings.check_counters", 24 * 3600)
def check_counters():
    """Say in the log which slots count other places than are kept: none, unless we made a mistake (RULES C2)."""
    for slot_id, taken, kept in queries.miscounted_slots():
        structlog.get_logger().error("places.miscounted", slot_id=slot_id, taken=taken, kept=kept)
