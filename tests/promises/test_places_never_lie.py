"""Whatever eight people do at once, in whatever order: no place is sold twice, lost, or kept from who waits for it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app import clock
from app.bookings import (
    operations,
    operations_holds,
    operations_organiser,
    operations_places,
    operations_waiting,
    queries,
)
from app.bookings.models import Booking, BookingChange, Hold, Offer, WaitingEntry, WaitingWish
from app.bookings.operations_offers import settle_all
from app.bookings.operations_waiting import HasRoom, ListClosed, OfferOver, Wishes
from app.bookings.rules import AlreadyBooked, Full, NotBookable
from app.bookings.rules_waiting import CLOSES
from app.database import unit_of_work
from app.events.models import Slot
from app.events.operations import NotAllowed, cancel as call_off
from app.extensions import db
from app.privacy import Subject
from tests import cast as people, databases
from tests.own import all_at_once, town_on

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NO = (Full, AlreadyBooked, NotBookable, HasRoom, ListClosed, OfferOver, NotAllowed)
"""The answers that a person may get; anything else is a fault of ours."""
DEEDS = ("book", "hold", "let go", "erase", "cancel", "move", "join", "accept", "decline", "stay", "leave", "capacity")
MANY = (*DEEDS, *("book", "join", "cancel") * 5, *("move", "hold") * 2)
"""What people do most."""
A_DAY = 1500
"""Minutes after which every offer has lapsed."""


class Town(RuleBasedStateMachine):
    """One clinic with two times and one gathering with few places; twelve people, many of whom want the same."""

    town, done = None, Counter()

    def __init__(self):
        super().__init__()
        self.context = self.town.app_context()
        self.context.push()
        self.traveller = time_machine.travel(NOON, tick=False)
        self.time = self.traveller.start()
        cast = people.assemble()
        clinic = people.clinic(cast, days=(3,), lanes=2)
        gathering = people.gathering(cast, capacity=2, days=4)
        self.clinic, self.off = clinic.id, False
        self.slots = [slot.id for slot in clinic.occurrences[0].slots[:2]] + [people.first_slot(gathering).id]
        with unit_of_work():
            for slot in clinic.occurrences[0].slots[2:]:
                slot.open = False

    @rule(seed=st.integers(0, 2**32))
    def eight_at_once(self, seed):
        luck = Random(seed)
        likely = self.likely()
        deeds = [(luck.choice(likely), luck.randrange(12), luck.randrange(5), luck.randint(1, 2)) for _ in range(8)]

        def run(number):
            with self.town.app_context():
                return self.do(*deeds[number])

        for (what, *_), answer in zip(deeds, all_at_once(run, len(deeds)), strict=True):
            if isinstance(answer, Exception) and not isinstance(answer, NO):
                raise answer
            self.done[what] += not (answer is None or answer is False or isinstance(answer, Exception))
        db.session.rollback()
        self.let_time_pass(luck.choice((A_DAY, A_DAY, 61, 0) if "offered" in self.standing() else (0, 0, 0, 4, 11, 61)))

    def likely(self):
        """What people do most, and besides, who was asked something by the town answers it."""
        asked = {"lapsed": ("stay", "stay", "leave"), "offered": ("accept", "decline")}
        return [*MANY, *(deed for state in self.standing() & set(asked) for deed in 5 * asked[state])]

    def standing(self):
        """The states in which somebody who waits is."""
        states = set(db.session.scalars(select(WaitingEntry.state)))
        db.session.rollback()
        return states

    def let_time_pass(self, minutes):
        self.time.shift(timedelta(minutes=minutes))
        settle_all()
        operations_waiting.close_lists()

    def do(self, what, who, where, party):
        slot_id = self.slots[where % len(self.slots)]
        request = operations.Request(
            first_name=f"Person {who}", address=people.phone(who), party=party, door="desk", despite_clash=True,
            phone_mark=f"phone {who}",
        )  # fmt: skip
        if what == "book":
            return operations.book(slot_id, request)
        if what == "hold":
            return operations_holds.hold(db.session.get_one(Slot, slot_id), f"phone {who}", party)
        if what == "join":
            wishes = tuple(self.slots[:2]) if where == 4 else (slot_id,)
            return operations_waiting.join(Wishes(wishes, 1 if who % 3 == 0 else None), request)
        if what == "capacity":
            return operations_organiser.change_capacity(slot_id, party)
        if what in ("let go", "erase"):
            return self.let_go(who, slot_id) if what == "let go" else self.erase(who)
        return self.answer(what, who, slot_id)

    def answer(self, what, who, slot_id):
        if what in ("cancel", "move"):
            booking_id = self.some(Booking, who)
            if booking_id is None:
                return None
            return operations.cancel(booking_id) if what == "cancel" else operations.move(booking_id, slot_id, True)
        fitting = {"stay": "lapsed", "accept": "offered", "decline": "offered"}.get(what, "waiting")
        entry_id = self.some(WaitingEntry, who, WaitingEntry.state == fitting) or self.some(WaitingEntry, who)
        return entry_id and getattr(operations_waiting, what)(entry_id)

    def let_go(self, who, slot_id):
        kept = db.session.scalar(select(Hold.phone_mark).where(Hold.slot_id == slot_id).limit(1)) or f"phone {who}"
        date = db.session.scalar(select(Slot.occurrence_id).where(Slot.id == slot_id))
        operations_holds.release(date, kept)
        return kept

    def erase(self, who):
        person_id = self.some(Booking, who, column=Booking.person_id)
        operations_organiser.erase_bookings(Subject((person_id or 0,), ()))
        return person_id

    def some(self, table, number, *conditions, column=None):
        newest = select(column or table.id).where(*conditions).order_by(table.id.desc()).limit(12)
        ids = db.session.scalars(newest).all()
        return ids[number % len(ids)] if ids else None

    @precondition(lambda self: not self.off)
    @rule(sure=st.integers(0, 9))
    def the_clinic_is_called_off(self, sure):
        if sure == 0:
            self.off = True
            call_off(self.clinic, "The nurse is ill")
            operations_organiser.follow_organiser()

    @invariant()
    def every_place_is_counted_once(self):
        assert queries.miscounted_slots() == []
        assert db.session.scalars(select(Slot.id).where(Slot.taken > Slot.capacity + Slot.overbook)).all() == []

    @invariant()
    def nobody_waits_for_a_place_that_is_free(self):
        settle_all()
        rows = (
            select(Slot.id, Slot.capacity - Slot.taken, WaitingEntry.least)
            .join(WaitingWish, WaitingWish.slot_id == Slot.id).join(WaitingEntry)
            .where(WaitingEntry.state == "waiting", Slot.open, Slot.starts_at > clock.now() + CLOSES)
            .where(~select(Offer.id).where(Offer.entry_id == WaitingEntry.id, Offer.slot_id == Slot.id,
                                           Offer.state.in_(("told", "saving"))).exists())
        )  # fmt: skip
        assert [row for row in db.session.execute(rows) if row[1] >= row[2]] == []

    @invariant()
    def whoever_is_offered_a_place_has_one_kept(self):
        live = select(func.count(Offer.id)).where(Offer.entry_id == WaitingEntry.id, Offer.state == "open")
        odd = select(WaitingEntry.id).where((WaitingEntry.state == "offered") != (live.scalar_subquery() == 1))
        assert db.session.scalars(odd).all() == []

    @invariant()
    def history_is_complete(self):
        for booking in db.session.scalars(select(Booking)):
            steps = select(BookingChange.state).where(BookingChange.booking_id == booking.id).order_by(BookingChange.id)
            told = [state for state in db.session.scalars(steps) if not state.startswith("moved")]
            assert told
            assert told[0] == "confirmed"
            assert told[-1] == booking.state
        db.session.rollback()

    def teardown(self):
        self.traveller.stop()
        db.session.rollback()
        with unit_of_work():
            for table in reversed(db.metadata.sorted_tables):
                db.session.execute(table.delete())
        db.session.remove()
        self.context.pop()


@pytest.fixture(scope="module", params=databases.ENGINES)
def engine_town(request, tmp_path_factory):
    with town_on(request.param, tmp_path_factory.mktemp("never_lie"), "never_lie") as town:
        yield town


def play(town, examples, steps=12):
    """Let the machine run; what threads did at once never happens again in the same order, so nothing is replayed."""
    Town.town = town
    unhurried = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.generate]}
    run_state_machine_as_test(
        Town, settings=settings(max_examples=examples, stateful_step_count=steps, derandomize=True, **unhurried)
    )


def test_c2_w2_places_never_lie(engine_town):
    Town.done = Counter()
    for _ in range(3):  # who comes first is up to the threads: go on until each deed was really done
        play(engine_town, 4, steps=20)
        if not undone():
            break
    assert undone() == set()


def undone():
    return set(DEEDS) - {deed for deed, count in Town.done.items() if count}


@pytest.mark.parametrize(("where", "forgotten"), [(operations, "pass_on"), (operations_places, "give_back")])
def test_control_a_town_that_forgets_what_became_free_is_found_out(engine_town, monkeypatch, where, forgotten):
    Town.town = engine_town
    town = Town()
    try:
        for who in range(2):
            town.do("book", who, 2, 1)
        town.do("join", 4, 2, 1)
        town.nobody_waits_for_a_place_that_is_free()
        monkeypatch.setattr(where, forgotten, lambda *_arguments: None)
        town.do("cancel", 0, 0, 1)
        with pytest.raises(AssertionError):
            town.nobody_waits_for_a_place_that_is_free()
            town.every_place_is_counted_once()
    finally:
        town.teardown()
