"""What is called to mind by itself."""

from .. import clock
from ..backends.jobs import sweep
from . import operations


@sweep("reminders.write", 60)
def write_reminders():
    """Write the reminders that are due."""
    operations.write_due(clock.now())
