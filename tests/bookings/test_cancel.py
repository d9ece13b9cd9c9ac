"""Giving a place back frees it once and tells the person (RULES B2, C2)."""

from datetime import timedelta

import time_machine

from app.bookings import queries
from app.bookings.models import Booking, BookingChange
from app.bookings.operations import cancel
from app.bookings.operations_organiser import follow_organiser
from app.events.models import Slot
from app.events.operations import cancel as call_off
from app.extensions import db
from app.notifications.models import Message
from tests.cast import drive, first_slot, phone, take


def taken(slot):
    return db.session.get(Slot, slot.id, populate_existing=True).taken


def state(booking):
    return db.session.get(Booking, booking.id, populate_existing=True).state


def test_it_works(cast):
    slot = first_slot(drive(cast))
    booking = take(slot)
    assert cancel(booking.id)
    assert taken(slot) == 0
    assert state(booking) == "cancelled"


def test_twice_is_once(cast):
    slot = first_slot(drive(cast))
    booking, _other = take(slot), take(slot, name="Ann", address=phone(124))
    cancel(booking.id)
    assert not cancel(booking.id)
    assert taken(slot) == 1
    assert queries.miscounted_slots() == []


def test_the_person_is_told(cast):
    booking = take(first_slot(drive(cast)))
    cancel(booking.id)
    assert "is free again" in db.session.query(Message).order_by(Message.id.desc()).first().text


def test_the_place_can_be_taken_again_by_the_same_person(cast):
    slot = first_slot(drive(cast, capacity=1))
    cancel(take(slot).id)
    assert take(slot).is_live
    assert taken(slot) == 1


def test_the_history_stays(cast):
    booking = take(first_slot(drive(cast)))
    cancel(booking.id)
    changes = db.session.query(BookingChange).filter_by(booking_id=booking.id).order_by(BookingChange.id)
    assert [change.state for change in changes] == ["confirmed", "cancelled"]


def test_b2_inside_a_day_is_late_and_still_possible(cast):
    booking = take(first_slot(drive(cast, days=2)))
    with time_machine.travel(booking.slot.starts_at - timedelta(hours=3)):
        assert cancel(booking.id)
    assert db.session.get(Booking, booking.id, populate_existing=True).late


def test_after_the_start_it_stays(cast):
    booking = take(first_slot(drive(cast, days=2)))
    with time_machine.travel(booking.slot.starts_at):
        assert not cancel(booking.id)
    assert state(booking) == "confirmed"


def test_what_is_called_off_frees_and_tells_everybody(cast):
    event = drive(cast)
    slot = first_slot(event)
    booking, other = take(slot), take(slot, name="Ann", address=phone(124))
    call_off(event.id, "The tide is too high.")
    assert {state(booking), state(other)} == {"cancelled by organiser"}
    assert taken(slot) == 0
    texts = [message.text for message in db.session.query(Message) if "called off" in message.subject]
    assert len(texts) == 2
    assert all("The tide is too high." in text for text in texts)


def test_a_lost_call_is_made_good_by_the_next(cast, monkeypatch):
    event = drive(cast)
    booking = take(first_slot(event))
    monkeypatch.setattr("app.events.operations.enqueue", lambda name: None)
    call_off(event.id, "No boat.")
    assert state(booking) == "confirmed"
    assert follow_organiser() == 1
    assert state(booking) == "cancelled by organiser"
