"""Remind everybody on a date at an organiser's word, in place of the next reminder that would go by itself."""

from collections import Counter
from dataclasses import dataclass, field

from .. import clock
from ..database import unit_of_work
from ..notifications.operations import put_all
from . import queries, rules
from .operations import BATCH, composed, planned


@dataclass
class Outlook:
    """What reminding everybody does: how many hear of it by which channel (push, sms, mail, or a call by somebody).

    `later` are those who hear only when the quiet is over, by the instant; `heard` were reminded lately, `too_late`
    could only be told in a quiet hour, and `unknown` left neither a number nor an e-mail address.
    """

    by: Counter = field(default_factory=Counter)
    later: Counter = field(default_factory=Counter)
    heard: int = 0
    too_late: int = 0
    unknown: int = 0

    @property
    def hear(self):
        """How many people hear from us by themselves, now or later."""
        return self.by["push"] + self.by["sms"] + self.by["mail"]

    @property
    def nobody(self):
        """Whether there is nothing to do."""
        return not self.by.total()


def outlook(occurrence_id) -> Outlook:
    """What would happen if everybody on this date were reminded now; nothing is written."""
    now, found = clock.now(), Outlook()
    _messages(queries.on_date(occurrence_id, now), now, found)
    return found


def remind_all(occurrence_id) -> Outlook:
    """Remind everybody who holds a place on this date and has not heard of us lately; twice is once."""
    now, done = clock.now(), Outlook()
    places = queries.on_date(occurrence_id, now)
    for first in range(0, len(places), BATCH):
        with unit_of_work():
            put_all(_messages(places[first : first + BATCH], now, done))
    return done


def _messages(places, now, found):
    """The messages to these places that go now, each under the key of the next that would go by itself.

    What becomes of each place is counted in the Outlook `found`.
    """
    sequences = {place.id: place.sequence for place in places}
    held, told = queries.still_held(sequences), queries.told(sequences)
    waited = queries.waited_for({booking.slot_id for booking in held.values()})
    messages = []
    for place in places:
        heard, booking = told[place.id], held.get(place.id)
        plan = [one for rule in rules.WITHIN if (one := planned(place, rule))]
        rule = rules.next_rule(plan, now, heard, max(heard.values(), default=None))
        if booking is None:
            continue
        if rule is None or not booking.person.addresses:
            found.heard, found.unknown = found.heard + (rule is None), found.unknown + (rule is not None)
            continue
        messages.append(composed(booking, rule, place.starts_at, now, waited))
        _count(messages[-1], found)
    return messages


def _count(message, found):
    if message.state not in ("waiting", "call"):
        found.too_late += 1
        return
    found.by["call" if message.state == "call" else message.channel] += 1
    if message.due_at > message.made_at:
        found.later[message.due_at] += 1
