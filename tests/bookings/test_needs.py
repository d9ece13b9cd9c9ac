"""What somebody needs and an interpreter: asked once for each person, kept, shown and changed (RULES P1)."""

import re

import pytest

from app.accounts.models import Person
from app.bookings.models import Booking
from app.bookings.queries import miscounted_slots
from app.events.models import Slot
from app.extensions import db
from tests.cast import clinic, drive, first_slot, gathering, signed_in, take

ED = {"first_name": "Ed", "phone": "07700 900123", "who": "me", "shows_needs": "1"}


@pytest.fixture
def slots(cast):
    return clinic(cast).occurrences[0].slots


def send(client, slot, **fields):
    return client.post(f"/slots/{slot.id}/bookings", data={**ED, **fields})


def page_of(client, slot):
    return client.get(f"/slots/{slot.id}/bookings/new").text


def person(name="Ed"):
    db.session.rollback()
    return next(one for one in db.session.query(Person) if one.first_name == name)


def taken(slot):
    return db.session.get(Slot, slot.id, populate_existing=True).taken


def test_it_works(client, cast, slots):
    assert "Do you need something?" in page_of(client, slots[0])
    assert send(client, slots[0], needs=["wheelchair", "calm"], interpreter="Polish").status_code == 303
    assert set(person().access_needs) == {"wheelchair", "calm"}
    assert person().interpreter == "Polish"


def test_the_next_time_it_is_said_and_not_asked(client, cast, slots):
    send(client, slots[0], needs="wheelchair", interpreter="Polish")
    page = page_of(client, slots[2])
    assert "We know: wheelchair, an interpreter for Polish." in page
    assert "Change what we know" in page


def test_another_phone_is_told_nothing(client, town, cast, slots):
    send(client, slots[0], needs="wheelchair")
    assert "We know" not in page_of(town.test_client(), slots[2])


def test_what_is_known_stays_when_nothing_is_said(client, cast, slots):
    send(client, slots[0], needs="wheelchair", interpreter="Polish")
    client.post(f"/slots/{slots[2].id}/bookings", data={key: ED[key] for key in ("first_name", "phone", "who")})
    assert person().access_needs == ["wheelchair"]
    assert person().interpreter == "Polish"


def test_a_known_person_s_one_tap_keeps_them(client, cast):
    signed_in(client, cast.ben)
    send(client, first_slot(gathering(cast)), first_name="Ben", phone="", email="ben@example.org", needs="hearing")
    client.post(f"/slots/{first_slot(drive(cast)).id}/bookings")
    assert person("Ben").access_needs == ["hearing"]


def test_it_can_be_changed_and_taken_back(client, cast, slots):
    send(client, slots[0], needs="wheelchair", interpreter="Polish")
    send(client, slots[2], needs="calm", interpreter="")
    assert (person().access_needs, person().interpreter) == (["calm"], None)


def test_a_stranger_s_form_with_nothing_ticked_takes_nothing_back(client, town, cast, slots):
    send(client, slots[0], needs="wheelchair")
    send(town.test_client(), slots[2])
    assert person().access_needs == ["wheelchair"]


def test_one_s_own_needs_are_not_given_to_another(client, cast, slots):
    send(client, slots[0], needs="wheelchair")
    assert "Do they need something?" in page_of(client, slots[1])
    joan = {"who": "someone", "first_name": "Joan", "knows": "y", "needs": "wheelchair"}
    send(client, slots[1], **joan, their_needs="seeing", their_interpreter="Urdu")
    assert (person("Joan").access_needs, person("Joan").interpreter) == (["seeing"], "Urdu")
    assert person().access_needs == ["wheelchair"]


def test_a_need_that_is_none_is_refused(client, cast, slots):
    assert send(client, slots[0], needs="a yacht").status_code == 422
    assert send(client, slots[0], interpreter="Klingon").status_code == 422


def test_an_interpreter_takes_the_time_after_too(client, cast, slots):
    send(client, slots[0], interpreter="Polish")
    assert (taken(slots[0]), taken(slots[1])) == (1, 1)
    assert db.session.query(Booking).one().second_slot_id == slots[1].id
    assert miscounted_slots() == []


def test_a_known_interpreter_takes_it_again(client, cast):
    first, later = clinic(cast, days=(2, 5)).occurrences
    send(client, first.slots[0], interpreter="Polish")
    send(client, later.slots[0])
    assert taken(later.slots[1]) == 1


def test_where_the_time_after_is_taken_others_with_two_are_offered(client, cast, slots):
    take(slots[1], name="Ann")
    answer = send(client, slots[0], interpreter="Polish")
    assert answer.status_code == 409
    assert "With an interpreter we need two times in a row." in answer.text
    assert re.findall(r'formaction="/slots/(\d+)/bookings"', answer.text) == [str(one.id) for one in slots[2:5]]
    assert '<option selected value="Polish">' in answer.text
    assert "waiting-entries" not in answer.text
    assert taken(slots[0]) == 0
    assert send(client, slots[2], interpreter="Polish").status_code == 303


def test_the_last_time_of_the_day_has_none_after_it(client, cast, slots):
    assert send(client, slots[-1], interpreter="Polish").status_code == 409


def test_a_gathering_takes_no_longer(client, cast):
    slot = first_slot(gathering(cast))
    assert send(client, slot, interpreter="British Sign Language").status_code == 303
    assert taken(slot) == 1


def test_who_runs_it_reads_it(client, town, cast, slots):
    send(client, slots[0], needs="wheelchair", interpreter="Polish")
    page = signed_in(town.test_client(), cast.dev).get("/organise/events/health-check/people").text
    assert "uses a wheelchair" in page
    assert "speaks Polish, needs an interpreter" in page
    assert "wheelchair" not in signed_in(town.test_client(), cast.ben).get("/organise/events/health-check/people").text


def test_the_waiting_list_asks_too(client, cast, slots):
    take(slots[0], name="Ann")
    typed = {**ED, "when": "this", "together": "all", "least": "1", "party": "1", "needs": "seeing"}
    assert client.post(f"/slots/{slots[0].id}/waiting-entries", data=typed).status_code == 303
    assert person().access_needs == ["seeing"]
