"""What becomes of places by itself."""

from ..backends.jobs import sweep
from . import operations


@sweep("bookings.release_cancelled", 60)
def release_cancelled():
    """Free the places of what was called off, and tell the people."""
    operations.release_cancelled()
