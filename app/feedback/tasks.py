"""What is asked by itself."""

from .. import clock
from ..backends.jobs import sweep
from . import operations


@sweep("feedback.ask", 900)
def ask():
    """Ask those whose place has just ended how it was."""
    operations.ask_all(clock.now())
