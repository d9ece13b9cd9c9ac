"""What is called to mind by itself."""

from .. import clock
from ..backends.jobs import sweep
from . import operations, operations_soon


@sweep("reminders.write", 60)
def write_reminders():
    """Write the reminders that are due."""
    operations.write_due(clock.now())
    operations_soon.write_soon(clock.now())
