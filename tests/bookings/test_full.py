"""Full: the waiting list stands beside what else is free, on the page of the event and on the way (W5, H2)."""

import pytest
import time_machine

from app.bookings.models import Booking
from app.extensions import db
from tests.bookings.waits import entries, full
from tests.cast import clinic, drive, first_slot, gathering, phone, signed_in, take

ED = {"first_name": "Ed", "phone": "07700 900123", "who": "me"}


def fill(event):
    for occurrence in event.occurrences:
        for number, slot in enumerate(occurrence.slots):
            take(slot, name=f"Ann{number}", address=phone(124))


def test_it_works(client, cast):
    event = gathering(cast, capacity=1)
    slot = first_slot(event)
    full(slot)
    page = client.get(f"/events/{event.slug}").text
    assert "Every place is taken." in page
    assert f'href="/slots/{slot.id}/waiting-entries/new"' in page
    assert "See what else is on" in page


def test_a_whole_clinic_leads_to_waiting_for_any_of_its_times(client, cast):
    event = clinic(cast)
    fill(event)
    page = client.get(f"/events/{event.slug}").text
    there = f"/slots/{first_slot(event).id}/waiting-entries/new"
    assert f'href="{there}"' in page
    assert "Any time" in client.get(there).text


def test_helpers_wait_too(client, cast):
    event = drive(cast, capacity=1)
    take(first_slot(event))
    assert f"/slots/{first_slot(event).id}/waiting-entries/new" in client.get(f"/events/{event.slug}").text


def test_while_something_is_free_nobody_is_sent_to_wait(client, cast):
    event = clinic(cast)
    take(first_slot(event))
    assert "waiting-entries" not in client.get(f"/events/{event.slug}").text


def test_whoever_has_the_place_is_not_sent_to_wait(client, cast):
    event = gathering(cast, capacity=1)
    client.post(f"/slots/{first_slot(event).id}/bookings", data=ED)
    assert "waiting-entries" not in client.get(f"/events/{event.slug}").text


def test_the_form_of_a_full_slot_offers_the_times_beside_it_and_to_wait(client, cast):
    slots = clinic(cast).occurrences[0].slots
    full(slots[0])
    answer = client.get(f"/slots/{slots[0].id}/bookings/new")
    assert answer.status_code == 409
    assert "That time has just gone." in answer.text
    assert f'href="/slots/{slots[0].id}/waiting-entries/new"' in answer.text
    for other in slots[1:4]:
        assert f'name="slot" value="{other.id}"' in answer.text
    assert client.post("/holds", data={"slot": slots[1].id}).location == f"/slots/{slots[1].id}/bookings/new"


def test_h2_what_was_typed_waits_with_one_tap(client, cast):
    slot = first_slot(gathering(cast, capacity=1))
    full(slot)
    answer = client.post(f"/slots/{slot.id}/bookings", data={**ED, "needs": "calm", "shows_needs": "1"})
    assert f'formaction="/slots/{slot.id}/waiting-entries"' in answer.text
    assert client.post(f"/slots/{slot.id}/waiting-entries", data={**ED, "key": "k" * 22}).status_code == 303
    assert entries()[0].person.first_name == "Ed"
    assert db.session.query(Booking).count() == 1


@pytest.mark.parametrize("who", ["nobody", "ben"])
def test_when_the_list_is_closed_it_is_not_offered(client, cast, who):
    event = drive(cast, capacity=1)
    slot = first_slot(event)
    take(slot)
    if who == "ben":
        signed_in(client, cast.ben)
    with time_machine.travel(slot.starts_at):
        answer = client.get(f"/slots/{slot.id}/bookings/new")
    assert answer.status_code == 409
    assert "waiting-entries" not in answer.text
    assert "See what else is on" in answer.text
