"""Joining a waiting list over HTTP: what is asked, what is offered beside, and what is said when it can't be."""

from datetime import timedelta

import pytest
import time_machine

from app.bookings.models import Booking
from app.bookings.operations import cancel
from app.events.operations import cancel as call_off
from app.extensions import db
from tests.bookings.waits import entries, full, typed, wait
from tests.cast import clinic, drive, first_slot, gathering, signed_in


@pytest.fixture
def slot(cast):
    slot = first_slot(gathering(cast, capacity=1))
    full(slot)
    return slot


def test_it_works(client, slot):
    page = client.get(f"/slots/{slot.id}/waiting-entries/new")
    assert page.status_code == 200
    assert "Wait for a place" in page.text
    assert "The place is taken." in page.text
    answer = client.post(f"/slots/{slot.id}/waiting-entries", data=typed())
    entry = entries()[0]
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/waiting/{entry.code}"
    assert "You are on the list" in client.get(answer.headers["Location"]).text
    assert entry.person.first_name == "Wendy"


def test_the_same_form_twice_is_one_entry(client, slot):
    data = typed(key="k" * 22)
    where = {client.post(f"/slots/{slot.id}/waiting-entries", data=data).headers["Location"] for _tap in range(2)}
    assert len(where) == len(entries()) == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(client, slot):
    answer = client.post(f"/slots/{slot.id}/waiting-entries", data=typed(name="", party="3"))
    assert answer.status_code == 422
    assert "Type a first name" in answer.text
    assert 'value="3"' in answer.text
    assert "07700 900322" in answer.text
    assert entries() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"party": "7"}, "1 to 6 people"), ({"party": "0"}, "1 to 6 people"), ({"party": "x"}, "Use a number"),
     ({"party": "2", "together": "some", "least": "3"}, "more than all of you"), ({"when": "soon"}, "Pick one"),
     ({"phone": "12"}, "too short")],
)  # fmt: skip
def test_bad_answers_are_sentences(client, slot, wrong, said):
    answer = client.post(f"/slots/{slot.id}/waiting-entries", data=typed(**wrong))
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    ("more", "least"), [({"together": "all"}, 3), ({"together": "some", "least": "2"}, 2)], ids=["all", "some"]
)
def test_w1_all_or_none_or_at_least_so_many(client, cast, more, least):
    slot = first_slot(gathering(cast, capacity=4))
    full(slot, party=4)
    client.post(f"/slots/{slot.id}/waiting-entries", data=typed(party="3", **more))
    assert [(entry.party, entry.least) for entry in entries()] == [(3, least)]


def test_w1_any_morning_takes_in_every_full_morning(client, cast):
    event = clinic(cast, days=(2,))
    slots = event.occurrences[0].slots
    for one in slots[:3]:
        full(one)
    page = client.get(f"/slots/{slots[0].id}/waiting-entries/new").text
    assert "Any time that day" in page
    client.post(f"/slots/{slots[0].id}/waiting-entries", data=typed(when="day"))
    assert {wish.slot_id for wish in entries()[0].wishes} == {one.id for one in slots[:3]}


def test_a_single_time_asks_nothing_about_times(client, slot):
    assert "Which times would do?" not in client.get(f"/slots/{slot.id}/waiting-entries/new").text


def test_w5_up_to_three_things_with_room_stand_beside(client, cast):
    event = clinic(cast, days=(2,))
    slots = event.occurrences[0].slots
    full(slots[0])
    page = client.get(f"/slots/{slots[0].id}/waiting-entries/new").text
    assert page.count('class="btn alt" href="/slots/') == 3
    assert f"/slots/{slots[1].id}/bookings/new" in page


def test_w5_other_events_when_this_one_is_full(client, cast, slot):
    other = gathering(cast, title="Tea and talk")
    page = client.get(f"/slots/{slot.id}/waiting-entries/new").text
    assert f"/events/{other.slug}" in page
    assert "Tea and talk" in page


def test_w5_nothing_full_over_or_called_off_stands_beside(client, cast, slot):
    full(first_slot(gathering(cast, capacity=1, days=5, title="Full too")))
    call_off(gathering(cast, title="Called off").id, "Rain.")
    gathering(cast, days=-2, title="Last week")
    gathering(cast, title="A draft", publish_now=False)
    page = client.get(f"/slots/{slot.id}/waiting-entries/new").text
    assert not [title for title in ("Full too", "Called off", "Last week", "A draft") if title in page]


def test_s3_what_a_young_person_may_not_take_is_not_beside(client, cast, slot):
    gathering(cast, title="Wine tasting", min_age=18)
    assert "Wine tasting" in client.get(f"/slots/{slot.id}/waiting-entries/new").text
    assert "Wine tasting" not in signed_in(client, cast.asha).get(f"/slots/{slot.id}/waiting-entries/new").text


def test_there_is_room_after_all_and_one_tap_takes_it(client, cast):
    slot = first_slot(gathering(cast, capacity=1))
    cancel(full(slot).id)
    answer = client.post(f"/slots/{slot.id}/waiting-entries", data=typed())
    assert answer.status_code == 409
    assert "A place is free right now" in answer.text
    assert f'action="/slots/{slot.id}/bookings"' in answer.text
    assert 'name="first_name" value="Wendy"' in answer.text
    assert client.post(f"/slots/{slot.id}/bookings", data=typed()).status_code == 303
    assert db.session.query(Booking).filter_by(state="confirmed").one().person.first_name == "Wendy"


def test_whoever_has_the_place_is_told(client, cast):
    slot = first_slot(gathering(cast, capacity=1))
    client.post(f"/slots/{slot.id}/bookings", data=typed())
    again = client.post(f"/slots/{slot.id}/waiting-entries", data=typed())
    assert again.status_code == 303
    assert "/bookings/" in again.headers["Location"]


def test_on_another_phone_the_pass_stays_private(client, town, cast):
    slot = first_slot(gathering(cast, capacity=1))
    town.test_client().post(f"/slots/{slot.id}/bookings", data=typed())
    answer = client.post(f"/slots/{slot.id}/waiting-entries", data=typed())
    assert answer.status_code == 409
    assert "has this place already" in answer.text
    assert "/bookings/" not in answer.text.replace(f"/slots/{slot.id}", "")


def test_waiting_twice_is_waiting_once(client, cast, slot):
    for _time in range(2):
        client.post(f"/slots/{slot.id}/waiting-entries", data=typed())
    assert len(entries()) == 1


def test_w5_the_list_closes_an_hour_before(client, slot):
    with time_machine.travel(slot.starts_at - timedelta(minutes=59)):
        for answer in (client.get(f"/slots/{slot.id}/waiting-entries/new"),
                       client.post(f"/slots/{slot.id}/waiting-entries", data=typed())):  # fmt: skip
            assert answer.status_code == 409
            assert "The waiting list is closed now" in answer.text
    assert entries() == []


def test_what_is_over_or_called_off_says_so(client, cast):
    event = gathering(cast, capacity=1)
    slot = first_slot(event)
    full(slot)
    with time_machine.travel(slot.ends_at + timedelta(days=300)):
        assert "This is over." in client.get(f"/slots/{slot.id}/waiting-entries/new").text
    call_off(event.id, "Rain.")
    assert "This is called off." in client.get(f"/slots/{slot.id}/waiting-entries/new").text


def test_what_the_town_may_not_see_does_not_exist(client, cast):
    draft = first_slot(gathering(cast, publish_now=False))
    for slot_id in (draft.id, 999_999):
        assert client.get(f"/slots/{slot_id}/waiting-entries/new").status_code == 404
        assert client.post(f"/slots/{slot_id}/waiting-entries", data=typed()).status_code == 404


def test_b7_waiting_to_help_asks_for_the_age(client, cast):
    slot = first_slot(drive(cast, capacity=1))
    full(slot)
    refused = client.post(f"/slots/{slot.id}/waiting-entries", data=typed())
    assert refused.status_code == 422
    assert "Tick this if you are 18" in refused.text
    assert client.post(f"/slots/{slot.id}/waiting-entries", data=typed(adult="y")).status_code == 303


def test_somebody_known_finds_their_name_there(client, cast, slot):
    page = signed_in(client, cast.ben).get(f"/slots/{slot.id}/waiting-entries/new").text
    assert 'value="Ben"' in page


def test_my_plans_show_what_this_phone_waits_for(client, town, slot):
    client.post(f"/slots/{slot.id}/waiting-entries", data=typed())
    page = client.get("/me").text
    assert "You wait for" in page
    assert f"/waiting/{entries()[0].code}" in page
    assert "You wait for" not in town.test_client().get("/me").text


def test_looking_joins_nobody(client, slot):
    wait(slot)
    for _time in range(2):
        client.get(f"/slots/{slot.id}/waiting-entries/new")
        client.head(f"/slots/{slot.id}/waiting-entries/new")
    assert len(entries()) == 1
