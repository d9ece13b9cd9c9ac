"""What becomes of events by itself."""

from ..backends.jobs import sweep
from . import operations


@sweep("events.renew_ages", 3600)
def renew_ages():
    """From which age people may help, after an organisation or the town changed its mind."""
    operations.renew_ages()
