"""What the outbox does by itself."""

from ..backends.jobs import sweep
from . import operations_sending, operations_upkeep


@sweep("notifications.deliver", 10)
def deliver_messages():
    """Send what is due."""
    operations_sending.deliver_due()


@sweep("notifications.ask", 60)
def ask_what_became():
    """Ask the providers what became of what they took."""
    operations_upkeep.ask_what_became()


@sweep("notifications.mend", 60)
def mend():
    """Find what is stuck, put it right and say so."""
    operations_upkeep.mend()
