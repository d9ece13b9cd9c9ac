"""What becomes of consents by itself."""

from ..backends.jobs import sweep
from . import operations_erasing


@sweep("consents.lapse", 3600)
def lapse_old_consents():
    """Write down what has run out."""
    operations_erasing.lapse_old()
