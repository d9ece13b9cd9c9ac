"""Giving a place back, moving it and waiting for one, by its code."""

from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.bookings.queries import miscounted_slots
from tests.api.calling import booking, fields, refusal
from tests.cast import clinic, first_slot, gathering, take


@pytest.fixture
def times(cast):
    """The six times of a clinic, one place each."""
    return clinic(cast, days=(2,)).occurrences[0].slots


def test_it_works(cast, nobody):
    slot = first_slot(gathering(cast))
    code = nobody.book(slot).json["code"]
    answer = nobody.delete(f"/bookings/{code}")
    assert (answer.status_code, answer.json["state"]) == (200, "cancelled")
    assert nobody.get(f"/slots/{slot.id}").json["taken"] == 0


def test_b2_twice_is_once(cast, nobody):
    slot = first_slot(gathering(cast))
    code = nobody.book(slot).json["code"]
    first, again = nobody.delete(f"/bookings/{code}"), nobody.delete(f"/bookings/{code}")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
    assert miscounted_slots() == []


def test_b2_not_after_the_start(cast, nobody):
    slot = first_slot(gathering(cast, days=2))
    code = nobody.book(slot).json["code"]
    with time_machine.travel(clock.now() + timedelta(days=4), tick=False):
        assert refusal(nobody.delete(f"/bookings/{code}")) == (409, "over")


def test_b2_a_move_takes_the_new_place_and_frees_the_old(times, nobody):
    code = nobody.book(times[0]).json["code"]
    answer = nobody.post(f"/bookings/{code}/move", {"slot_id": times[1].id})
    assert (answer.status_code, answer.json["slot"]["id"], answer.json["code"]) == (200, times[1].id, code)
    assert [nobody.get(f"/slots/{slot.id}").json["taken"] for slot in times[:2]] == [0, 1]
    assert miscounted_slots() == []


def test_b2_when_there_is_no_room_the_old_place_is_still_theirs(times, nobody):
    take(times[1], name="Ann")
    code = nobody.book(times[0], first_name="Bob", phone="07700 900124").json["code"]
    answer = nobody.post(f"/bookings/{code}/move", {"slot_id": times[1].id})
    assert refusal(answer) == (409, "full")
    assert nobody.get(f"/bookings/{code}").json["slot"]["id"] == times[0].id
    assert miscounted_slots() == []


def test_a_move_twice_with_one_key_is_once(times, nobody):
    code = nobody.book(times[0]).json["code"]
    first, again = (nobody.post(f"/bookings/{code}/move", {"slot_id": times[1].id}, key="m") for _ in range(2))
    assert first.json == again.json
    assert refusal(nobody.post(f"/bookings/{code}/move", {"slot_id": times[2].id}, key="m")) == (
        422, "idempotency_key_reused")  # fmt: skip


@pytest.mark.parametrize("body", [{}, {"slot_id": "1"}, {"slot_id": 0}, {"slot_id": 2**40}])
def test_a_move_to_what_is_no_slot(times, nobody, body):
    code = nobody.book(times[0]).json["code"]
    assert fields(nobody.post(f"/bookings/{code}/move", body)) == ["slot_id"]


def test_a_move_to_another_event(cast, times, nobody):
    code = nobody.book(times[0]).json["code"]
    elsewhere = first_slot(gathering(cast))
    assert refusal(nobody.post(f"/bookings/{code}/move", {"slot_id": elsewhere.id})) == (409, "closed")
    assert refusal(nobody.post(f"/bookings/{code}/move", {"slot_id": 99999})) == (409, "closed")


def test_w1_waiting_for_a_place(times, nobody):
    take(times[0], name="Ann")
    take(times[1], name="Ann")
    answer = nobody.post(f"/slots/{times[0].id}/waiting-list", booking("Bob", "07700 900124", slots=[times[1].id]))
    assert answer.status_code == 201, answer.json
    assert (answer.json["state"], answer.json["party"], answer.json["least"], answer.json["ahead"]) == (
        "waiting", 1, 1, 0)  # fmt: skip
    assert answer.json["slots"] == [times[0].id, times[1].id]
    assert answer.json["manage_url"].startswith("http://localhost/waiting/")
    assert nobody.get(f"/slots/{times[0].id}").json["waiting"] == 1


def test_w5_nobody_waits_where_there_is_room(times, nobody):
    answer = nobody.post(f"/slots/{times[0].id}/waiting-list", booking())
    assert refusal(answer) == (409, "has_room")
    assert [slot["id"] for slot in answer.json["alternatives"]] == [times[0].id]


def test_w5_the_list_closes(times, nobody):
    take(times[0], name="Ann")
    with time_machine.travel(times[0].starts_at - timedelta(minutes=30), tick=False):
        answer = nobody.post(f"/slots/{times[0].id}/waiting-list", booking("Bob", "07700 900124"))
    assert refusal(answer) == (409, "list_closed")


def test_c5_waiting_twice_with_one_key_is_once(times, nobody):
    take(times[0], name="Ann")
    path, body = f"/slots/{times[0].id}/waiting-list", booking("Bob", "07700 900124", party=1)
    first, again = nobody.post(path, body, key="w"), nobody.post(path, body, key="w")
    assert (first.status_code, first.json) == (201, again.json)


@pytest.mark.parametrize(
    ("change", "field"), [({"least": 2}, "party"), ({"least": 0}, "least"), ({"slots": ["a"]}, "slots.0")]
)
def test_what_is_wrong_is_named(times, nobody, change, field):
    take(times[0], name="Ann")
    answer = nobody.post(f"/slots/{times[0].id}/waiting-list", booking("Bob", "07700 900124", **change))
    assert fields(answer) == [field]
