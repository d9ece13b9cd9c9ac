"""A place is taken once, by one person, and never beyond what there is (RULES C1, C2, C5)."""

import pytest

from app.bookings import queries, rules
from app.bookings.models import Booking, BookingChange
from app.bookings.operations import book
from app.events.models import Slot
from app.extensions import db
from app.notifications.models import Message
from tests.cast import Request, drive, first_slot, phone, take


def taken(slot):
    return db.session.get(Slot, slot.id, populate_existing=True).taken


def test_it_works(cast):
    slot = first_slot(drive(cast))
    booking = take(slot)
    assert booking.state == "confirmed"
    assert taken(slot) == 1
    assert queries.booking_with_code(booking.code).person.first_name == "Ed"


def test_the_person_is_told(cast):
    booking = take(first_slot(drive(cast)))
    message = db.session.query(Message).one()
    assert message.address == "+447700900123"
    assert booking.code_words in message.text
    assert f"http://localhost/bookings/{booking.code}" in message.text


def test_c1_the_last_place_goes_once(cast):
    slot = first_slot(drive(cast, capacity=1))
    take(slot)
    with pytest.raises(rules.Full):
        take(slot, name="Ann", address=phone(124))
    assert taken(slot) == 1
    assert db.session.query(Booking).count() == 1


def test_c2_the_counter_is_what_is_booked(cast):
    slot = first_slot(drive(cast))
    take(slot)
    take(slot, name="Ann", address=phone(124))
    assert queries.miscounted_slots() == []


def test_c2_a_wrong_counter_is_found(cast, set_counter):
    slot = first_slot(drive(cast))
    take(slot)
    set_counter(slot, 3)
    assert queries.miscounted_slots() == [(slot.id, 3, 1)]


def test_c5_the_same_form_twice_is_one_booking(cast):
    slot = first_slot(drive(cast))
    first = take(slot, form_key="k" * 22)
    assert take(slot, form_key="k" * 22).id == first.id
    assert taken(slot) == 1


def test_c5_a_person_has_one_place_on_a_slot(cast):
    slot = first_slot(drive(cast))
    take(slot)
    with pytest.raises(rules.AlreadyBooked):
        take(slot, name="  ed ")
    assert taken(slot) == 1


def test_c5_a_family_on_one_phone_is_several_persons(cast):
    slot = first_slot(drive(cast))
    take(slot, name="Joan")
    take(slot, name="Bill")
    assert taken(slot) == 2


def test_somebody_signed_in_needs_no_address(cast):
    booking = book(first_slot(drive(cast)).id, Request(person_id=cast.ben.person_id))
    assert booking.person.first_name == "Ben"


def test_a_draft_cannot_be_booked(cast):
    slot = first_slot(drive(cast, publish_now=False))
    with pytest.raises(rules.NotBookable) as refusal:
        take(slot)
    assert refusal.value.reason == "closed"
    assert taken(slot) == 0


def test_a_refusal_leaves_no_trace(cast):
    slot = first_slot(drive(cast))
    with pytest.raises(rules.NotBookable):
        take(slot, name="Kim", says_adult=False)
    assert taken(slot) == 0
    assert db.session.query(Booking).count() == db.session.query(BookingChange).count() == 0


def test_s1_an_organisation_without_a_safeguarding_lead_asks_nobody_under_18(cast):
    with pytest.raises(rules.NotBookable) as refusal:
        book(first_slot(drive(cast)).id, Request(person_id=cast.asha.person_id))
    assert refusal.value.reason == "organisation may not"


def test_the_history_begins_with_the_booking(cast):
    booking = take(first_slot(drive(cast)))
    assert [change.state for change in db.session.query(BookingChange).filter_by(booking_id=booking.id)] == [
        "confirmed"
    ]
