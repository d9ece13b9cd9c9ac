"""What an organiser changes reaches everybody once, asks again where it must, and drops nobody (RULES B3, C4)."""

from datetime import timedelta

import pytest

from app.bookings import queries, rules
from app.bookings.models import BookingChange
from app.bookings.operations import answer, cancel
from app.bookings.operations_holds import hold
from app.bookings.operations_organiser import change_capacity, erase_bookings, follow_organiser
from app.events.models import Slot
from app.events.operations import cancel as call_off, cancel_date, move_date
from app.extensions import db
from app.notifications.models import Message
from app.privacy import Subject
from tests.bookings.line import booking, full, offers, state, taken, told, wait
from tests.cast import clinic, first_slot, gathering, phone, take


def news():
    """How many were told of a change so far."""
    return db.session.query(Message).filter_by(about="bookings.moved").count()


def move(slot, **by):
    date = slot.occurrence
    move_date(date.id, date.starts_local + timedelta(**by), date.ends_local + timedelta(**by))


@pytest.fixture
def lost_calls(monkeypatch):
    """Nobody is told at once: what the organiser did waits for the next sweep."""
    monkeypatch.setattr("app.events.operations.enqueue", lambda name: None)


def test_it_works(cast):
    slot = first_slot(gathering(cast))
    made = take(slot)
    move(slot, hours=1)
    assert (booking(made).asks_again, booking(made).sequence, news()) == (True, 1, 1)
    assert answer(made.id)
    assert not booking(made).asks_again


@pytest.mark.parametrize(("minutes", "asks"), [(30, False), (31, True), (-31, True), (-30, False)])
def test_b3_over_half_an_hour_asks_again(cast, minutes, asks):
    slot = first_slot(gathering(cast))
    made = take(slot)
    move(slot, minutes=minutes)
    assert (booking(made).asks_again, news()) == (asks, 1)


def test_b3_two_moves_before_anybody_heard_are_one_piece_of_news(cast, lost_calls):
    slot = first_slot(gathering(cast))
    made = take(slot)
    move(slot, hours=2)
    move(slot, minutes=10)
    assert follow_organiser() == 1
    assert follow_organiser() == 0
    assert (news(), booking(made).asks_again) == (1, True)  # the far one still asks


def test_b3_who_books_after_the_move_hears_nothing_of_it(cast, lost_calls):
    slot = first_slot(gathering(cast))
    move(slot, hours=2)
    take(slot)
    assert follow_organiser() == 0


def test_b3_the_history_says_who_moved_it(cast):
    slot = first_slot(gathering(cast))
    made = take(slot)
    move(slot, hours=2)
    steps = db.session.query(BookingChange.state).filter_by(booking_id=made.id).order_by(BookingChange.id)
    assert [state for (state,) in steps] == ["confirmed", "moved by organiser"]


def test_b3_who_waits_for_what_is_called_off_is_told(cast):
    slot, early = full(cast)
    waiting, offered = wait(slot, 1), wait(slot, 2)
    cancel(early[0].id)
    assert state(waiting) == "offered"
    call_off(slot.occurrence.event_id, "No boat")
    assert "is called off" in told(2)[-1]
    assert state(offered) == "closed"
    assert taken(slot) == 0 or state(waiting) == "offered"
    assert queries.miscounted_slots() == []


def test_b3_an_offer_for_what_is_called_off_is_over(cast):
    slot, early = full(cast)
    entry = wait(slot, 1)
    cancel(early[0].id)
    cancel_date(slot.occurrence_id)
    assert offers(entry)[-1][-1] == "withdrawn"
    assert "is called off" in told(1)[-1]
    assert (state(entry), taken(slot)) == ("closed", 0)


def test_b3_who_named_another_time_as_well_waits_on_for_it(cast):
    event = clinic(cast, days=(10, 11))
    off, on = (date.slots[0] for date in event.occurrences)
    early, _other = take(off), take(on, name="Ann", address=phone(124))
    entry = wait([off, on], 1)
    cancel(early.id)
    assert offers(entry) == [(off.id, 1, 1, "open")]
    cancel_date(off.occurrence_id)
    assert (state(entry), offers(entry)[0][-1], taken(off)) == ("waiting", "withdrawn", 0)
    assert "is called off, so that place is gone" in told(1)[-1]
    cancel(_other.id)
    assert offers(entry)[-1] == (on.id, 1, 1, "open")


def test_c4_nobody_is_dropped_and_nothing_new_is_sold(cast):
    slot, early = full(cast, capacity=3)
    entry = wait(slot, 1)
    assert change_capacity(slot.id, 1) == 2
    assert [booking(each).state for each in early] == ["confirmed"] * 3
    for each in early[:2]:
        cancel(each.id)
        assert state(entry) == "waiting"
        with pytest.raises(rules.Full):
            take(slot, name="New", address=phone(124))
    cancel(early[2].id)
    assert (state(entry), taken(slot)) == ("offered", 1)


def test_c4_what_somebody_keeps_while_typing_is_not_dropped_either(cast):
    slot = first_slot(gathering(cast, capacity=2))
    hold(slot, "m" * 64, 2)
    assert change_capacity(slot.id, 1) == 1
    assert take(slot, phone_mark="m" * 64, party=2).is_live
    assert queries.miscounted_slots() == []


def test_c1_the_database_itself_refuses_more_than_there_is(cast, set_counter):
    slot = first_slot(gathering(cast, capacity=2))
    with pytest.raises(Exception, match=r"(?i)check"):
        set_counter(slot, 3)
    assert db.session.get(Slot, slot.id, populate_existing=True).taken == 0


def test_p2_erasing_somebody_frees_their_places_for_who_waits_without_a_word(cast):
    slot, early = full(cast)
    entry = wait(slot, 1)
    person_id, before = early[0].person_id, db.session.query(Message).count()
    erase_bookings(Subject((person_id,), ()))
    assert (state(entry), booking(early[0]).state) == ("offered", "cancelled")
    assert db.session.query(Message).count() == before + 1  # the offer
    erase_bookings(Subject((entry.person_id,), ()))
    assert (state(entry), taken(slot)) == ("left", 0)
