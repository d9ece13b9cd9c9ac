"""Have people asked for a slot, and see how it goes: the same operations as the pages, for programs."""

from datetime import datetime, time, timedelta

import pytest
import time_machine

from app import clock
from app.extensions import db
from app.rally.models import Rally
from tests.api.calling import event, refusal
from tests.cast import clinic, drive, first_slot, take


@pytest.fixture(autouse=True)
def noon(town):
    """Nobody is asked at night, so it is noon."""
    today = datetime.combine(clock.today(), time(12), clock.town_zone())
    with time_machine.travel(today, tick=False):
        yield


@pytest.fixture
def slot(cast):
    return first_slot(drive(cast, capacity=3, days=1))


def test_it_works(carols, slot):
    answer = carols.post(f"/slots/{slot.id}/rally", {})
    assert answer.status_code == 201
    told = answer.json
    assert (told["state"], told["slot_id"], told["places"], told["left"], told["asked"]) == (
        "running",
        slot.id,
        3,
        3,
        0,
    )
    assert answer.headers["Location"] == f"/api/v1/rallies/{told['id']}"
    assert told["sentence"].startswith("Asked 0 people, expect 0.0 of 3 by ")
    read = carols.get(f"/rallies/{told['id']}")
    assert read.status_code == 200
    assert read.json["deadline"] == told["deadline"]
    assert set(read.json) == set(told)


def test_no_body_is_needed(carols, slot):
    assert carols.post(f"/slots/{slot.id}/rally").status_code == 201


def test_until_when_can_be_said(carols, slot):
    told = carols.post(f"/slots/{slot.id}/rally", {"lead_minutes": 120}).json
    assert datetime.fromisoformat(told["deadline"]) == slot.starts_at - timedelta(hours=2)


def test_twice_is_one_rally(carols, slot):
    first, second = (carols.post(f"/slots/{slot.id}/rally", {}) for _time in range(2))
    assert first.json["id"] == second.json["id"]
    assert db.session.query(Rally).count() == 1


def test_the_same_key_gets_the_same_answer(carols, slot):
    first = carols.post(f"/slots/{slot.id}/rally", {}, key="k")
    take(slot)
    assert carols.post(f"/slots/{slot.id}/rally", {}, key="k").json == first.json


@pytest.mark.parametrize("body", [{"lead_minutes": -1}, {"lead_minutes": 721}, {"lead_minutes": "x"}, {"more": 1}])
def test_what_cannot_be_is_named(carols, slot, body):
    assert carols.post(f"/slots/{slot.id}/rally", body).status_code == 422


def test_p19_nobody_else_finds_it(nobody, devs, program, cast, carols, slot):
    rally_id = carols.post(f"/slots/{slot.id}/rally", {}).json["id"]
    assert refusal(devs.post(f"/slots/{slot.id}/rally", {})) == (404, "not_found")
    assert refusal(devs.get(f"/rallies/{rally_id}")) == (404, "not_found")
    assert refusal(nobody.post(f"/slots/{slot.id}/rally", {})) == (401, "token")
    assert refusal(nobody.get(f"/rallies/{rally_id}")) == (401, "token")
    reads = program("bookings:read", organisation=cast.friends)
    assert refusal(reads.get(f"/rallies/{rally_id}")) == (403, "scope")


def test_what_is_not_there(carols):
    assert refusal(carols.post("/slots/999999/rally", {})) == (404, "not_found")
    assert refusal(carols.get("/rallies/999999")) == (404, "not_found")


def test_why_it_cannot_begin_has_a_code(carols, devs, cast, slot):
    assert refusal(carols.post(f"/slots/{first_slot(drive(cast, days=9, title='Far')).id}/rally", {})) == (
        409, "rally_too_early",
    )  # fmt: skip
    full = first_slot(drive(cast, capacity=1, days=1, title="Full"))
    take(full)
    assert refusal(carols.post(f"/slots/{full.id}/rally", {})) == (409, "full")
    assert refusal(devs.post(f"/slots/{first_slot(clinic(cast)).id}/rally", {})) == (409, "rally_not_help")
    draft = first_slot(drive(cast, days=1, title="Draft", publish_now=False))
    assert refusal(carols.post(f"/slots/{draft.id}/rally", {})) == (409, "closed")
    with time_machine.travel(slot.starts_at - timedelta(minutes=5), tick=False):
        assert refusal(carols.post(f"/slots/{slot.id}/rally", {})) == (409, "rally_too_soon")
    with time_machine.travel(slot.starts_at + timedelta(minutes=5), tick=False):
        assert refusal(carols.post(f"/slots/{slot.id}/rally", {})) == (409, "over")


def test_a_drive_that_is_posted_may_let_us_ask(carols, cast):
    drive(cast)  # the organisation's last venue
    made = carols.post("/events", event(days=1, ask_people=True)).json
    from app.backends.jobs import run_now

    run_now("rally.tick")
    (rally,) = db.session.query(Rally).all()
    assert rally.slot_id == made["occurrences"][0]["slots"][0]["id"]
