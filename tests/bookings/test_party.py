"""More than one person in one booking: 1 to 6, where it makes sense, with a way on when fewer fit (RULES B5, H2)."""

import re

import pytest

from app.bookings.models import Booking
from app.bookings.queries import miscounted_slots
from app.events.models import Slot
from app.extensions import db
from tests.bookings.waits import entries
from tests.cast import clinic, drive, first_slot, gathering, signed_in, take

ED = {"first_name": "Ed", "phone": "07700 900123", "who": "me"}


def send(client, slot, **fields):
    return client.post(f"/slots/{slot.id}/bookings", data={**ED, **fields})


def taken(slot):
    return db.session.get(Slot, slot.id, populate_existing=True).taken


def test_it_works(client, cast):
    slot = first_slot(gathering(cast))
    page = client.get(f"/slots/{slot.id}/bookings/new").text
    assert "More than one person, or do you need something?" in page
    assert send(client, slot, party="4").status_code == 303
    assert (db.session.query(Booking).one().party, taken(slot)) == (4, 4)


def test_the_plain_way_asks_for_no_number(client, cast):
    slot = first_slot(gathering(cast))
    page = client.get(f"/slots/{slot.id}/bookings/new").text
    assert re.search(r'<details class="more"><summary class="txt-btn">More than one', page)
    send(client, slot)
    assert db.session.query(Booking).one().party == 1


@pytest.mark.parametrize("party", ["0", "7", "-1", "two", "", "1.5", "9" * 30])
def test_b5_a_number_that_cannot_be_is_answered_at_the_field_and_loses_nothing(client, cast, party):
    slot = first_slot(gathering(cast))
    answer = send(client, slot, party=party, needs="wheelchair")
    assert answer.status_code == 422
    assert 'id="party-error"' in answer.text
    assert ("1 to 6 people" in answer.text) == (party in ("0", "7", "-1", "9" * 30))
    for kept in (f'value="{party}"', 'value="Ed"', 'value="07700 900123"', 'checked id="needs-0"'):
        assert kept in answer.text
    assert re.search(r'<details class="more" open><summary class="txt-btn">More than one', answer.text)
    assert taken(slot) == 0


def test_a_time_for_one_person_asks_for_no_number_and_takes_no_other(client, cast):
    slot = first_slot(clinic(cast))
    assert "How many people?" not in client.get(f"/slots/{slot.id}/bookings/new").text
    answer = send(client, slot, party="2")
    assert answer.status_code == 422
    assert "This time is for one person." in answer.text


def test_a_time_for_several_asks_up_to_its_places(client, cast):
    slot = first_slot(clinic(cast, lanes=3))
    assert 'max="3"' in client.get(f"/slots/{slot.id}/bookings/new").text
    assert "1 to 3 people" in send(client, slot, party="4").text
    assert send(client, slot, party="3").status_code == 303


def test_helping_is_for_one_person(client, cast):
    assert "How many people?" not in client.get(f"/slots/{first_slot(drive(cast)).id}/bookings/new").text


def test_h2_when_fewer_fit_it_says_how_many_and_one_tap_books_for_them(client, cast):
    slot = first_slot(gathering(cast, capacity=3))
    take(slot, name="Ann")
    answer = send(client, slot, party="4", needs="calm")
    assert answer.status_code == 409
    assert "There is room for 2 people now. You are 4." in answer.text
    assert 'name="fewer" value="2"' in answer.text
    for kept in ('value="4"', 'value="Ed"', 'checked id="needs-3"'):
        assert kept in answer.text
    assert send(client, slot, party="4", fewer="2").status_code == 303
    assert (taken(slot), miscounted_slots()) == (3, [])


def test_h2_other_dates_with_room_for_all_are_one_tap_away(client, cast):
    event = clinic(cast, days=(2,), lanes=3)
    first, second, third = event.occurrences[0].slots[:3]
    for one in (first, second):
        take(one, name="Ann", party=2)
    answer = send(client, first, party="3")
    assert "There is room for 1 person now. You are 3." in answer.text
    assert f'formaction="/slots/{third.id}/bookings"' in answer.text
    assert f'formaction="/slots/{second.id}/bookings"' not in answer.text


def test_h2_one_tap_waits_for_all_of_them(client, cast):
    slot = first_slot(gathering(cast, capacity=5))
    take(slot, name="Ann", party=2)
    answer = send(client, slot, party="4")
    assert f'formaction="/slots/{slot.id}/waiting-entries"' in answer.text
    assert client.post(f"/slots/{slot.id}/waiting-entries", data={**ED, "party": "4"}).status_code == 303
    assert [(entry.party, entry.least) for entry in entries()] == [(4, 4)]


def test_nobody_waits_for_more_places_than_there_are(client, cast):
    slot = first_slot(gathering(cast, capacity=3))
    answer = send(client, slot, party="4")
    assert "There is room for 3 people now." in answer.text
    assert "waiting-entries" not in answer.text


def test_h1_what_this_phone_keeps_counts_for_its_own_party(client, cast):
    slot = first_slot(clinic(cast, lanes=3))
    client.post("/holds", data={"slot": slot.id})
    take(slot, name="Ann")
    assert "There is room for 2 people now. You are 3." in send(client, slot, party="3").text
    assert send(client, slot, party="2").status_code == 303
    assert (taken(slot), miscounted_slots()) == (3, [])


def test_a_known_person_reaches_the_number_from_the_one_tap_page(client, cast):
    event = gathering(cast)
    page = signed_in(client, cast.ben).get(f"/events/{event.slug}").text
    assert f'href="/slots/{first_slot(event).id}/bookings/new"' in page
    assert send(client, first_slot(event), first_name="Ben", phone="", email="ben@example.org", party="2")
    assert db.session.query(Booking).one().party == 2
