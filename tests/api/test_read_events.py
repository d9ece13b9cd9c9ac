"""What is on, for programs: the list, its filters and pages, one event, one slot."""

from datetime import datetime, timedelta

import pytest
import time_machine

from app import clock
from app.events.operations import cancel
from app.organisations.operations import add_organisation
from tests.api.calling import fields, refusal
from tests.cast import _post, clinic, days_ahead, drive, first_slot, gathering, take

SLOT_KEYS = ["id", "kind", "label", "starts_at", "ends_at", "capacity", "taken", "left", "waiting", "state"]


def titles(answer):
    return [item["title"] for item in answer.json["items"]]


def test_it_works(cast, nobody):
    event = drive(cast, capacity=10)
    take(first_slot(event))
    found = nobody.get("/events").json
    assert found["next"] is None
    assert found["items"] == [
        {
            "id": event.id, "slug": "beach-clean", "url": "http://localhost/events/beach-clean",
            "title": "Beach clean", "picture": "clean-up", "venue": "Haverigg beach", "area": "Millom",
            "starts_at": with_offset(days_ahead(3, 10)), "ends_at": with_offset(days_ahead(3, 12)), "dates": 1,
            "help": {"places": 10, "left": 9}, "attend": {"places": 0, "left": 0},
        }
    ]  # fmt: skip


def with_offset(wall):
    return wall.replace(tzinfo=clock.town_zone()).isoformat()


def test_one_event_has_its_dates_and_slots(cast, nobody):
    event = clinic(cast, days=(2, 3))
    found = nobody.get(f"/events/{event.id}").json
    assert (found["id"], found["state"], found["organisation"]["slug"]) == (
        event.id, "published", "waterloo-house-surgery")  # fmt: skip
    assert [len(date["slots"]) for date in found["occurrences"]] == [6, 6]
    assert all(list(slot) == SLOT_KEYS for date in found["occurrences"] for slot in date["slots"])


def test_one_slot_has_exactly_its_keys(cast, nobody):
    slot = first_slot(gathering(cast, capacity=40))
    take(slot, says_adult=True)
    found = nobody.get(f"/slots/{slot.id}").json
    assert list(found) == SLOT_KEYS
    assert (found["kind"], found["capacity"], found["taken"], found["left"], found["waiting"], found["state"]) == (
        "attend", 40, 1, 39, 0, "open")  # fmt: skip


def test_t1_times_carry_the_offset_of_the_town(cast, nobody):
    found = nobody.get(f"/slots/{first_slot(drive(cast)).id}").json
    starts = datetime.fromisoformat(found["starts_at"])
    assert starts.utcoffset() == starts.astimezone(clock.town_zone()).utcoffset()
    assert starts.replace(tzinfo=None) == days_ahead(3, 10)


def test_the_state_of_a_slot(cast, nobody):
    full, off = gathering(cast, capacity=1), gathering(cast, title="Talk")
    take(first_slot(full))
    cancel(off.id, "Rain")
    assert nobody.get(f"/slots/{first_slot(full).id}").json["state"] == "full"
    assert nobody.get(f"/slots/{first_slot(off).id}").json["state"] == "closed"
    with time_machine.travel(clock.now() + timedelta(days=5), tick=False):
        assert nobody.get(f"/slots/{first_slot(full).id}?later").json["state"] == "over"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Mindfulness", "Beach clean"]),
        ("want=help", ["Beach clean"]),
        ("want=book", ["Mindfulness"]),
        ("picture=calm", ["Mindfulness"]),
        ("picture=outdoors", ["Beach clean"]),
        ("area=millom", ["Mindfulness", "Beach clean"]),
    ],
)
def test_the_filters_are_those_of_the_pages(cast, nobody, query, found):
    drive(cast, days=3)
    gathering(cast, days=2)
    assert titles(nobody.get(f"/events?{query}")) == found


def test_from_and_to(cast, nobody):
    drive(cast, days=3)
    gathering(cast, days=2)
    day = days_ahead(2, 0).date()
    assert titles(nobody.get(f"/events?to={day}")) == ["Mindfulness"]
    assert titles(nobody.get(f"/events?from={day + timedelta(days=1)}")) == ["Beach clean"]


@pytest.mark.parametrize(
    ("query", "field"),
    [("want=fly", "want"), ("picture=dragon", "picture"), ("area=atlantis", "area"), ("from=soon", "from"),
     ("to=1600000000", "to"), ("limit=0", "limit"), ("limit=many", "limit"), ("cursor=nonsense", "cursor"),
     ("cursor=////", "cursor"), ("page=2", "page"), ("want=", "want"), ("area=%00", "area")],
)  # fmt: skip
def test_what_cannot_be_read_is_named(cast, nobody, query, field):
    assert fields(nobody.get(f"/events?{query}")) == [field]


def test_pages_follow_each_other(cast, nobody):
    made = [drive(cast, days=1 + number // 2, title=f"Drive {number}").id for number in range(7)]
    seen, path = [], "/events?limit=3"
    while path:
        found = nobody.get(path).json
        seen.append([item["id"] for item in found["items"]])
        path = f"/events?limit=3&cursor={found['next']}" if found["next"] else None
    assert seen == [made[:3], made[3:6], made[6:]]


def test_a_page_does_not_slip_when_something_is_posted_meanwhile(cast, nobody):
    made = [drive(cast, days=days, title=f"Drive {days}").id for days in (2, 3, 4)]
    first = nobody.get("/events?limit=1").json
    drive(cast, days=1, title="Sooner")
    after = nobody.get(f"/events?limit=5&cursor={first['next']}").json
    assert [item["id"] for item in after["items"]] == made[1:]


@pytest.mark.parametrize("path", ["/events", "/events/{event}", "/slots/{slot}", "", "/openapi.json"])
@pytest.mark.parametrize("cookie", [None, "gather=something"])
def test_a_read_is_not_sent_twice(cast, nobody, path, cookie):
    event = drive(cast)
    path = path.format(event=event.id, slot=first_slot(event).id)
    first = nobody.get(path, Cookie=cookie)
    again = nobody.get(path, Cookie=cookie, If_None_Match=first.headers["ETag"])
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


def test_a_read_is_sent_again_once_something_changed(cast, nobody):
    event = drive(cast)
    path = f"/slots/{first_slot(event).id}"
    before = nobody.get(path)
    take(first_slot(event))
    after = nobody.get(path, If_None_Match=before.headers["ETag"])
    assert (before.json["taken"], after.status_code, after.json["taken"]) == (0, 200, 1)


def test_what_is_not_public_is_not_there(cast, nobody):
    starts, ends = days_ahead(2, 10), days_ahead(2, 12)
    draft = _post(cast.friends, cast, [(starts, ends, [])], "Secret", "clean-up", publish_now=False)
    unapproved = add_organisation("New people", "group", "0808 157 0114", cast.dev)
    waiting = _post(unapproved, cast, [(starts, ends, [])], "Waiting", "clean-up")
    for event in (draft, waiting):
        assert refusal(nobody.get(f"/events/{event.id}")) == (404, "not_found")
    assert titles(nobody.get("/events")) == []


@pytest.mark.parametrize("path", ["/events/0", "/events/99999999", "/events/99999999999999999999", "/slots/x", "/nope"])
def test_there_is_nothing_where_nothing_is(cast, nobody, path):
    assert refusal(nobody.get(path)) == (404, "not_found")


def test_a_draft_shows_to_its_own_organisation_alone(cast, nobody, carols, devs):
    starts, ends = days_ahead(2, 10), days_ahead(2, 12)
    draft = _post(cast.friends, cast, [(starts, ends, [])], "Secret", "clean-up", publish_now=False)
    path = f"/events/{draft.id}"
    assert carols.get(path).json["state"] == "draft"
    assert refusal(devs.get(path)) == (404, "not_found")
    assert refusal(nobody.get(path)) == (404, "not_found")
