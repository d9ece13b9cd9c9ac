"""The waiting list for those on it: join, say yes or no to an offer, stay or leave."""

from contextlib import suppress
from dataclasses import dataclass
from secrets import token_urlsafe

from sqlalchemy import select, update

from .. import clock
from ..accounts.operations import need_until
from ..database import claim, unit_of_work
from ..events.models import Occurrence, Slot
from ..events.queries import slot_with_event
from ..extensions import db
from ..privacy import fingerprint
from . import messages, queries, queries_waiting as waiting, rules, rules_waiting
from .models import Booking, Offer, WaitingEntry, WaitingWish
from .operations_entering import Request, enter, known_person, take_longer, wants_interpreter, who_asks
from .operations_offers import end_offer, pass_on, settle
from .operations_places import in_line, take
from .operations_telling import tell_waiting
from .wishes import may_take


class HasRoom(Exception):
    """Nobody needs to wait: there is room on this slot now."""

    def __init__(self, slot_id):
        super().__init__(slot_id)
        self.slot_id = slot_id


class ListClosed(Exception):
    """It is too near the start, or what was wished for cannot be waited for."""


class OfferOver(Exception):
    """The offer lapsed, was answered before, or somebody else was quicker."""


@dataclass(frozen=True)
class Wishes:
    """The slots that would do, all of one event; `least` is the fewest places to take, None for all or none."""

    slot_ids: tuple[int, ...]
    least: int | None = None


def join(wishes, request, first=False) -> WaitingEntry:
    """Put the person of a bookings `Request` on the list for these slots; the same form key gives the same entry.

    `first` puts them before all who only wait. Raises HasRoom, ListClosed, rules.AlreadyBooked or rules.NotBookable.
    """
    with unit_of_work():
        if made := waiting.entry_with_key(request.form_key):
            return made
        slots = [slot for slot in map(slot_with_event, wishes.slot_ids) if slot]
        events = {slot.occurrence.event_id for slot in slots}
        if len(events) != 1:
            raise ListClosed
        in_line(events.pop())
        person = who_asks(request, known_person(request)[0])
        slots = _worth_waiting_for(slots, person, request, wishes.least or request.party)
        if entry := waiting.live_entry(person.id, slots[0].occurrence.event_id):
            return entry
        return _enter(slots, person, request, wishes.least or request.party, priority=int(first))


def _worth_waiting_for(slots, person, request, least):
    """Those of the slots that the person may take and that are full for them."""
    if not 1 <= least <= request.party:
        raise rules.NotBookable("party")
    now, reason = clock.now(), None
    kept = []
    for slot in slots:
        if slot.starts_at - now <= rules_waiting.CLOSES or not slot.open or slot.capacity < least:
            continue
        if (reason := may_take(slot, person, request)) and reason != "clash":  # they may give that up before an offer
            continue
        if queries.has_place(slot.id, person.id):
            raise rules.AlreadyBooked
        settle(slot.id)
        db.session.refresh(slot)
        if slot.left >= least:
            raise HasRoom(slot.id)
        kept.append(slot)
    if not kept:
        raise rules.NotBookable(reason) if reason else ListClosed
    return kept


def _enter(slots, person, request, least, priority):
    code = token_urlsafe(16)
    entry = WaitingEntry(
        code=code, code_hash=fingerprint(code), event_id=slots[0].occurrence.event_id, person=person,
        phone_mark=request.phone_mark, party=request.party, least=least, joined_at=clock.now(), priority=priority,
        for_someone_else=request.for_someone_else, told=request.told, eligibility=request.passed,
        form_key=request.form_key, wishes=[WaitingWish(slot_id=slot.id) for slot in slots],
    )  # fmt: skip
    db.session.add(entry)
    need_until(person, max(slot.ends_at for slot in slots))
    db.session.flush()
    tell_waiting(entry, messages.joined)
    return entry


def accept(entry_id, phone_mark=None, despite_clash=False) -> Booking:
    """Say yes to the offer of an entry: its places become a booking. Two phones at once make one (RULES W4).

    Raises OfferOver, rules.AlreadyBooked or rules.NotBookable.
    """
    with unit_of_work():
        entry = _in_line(entry_id)
        if made := _accepted(entry_id):
            return made
        offer = waiting.open_offer(entry_id)
        if offer is None:
            raise OfferOver
        request = _request(entry, offer, phone_mark, despite_clash)
        slot = slot_with_event(offer.slot_id)
        if reason := may_take(slot, entry.person, request):
            raise rules.NotBookable(reason)
        if queries.has_place(slot.id, entry.person_id):
            raise rules.AlreadyBooked
        return _take(entry, offer, slot, request)


def _in_line(entry_id):
    """The entry as it stands when it is our turn at its event: what was read before may be out of date by then."""
    in_line(db.session.scalar(select(WaitingEntry.event_id).where(WaitingEntry.id == entry_id)))
    return db.session.get_one(WaitingEntry, entry_id, populate_existing=True)


def _accepted(entry_id):
    """The booking that this entry became, None when it has none."""
    mine = select(Booking).join(Offer, Offer.booking_id == Booking.id)
    return db.session.scalar(mine.where(Offer.entry_id == entry_id, Offer.state == "accepted"))


def _request(entry, offer, phone_mark, despite_clash):
    return Request(
        person_id=entry.person_id, party=offer.party, phone_mark=phone_mark or entry.phone_mark, says_adult=True,
        for_someone_else=entry.for_someone_else, told=entry.told, passed=entry.eligibility,
        despite_clash=despite_clash,
    )  # fmt: skip


def _take(entry, offer, slot, request):
    live = update(Offer).where(Offer.id == offer.id, Offer.state.in_(rules_waiting.OPEN_OFFER))
    if not claim(live.values(state="accepted")) or not (offer.kept or take(slot.id, offer.party)):
        raise OfferOver
    booking = enter(slot, entry.person, request, second=_longer(slot, entry.person, request))
    db.session.execute(update(Offer).where(Offer.id == offer.id).values(booking_id=booking.id))
    _close(entry, "booked")
    return booking


def _longer(slot, person, request):
    """The time after it for who needs an interpreter; who waited long enough comes even where it is not free."""
    if wants_interpreter(request, person):
        with suppress(rules.NeedsLonger):
            return take_longer(slot, request.party)
    return None


def decline(entry_id) -> bool:
    """Say no to an offer: its places go on at once; the entry keeps waiting for its other slots, if it has any."""
    with unit_of_work():
        entry = _in_line(entry_id)
        offer = waiting.open_offer(entry_id)
        if offer is None:
            return False
        slot_id = offer.slot_id
        _end(offer, "declined")
        entry.wishes = [wish for wish in entry.wishes if wish.slot_id != slot_id]
        if entry.wishes:
            entry.state = "waiting"
        else:
            _close(entry, "left")
        db.session.flush()
        pass_on([slot_id, *[wish.slot_id for wish in entry.wishes]])
        return True


def _end(offer, state):
    if offer.state == "told":
        offer.state = state
    else:
        end_offer(offer, state)


def stay(entry_id) -> bool:
    """After an offer ran out: back on the list, at its end (RULES W3)."""
    lapsed = update(WaitingEntry).where(WaitingEntry.id == entry_id, WaitingEntry.state == "lapsed")
    with unit_of_work():
        entry = _in_line(entry_id)
        if not claim(lapsed.values(state="waiting", joined_at=clock.now(), skipped=0)):
            return False
        db.session.refresh(entry)
        pass_on([wish.slot_id for wish in entry.wishes])
        return True


def leave(entry_id) -> bool:
    """Off the list; what was kept for them goes on. Twice is once."""
    with unit_of_work():
        entry = _in_line(entry_id)
        if entry.state not in rules_waiting.IN_LINE:
            return False
        end_entry(entry, "left")
        return True


def end_entry(entry, state):
    """Take an entry off the list, with whatever was offered or saved up for it."""
    live = (Offer.entry_id == entry.id, Offer.state.in_((*rules_waiting.LIVE_OFFER, "told")))
    freed = []
    for offer in db.session.scalars(select(Offer).where(*live)).all():
        freed.append(offer.slot_id)
        _end(offer, "withdrawn")
    _close(entry, state)
    db.session.flush()
    pass_on(freed)


def _close(entry, state):
    entry.state, entry.ended_at = state, clock.now()


def close_lists() -> int:
    """End the entries for which nothing can become free in time any more, and tell them kindly (RULES W5)."""
    soon = clock.now() + rules_waiting.CLOSES
    hope = select(WaitingWish.entry_id).join(Slot).where(Slot.starts_at > soon, Slot.open)
    over = (WaitingEntry.state.in_(("waiting", "lapsed")), WaitingEntry.id.not_in(hope))
    ids = db.session.scalars(select(WaitingEntry.id).where(*over)).all()
    for entry_id in ids:
        with unit_of_work():
            entry = _in_line(entry_id)
            if entry.state in ("waiting", "lapsed"):
                end_entry(entry, "closed")
                tell_waiting(entry, messages.list_closed, _is_called_off(entry))
    return len(ids)


def _is_called_off(entry):
    dates = select(Occurrence.id).where(Occurrence.event_id == entry.event_id, Occurrence.state == "on")
    return entry.event.state == "cancelled" or db.session.scalar(dates.limit(1)) is None
