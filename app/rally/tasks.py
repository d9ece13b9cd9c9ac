"""What a rally does by itself."""

from ..backends.jobs import sweep, task
from . import operations, operations_learning, operations_ticking


@sweep("rally.tick", 60)
def tick():
    """Look at every rally whose time has come, and start those that may begin."""
    operations_ticking.tick_due()
    operations.start_by_itself()


@task("rally.look")
def look(rally_id):
    """Look at one rally now: somebody answered."""
    operations_ticking.tick(rally_id)


@task("rally.refill")
def refill(slot_id):
    """Somebody took a place or gave one back."""
    operations.refill(slot_id)


@sweep("rally.learn", 7 * 24 * 3600)
def learn():
    """Learn from the town's own log how quickly it answers."""
    operations_learning.learn()
