"""What is free goes to whoever waits: offers, places saved up, and what happens when time runs out.

Everything here runs inside the transaction that freed the places (RULES, waiting-list races), under `in_line`.
"""

from sqlalchemy import delete, select, update

from .. import clock
from ..database import claim, unit_of_work
from ..events.models import Slot
from ..extensions import db
from . import messages, queries_waiting as waiting, rules_waiting as rules
from .models import Booking, Hold, Offer, WaitingEntry
from .operations_places import end_booking, give_back, in_line, take
from .operations_telling import tell_holder, tell_offer, tell_waiting


def settle(slot_id) -> bool:
    """Free what has run out on a slot and pass it on; false when nothing had (RULES H1, W3)."""
    with unit_of_work():
        if not waiting.lapsed_slots(slot_id):
            return False
        in_line(waiting.event_of(slot_id))
        lapse(slot_id)
        pass_on([slot_id])
        return True


def settle_all() -> int:
    """Settle every slot on which something has run out; how many there were."""
    return sum(settle(slot_id) for slot_id in waiting.lapsed_slots())


def lapse(slot_id):
    """End what is kept on a slot beyond its time: holds, offers, and places that waited for a guardian's yes."""
    now = clock.now()
    gone = delete(Hold).where(Hold.slot_id == slot_id, Hold.ends_at <= now).returning(Hold.party)
    give_back(slot_id, sum(db.session.scalars(gone).all()))
    for booking_id in db.session.scalars(waiting.unanswered(slot_id)).all():
        if end_booking(booking_id, "declined"):
            booking = db.session.get_one(Booking, booking_id, populate_existing=True)
            tell_holder(booking, messages.not_agreed)
    told = update(Offer).where(Offer.slot_id == slot_id, Offer.state == "told", Offer.ends_at <= now)
    db.session.execute(told.values(state="lapsed"))
    over = select(Offer).where(Offer.slot_id == slot_id, Offer.state.in_(rules.LIVE_OFFER), Offer.ends_at <= now)
    for offer in db.session.scalars(over.order_by(Offer.id)).all():
        if end_offer(offer, "lapsed") == "open":
            _ask_to_stay(offer.entry)


def withdraw_called_off():
    """Take back what is offered or saved up where the date was called off; who had it waits on for what is left."""
    off = select(Offer.id).join(Offer.slot).where(~Slot.open, Offer.state.in_((*rules.LIVE_OFFER, "told")))
    for offer_id in db.session.scalars(off).all():
        with unit_of_work():
            in_line(waiting.event_of(select(Offer.slot_id).where(Offer.id == offer_id).scalar_subquery()))
            offer = db.session.get_one(Offer, offer_id, populate_existing=True)
            if offer.state == "told":
                offer.state = "withdrawn"
            elif end_offer(offer, "withdrawn") == "open":
                _wait_on(offer)


def _wait_on(offer):
    entry = db.session.get_one(WaitingEntry, offer.entry_id, populate_existing=True)
    entry.state = "waiting"
    db.session.flush()
    tell_waiting(entry, messages.offer_called_off, offer.slot)
    pass_on([wish.slot_id for wish in entry.wishes])


def end_offer(offer, state):
    """Move a live offer to its end and free what it kept; the state it had, None when somebody else was quicker."""
    was = offer.state
    live = update(Offer).where(Offer.id == offer.id, Offer.state == was, Offer.state.in_(rules.LIVE_OFFER))
    if not claim(live.values(state=state)):
        return None
    db.session.expire(offer)
    if offer.kept:
        give_back(offer.slot_id, offer.kept)
    return was


def _ask_to_stay(entry):
    """The offer ran out: ask once whether they still want to wait, at the back (RULES W3)."""
    again = not entry.asked_again
    entry.state, entry.asked_again = ("lapsed" if again else "left"), True
    entry.ended_at = None if again else clock.now()
    tell_waiting(entry, messages.offer_lapsed, again)


def pass_on(slot_ids):
    """Walk the line of each slot and offer what is free (RULES W2); saving on another slot may free more."""
    todo = list(slot_ids)
    while todo:
        slot_id = todo.pop()
        if line := waiting.line_for(slot_id):
            todo += _walk(slot_id, line)


def _walk(slot_id, line):
    slot = db.session.get_one(Slot, slot_id, populate_existing=True, with_for_update=True)
    if not slot.open or not slot.left:
        return []
    now = clock.now()
    ends = rules.offer_ends(now, slot.starts_at, waiting.cut_off(slot), clock.town_zone())
    gives, skipped = rules.walk(slot.left, line, now, slot.starts_at, keeps=ends is not None)
    if skipped:
        passed_over = update(WaitingEntry).where(WaitingEntry.id.in_(skipped))
        db.session.execute(passed_over.values(skipped=WaitingEntry.skipped + 1))
    freed = []
    for give in gives:
        freed += _save(slot, give, now) if give.style == "saving" else _offer(slot, give, ends, now)
    return freed


def _offer(slot, give, ends, now):
    """Make one offer; the other slots on which places became free by it."""
    saving = waiting.saving_of(give.entry_id) if give.style == "open" else None
    if saving:
        end_offer(saving, "offered")
    kept = give.places if give.style == "open" else 0
    take(slot.id, kept)
    offer = Offer(
        entry_id=give.entry_id, slot_id=slot.id, party=give.places, kept=kept, state=give.style, made_at=now,
        ends_at=ends if kept else waiting.cut_off(slot),
    )  # fmt: skip
    db.session.add(offer)
    entry = db.session.get_one(WaitingEntry, give.entry_id)
    if kept:
        entry.state = "offered"
    db.session.flush()
    tell_offer(offer)
    return [saving.slot_id] if saving and saving.slot_id != slot.id else []


def _save(slot, give, now):
    """Keep what is free for somebody who was passed over, until it is enough."""
    saving = waiting.saving_of(give.entry_id)
    take(slot.id, give.places - (saving.kept if saving else 0))
    if saving is None:
        saving = Offer(
            entry_id=give.entry_id, slot_id=slot.id, state="saving", made_at=now,
            ends_at=slot.starts_at - rules.SAVE_UNTIL,
        )  # fmt: skip
        db.session.add(saving)
    saving.party = saving.kept = give.places
    db.session.flush()
    return []
