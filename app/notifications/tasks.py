"""What the outbox does by itself."""

from ..backends.jobs import sweep
from .operations import deliver_due


@sweep("notifications.deliver", 10)
def deliver_messages():
    """Send what is due."""
    deliver_due()
