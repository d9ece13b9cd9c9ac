"""Booking for others: who gets the messages, several people on one phone, and known names on that phone only (C5)."""

import pytest

from app.accounts.models import Person
from app.accounts.queries import subject_at
from app.addresses import Address
from app.bookings.models import Booking
from app.extensions import db
from app.notifications.models import Message
from app.privacy import HOLDINGS
from tests.cast import clinic, drive, first_slot, gathering, signed_in

ED = {"first_name": "Ed", "phone": "07700 900123", "who": "me"}
JOAN = {"first_name": "Joan", "phone": "07700 900123", "who": "someone", "knows": "y", "told": "carer"}


@pytest.fixture
def slots(cast):
    return clinic(cast).occurrences[0].slots


def send(client, slot, **fields):
    return client.post(f"/slots/{slot.id}/bookings", data=fields)


def page_of(client, slot):
    return client.get(f"/slots/{slot.id}/bookings/new").text


def bookings():
    return db.session.query(Booking).order_by(Booking.id).populate_existing().all()


def test_it_works(client, cast, slots):
    assert "Who gets our messages?" in page_of(client, slots[0])
    assert send(client, slots[0], **JOAN).status_code == 303
    booking = bookings()[0]
    assert (booking.person.first_name, booking.for_someone_else, booking.told) == ("Joan", True, "carer")
    message = db.session.query(Message).one()
    assert message.address == "+447700900123"
    assert message.text.startswith("Booked for Joan:")


def test_the_messages_may_go_to_the_person_who_comes(client, cast, slots):
    send(client, slots[0], **{**JOAN, "phone": "07700 900124", "told": "person"})
    assert bookings()[0].told == "person"
    message = db.session.query(Message).one()
    assert message.address == "+447700900124"
    assert message.text.startswith("Booked: ")


def test_one_s_own_place_is_never_a_carer_s(client, cast, slots):
    send(client, slots[0], **ED, told="carer")
    assert (bookings()[0].told, bookings()[0].for_someone_else) == ("person", False)


def test_c5_a_second_person_on_this_phone_overwrites_nobody(client, cast, slots):
    send(client, slots[0], **ED)
    send(client, slots[1], first_name="Bill", phone="07700 900124", who="me")
    assert [(one.person.first_name, one.person.phone) for one in bookings()] == [
        ("Ed", "+447700900123"), ("Bill", "+447700900124")]  # fmt: skip
    assert {message.address for message in db.session.query(Message)} == {"+447700900123", "+447700900124"}


def test_c5_two_people_may_share_one_number(client, cast, slots):
    send(client, slots[0], **ED)
    send(client, slots[1], **JOAN)
    assert db.session.query(Person).filter_by(phone_key=bookings()[0].person.phone_key).count() == 2


def test_c5_someone_else_is_not_the_person_whose_name_stood_there(client, cast, slots):
    send(client, slots[0], **ED)
    answer = send(client, slots[1], **{**JOAN, "first_name": "Ed"})
    assert answer.status_code == 422
    assert "This is your own name. Type the name of the person who comes" in answer.text


def test_whoever_was_booked_for_is_one_tap_the_next_time(client, cast, slots):
    send(client, slots[0], **{**JOAN, "phone": "07700 900124", "told": "person"})
    joan = bookings()[0].person_id
    page = page_of(client, slots[1])
    assert f'value="person-{joan}"' in page
    assert send(client, slots[1], who=f"person-{joan}", first_name="", phone="", knows="y").status_code == 303
    again = bookings()[1]
    assert (again.person_id, again.for_someone_else, again.told) == (joan, True, "person")
    assert db.session.query(Message).order_by(Message.id.desc()).first().address == "+447700900124"


def test_picking_a_name_ignores_what_was_filled_in_for_oneself(client, cast, slots):
    send(client, slots[0], **ED)
    send(client, slots[1], **{**JOAN, "phone": "07700 900124"})
    send(client, slots[2], **{**ED, "who": f"person-{bookings()[1].person_id}", "knows": "y"})
    assert bookings()[2].person.first_name == "Joan"


def test_names_stand_on_their_own_phone_only(client, town, cast, slots):
    send(client, slots[0], **JOAN)
    assert "Joan" not in page_of(town.test_client(), slots[1])
    assert "Joan" not in page_of(signed_in(town.test_client(), cast.ben), slots[1])


def test_another_phone_cannot_pick_them_either(client, town, cast, slots):
    send(client, slots[0], **JOAN)
    answer = send(town.test_client(), slots[1], **{**ED, "who": f"person-{bookings()[0].person_id}"})
    assert answer.status_code == 422
    assert "Pick one of these" in answer.text
    assert "Joan" not in answer.text
    assert len(bookings()) == 1


def test_a_phone_that_was_told_to_forget_shows_nobody(client, cast, slots):
    send(client, slots[0], **JOAN)
    client.post("/me/forgotten-phone")
    assert "Joan" not in page_of(client, slots[1])


def test_p2_whoever_was_erased_is_not_shown(client, cast, slots):
    send(client, slots[0], **ED)
    send(client, slots[1], **{**JOAN, "phone": "07700 900124"})
    subject = subject_at(Address("phone", "+447700900124"))
    for holding in HOLDINGS.values():
        holding.erase(subject)
    page = page_of(client, slots[2])
    assert "Joan" not in page
    assert "person-" not in page


def test_somebody_known_books_for_another_from_the_event(client, cast):
    event = gathering(cast)
    assert "More people, or for someone else" in signed_in(client, cast.ben).get(f"/events/{event.slug}").text
    assert send(client, first_slot(event), **JOAN).status_code == 303
    assert bookings()[0].person_id != cast.ben.person_id


def test_another_number_is_used_though_the_name_is_known(client, cast):
    answer = send(signed_in(client, cast.ben), first_slot(drive(cast)), first_name="Ben", phone="07700 900125")
    assert answer.status_code == 303
    assert db.session.query(Message).one().address == "+447700900125"


def test_b7_for_a_grown_up_event_the_other_person_s_age_is_asked(client, cast):
    slot = first_slot(gathering(cast, min_age=18))
    signed_in(client, cast.ben)
    answer = send(client, slot, **JOAN)
    assert answer.status_code == 422
    assert "Whoever comes is 18 or over" in answer.text
    assert 'id="adult-error"' in answer.text
    assert 'value="Joan"' in answer.text
    assert send(client, slot, **JOAN, adult="y").status_code == 303
