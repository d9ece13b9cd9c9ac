"""Posting over the API: one event with its dates and slots, from local wall times."""

from datetime import datetime

import pytest
import time_machine

from app import clock
from app.events.models import Event
from app.extensions import db
from app.organisations.operations import change_organisation
from app.places.operations import add_venue
from tests.api.calling import date, event, fields, refusal
from tests.cast import days_ahead


def test_it_works(cast, carols, nobody):
    answer = carols.post("/events", event())
    assert answer.status_code == 201
    made = answer.json
    assert answer.headers["Location"] == f"/api/v1/events/{made['id']}"
    assert (made["title"], made["picture"], made["state"], made["min_age"]) == (
        "Beach clean", "clean-up", "published", 18)  # fmt: skip
    slot = made["occurrences"][0]["slots"][0]
    assert (slot["kind"], slot["label"], slot["capacity"], slot["state"]) == ("help", "Helpers", 10, "open")
    assert nobody.get(f"/events/{made['id']}").json == made
    assert nobody.get(f"/slots/{slot['id']}").json == slot


def test_t1_times_are_wall_times_of_the_town(cast, carols):
    made = carols.post("/events", event(days=5)).json
    starts = datetime.fromisoformat(made["occurrences"][0]["starts_at"])
    assert starts == days_ahead(5, 10).replace(tzinfo=clock.town_zone())


@pytest.mark.parametrize("wrong", ["2027-03-28T10:00Z", "2027-03-28T10:00+01:00", "2027-03-28", "tomorrow", 5, None])
def test_a_time_with_an_offset_is_no_wall_time(cast, carols, wrong):
    body = event()
    body["occurrences"][0]["starts_at"] = wrong
    assert fields(carols.post("/events", body)) == ["occurrences.0.starts_at"]


def test_t2_a_time_in_the_spring_gap_is_refused_with_the_reason(cast, carols):
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=clock.town_zone()), tick=False):
        body = event()
        body["occurrences"][0] |= {"starts_at": "2027-03-28T01:30", "ends_at": "2027-03-28T04:00"}
        answer = carols.post("/events", body)
    assert fields(answer) == ["occurrences.0.starts_at"]
    assert "The clocks go forward" in answer.json["errors"][0]["message"]


def test_a_draft_is_shown_to_nobody(cast, carols, nobody):
    made = carols.post("/events", event(state="draft")).json
    assert made["state"] == "draft"
    assert made["occurrences"][0]["slots"][0]["state"] == "closed"
    assert refusal(nobody.get(f"/events/{made['id']}")) == (404, "not_found")


def test_a_whole_morning(cast, carols):
    slots = [
        {"kind": "attend", "label": "Mindfulness", "capacity": 40}, {"kind": "help", "label": "Helpers", "capacity": 6},
    ]  # fmt: skip
    made = carols.post("/events", event(occurrences=[date(4, slots), date(5, slots), date(6)])).json
    assert [len(one["slots"]) for one in made["occurrences"]] == [2, 2, 0]
    assert made["min_age"] == 0  # who comes may be a child; the rules for helpers are the slot's own


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 61}, "title"),
        ({"title": "!!!"}, "title"),
        ({"picture": "dragon"}, "picture"),
        ({"state": "cancelled"}, "state"),
        ({"min_age": -1}, "min_age"),
        ({"min_age": 16}, "min_age"),
        ({"venue": "atlantis"}, "venue"),
        ({"venue": 99999}, "venue"),
        ({"venue": True}, "venue"),
        ({"occurrences": []}, "occurrences"),
        ({"colour": "red"}, "colour"),
        (lambda: {"occurrences": [date(-3)]}, "occurrences.0.ends_at"),
        (lambda: {"occurrences": [date(500)]}, "occurrences.0.starts_at"),
        (lambda: {"occurrences": [date(3, starts=12, ends=10)]}, "occurrences.0.ends_at"),
        (
            lambda: {"occurrences": [date(3, [{"kind": "fly", "label": "A", "capacity": 1}])]},
            "occurrences.0.slots.0.kind",
        ),
        (
            lambda: {"occurrences": [date(3, [{"kind": "help", "label": "A", "capacity": 0}])]},
            "occurrences.0.slots.0.capacity",
        ),
        (lambda: {"occurrences": [date(3, [{"kind": "help", "capacity": 1}])]}, "occurrences.0.slots.0.label"),
    ],
)
def test_what_is_wrong_is_named(cast, carols, change, field):
    answer = carols.post("/events", event(**(change() if callable(change) else change)))
    assert fields(answer) == [field]
    assert answer.json["errors"][0]["message"][0].isupper()
    assert db.session.query(Event).count() == 0


def test_s5_an_organisation_with_a_lead_may_ask_people_under_18(cast, carols):
    change_organisation(cast.friends.id, cast.friends.name, "charity", "0808 157 0112", "Carol")
    assert carols.post("/events", event(min_age=16)).json["min_age"] == 16


def test_the_venue_by_id_short_name_or_name(cast, carols):
    hall = add_venue("Village hall", "1 Main Street", cast.area.id)
    for wanted in (hall.id, hall.slug, hall.name):
        assert carols.post("/events", event(venue=wanted)).json["venue"]["id"] == hall.id


def test_without_a_venue_it_is_where_it_was_last(cast, carols, devs):
    hall = add_venue("Village hall", "1 Main Street", cast.area.id)
    assert fields(carols.post("/events", event())) == ["venue"]
    carols.post("/events", event(venue=hall.slug))
    assert carols.post("/events", event()).json["venue"]["slug"] == hall.slug
    assert fields(devs.post("/events", event())) == ["venue"]


def test_a_town_token_says_for_whom(cast, program):
    town = program("events:write")
    assert fields(town.post("/events", event())) == ["organisation"]
    assert fields(town.post("/events", event(organisation="nobody"))) == ["organisation"]
    assert town.post("/events", event(organisation=cast.friends.slug)).json["organisation"]["name"] == cast.friends.name


def test_something_long_gone_may_not_be_posted_but_what_runs_now_may(cast, carols):
    with time_machine.travel(days_ahead(5, 11).replace(tzinfo=clock.town_zone()), tick=False):
        assert carols.post("/events", event(days=0)).status_code == 201
    with time_machine.travel(days_ahead(5, 13).replace(tzinfo=clock.town_zone()), tick=False):
        assert fields(carols.post("/events", event(days=0))) == ["occurrences.0.ends_at"]


def test_c5_twice_with_one_key_is_once(cast, carols):
    body = event()
    first, again = carols.post("/events", body, key="one"), carols.post("/events", body, key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert first.headers["Location"] == again.headers["Location"]
    assert db.session.query(Event).count() == 1
