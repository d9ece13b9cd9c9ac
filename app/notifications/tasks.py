"""What the outbox does by itself."""

from ..backends.jobs import sweep
from . import operations_pushing, operations_sending, operations_upkeep


@sweep("notifications.deliver", 10)
def deliver_messages():
    """Send the e-mails and texts that are due."""
    operations_sending.deliver_due()


@sweep("notifications.push", 5)
def push_notices():
    """Send the notices that are due to phones; by itself, so that no slow mail server holds them up."""
    operations_pushing.push_due()


@sweep("notifications.ask", 60)
def ask_what_became():
    """Ask the providers what became of what they took."""
    operations_upkeep.ask_what_became()


@sweep("notifications.mend", 60)
def mend():
    """Find what is stuck, put it right and say so."""
    operations_upkeep.mend()
