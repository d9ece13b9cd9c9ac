"""Booking over the API: no account, one first name, one way to reach the person; the rules are those of the pages."""

import pytest

from app.bookings.models import Booking
from app.bookings.queries import miscounted_slots
from app.events.operations import cancel
from app.extensions import db
from app.notifications.models import Message
from app.privacy import fingerprint
from tests.api.calling import booking, fields, refusal
from tests.cast import clinic, drive, first_slot, gathering, take

KEYS = ["id", "code", "state", "pass_url", "manage_url"]


@pytest.fixture
def slot(cast):
    return first_slot(gathering(cast, capacity=3))


def test_it_works(slot, nobody):
    answer = nobody.book(slot)
    assert answer.status_code == 201
    made = answer.json
    assert list(made) == KEYS
    assert made["state"] == "confirmed"
    assert made["pass_url"] == f"http://localhost/bookings/{made['code']}"
    row = db.session.get(Booking, made["id"])
    assert (row.code_hash, row.party, row.door, row.person.first_name) == (fingerprint(made["code"]), 1, "web", "Ed")
    assert nobody.get(f"/slots/{slot.id}").json["taken"] == 1
    assert db.session.query(Message).count() == 1


def test_the_pass_opens(slot, nobody):
    made = nobody.book(slot).json
    assert nobody.client.get(made["pass_url"]).status_code == 200
    assert nobody.client.get(made["manage_url"]).status_code == 200


def test_b7_by_e_mail_too(slot, nobody):
    answer = nobody.book(slot, phone=None, person={"email": "Ed@Example.org"})
    assert answer.status_code == 201
    assert db.session.get(Booking, answer.json["id"]).person.email == "ed@example.org"


def test_a_party_takes_its_places(slot, nobody):
    assert nobody.book(slot, party=2, for_someone_else=True).status_code == 201
    found = nobody.get(f"/slots/{slot.id}").json
    assert (found["taken"], found["left"]) == (2, 1)
    assert miscounted_slots() == []


@pytest.mark.parametrize("party", [0, 7, -1, 41, 2.5, "2", None, True])
def test_b5_a_party_that_cannot_be(slot, nobody, party):
    assert fields(nobody.book(slot, party=party)) == ["party"]
    assert db.session.query(Booking).count() == 0
    assert nobody.get(f"/slots/{slot.id}").json["taken"] == 0


def test_b5_a_desk_books_for_more(cast, nobody, devs):
    slot = first_slot(gathering(cast, capacity=40))
    assert fields(devs.book(slot, party=7)) == ["party"]
    assert devs.book(slot, party=7, door="phone").status_code == 201
    assert fields(nobody.book(slot, party=7, door="phone")) == ["door"]


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({"first_name": ""}, "person.first_name"),
        ({"first_name": "12"}, "person.first_name"),
        ({"first_name": None}, "person.first_name"),
        ({"first_name": "x" * 41}, "person.first_name"),
        ({"phone": "12"}, "person.phone"),
        ({"phone": None}, "person.phone"),
        ({"phone": 7700900123}, "person.phone"),
        ({"phone": "\u0000"}, "person.phone"),
        ({"phone": None, "email": "nothing"}, "person.email"),
        ({"surname": "Jones"}, "person.surname"),
    ],
)
def test_what_is_wrong_is_named(slot, nobody, person, field):
    answer = nobody.book(slot, person=person)
    assert fields(answer) == [field]
    assert answer.json["errors"][0]["message"]


@pytest.mark.parametrize(
    ("sent", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "bad_request"),
        (b"", "application/json", 400, "bad_request"),
        (b"[" * 50000, "application/json", 400, "bad_request"),
        (b'{"person": "\\ud800"}', "application/json", 400, "bad_request"),
        (b"[]", "application/json", 422, "invalid"),
        (b"null", "application/json", 422, "invalid"),
        (b"{}", "text/plain", 415, "media_type"),
        (b"party=1", "application/x-www-form-urlencoded", 415, "media_type"),
        (b" " * (1024 * 1024 + 1), "application/json", 413, "too_large"),
    ],
)
def test_what_is_no_json_is_told_so(slot, nobody, sent, kind, status, code):
    answer = nobody.client.post(
        f"/api/v1/slots/{slot.id}/bookings", data=sent, content_type=kind, headers={"Idempotency-Key": "x"}
    )
    assert refusal(answer) == (status, code)


def test_full_names_alternatives_and_where_to_wait(cast, nobody):
    event = clinic(cast, days=(2,), lanes=1)
    first, second, *rest = event.occurrences[0].slots
    take(second)
    take(first, name="Ann")
    answer = nobody.book(first, first_name="Bob", phone="07700 900124")
    assert refusal(answer) == (409, "full")
    assert [other["id"] for other in answer.json["alternatives"]] == [slot.id for slot in rest[:3]]
    assert all(other["state"] == "open" and other["left"] == 1 for other in answer.json["alternatives"])
    assert answer.json["waiting_list"] == f"http://localhost/api/v1/slots/{first.id}/waiting-list"


def test_an_alternative_has_room_for_the_whole_party(cast, nobody):
    event = clinic(cast, days=(2,), lanes=2)
    first, second, third, *_rest = event.occurrences[0].slots
    take(first)
    take(second, name="Ann")
    answer = nobody.book(first, first_name="Bob", phone="07700 900124", party=2)
    assert refusal(answer) == (409, "full")
    assert answer.json["alternatives"][0]["id"] == third.id


def test_full_without_anything_else(cast, nobody):
    slot = first_slot(gathering(cast, capacity=1))
    take(slot)
    assert nobody.book(slot, first_name="Bob").json["alternatives"] == []


def test_c5_the_same_person_twice(slot, nobody):
    nobody.book(slot)
    assert refusal(nobody.book(slot)) == (409, "already_booked")
    assert miscounted_slots() == []


def test_what_was_called_off_is_closed(cast, nobody):
    event = gathering(cast)
    cancel(event.id, "Rain")
    answer = nobody.book(first_slot(event))
    assert refusal(answer) == (409, "closed")
    assert answer.json["detail"] == "This cannot be booked."


def test_b4_a_clash_has_its_own_code(cast, nobody):
    first, second = clinic(cast, days=(2,)), clinic(cast, days=(2,), title="Another")
    nobody.book(first_slot(first))
    assert refusal(nobody.book(first_slot(second))) == (409, "clash")


def test_b4_a_warning_can_be_answered(cast, nobody):
    first, second = gathering(cast), gathering(cast, title="Another")
    nobody.book(first_slot(first))
    assert refusal(nobody.book(first_slot(second))) == (409, "clash_warning")
    assert nobody.book(first_slot(second), despite_clash=True).status_code == 201


def test_b5_at_most_two_unanswered_bookings_for_a_number(cast, nobody, devs):
    slots = [first_slot(gathering(cast, days=days)) for days in (2, 3, 4)]
    answers = [nobody.book(slot) for slot in slots]
    assert [answer.status_code for answer in answers] == [201, 201, 409]
    assert answers[-1].json["code"] == "too_many"
    assert devs.book(slots[-1]).status_code == 201  # a program of the organisation knows whom it books for


def test_b7_who_helps_says_that_they_are_grown_up(cast, nobody, carols):
    slot = first_slot(drive(cast))
    assert fields(nobody.book(slot)) == ["adult"]
    assert fields(nobody.book(slot, adult=False)) == ["adult"]
    assert fields(carols.book(slot, adult=False)) == ["adult"]
    assert nobody.book(slot, adult=True).status_code == 201
    assert carols.book(slot, first_name="Bob").status_code == 201  # the desk answers for it


def test_the_door_is_kept(cast, carols):
    event = drive(cast)
    made = [carols.book(first_slot(event), first_name=name, door=door).json["id"]
            for name, door in (("Ann", None), ("Bob", "walk-in"))]  # fmt: skip
    assert [db.session.get(Booking, number).door for number in made] == ["partner", "walk-in"]


def test_a_slot_that_is_not_there(cast, nobody):
    assert refusal(nobody.post("/slots/99999/bookings", booking())) == (404, "not_found")


def test_f_the_read_shows_what_the_code_opens(slot, nobody):
    made = nobody.book(slot, party=2).json
    answer = nobody.get(f"/bookings/{made['code']}")
    assert list(answer.json)[:5] == KEYS
    assert (answer.json["party"], answer.json["slot"]["id"], answer.json["event"]) == (2, slot.id, "Mindfulness")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    again = nobody.get(f"/bookings/{made['code']}", If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304


@pytest.mark.parametrize("code", ["x", "%00", "a" * 500, "..%2f..%2fetc"])
def test_p20_another_code_opens_nothing(slot, nobody, code):
    assert refusal(nobody.get(f"/bookings/{code}")) == (404, "not_found")
    assert refusal(nobody.delete(f"/bookings/{code}")) == (404, "not_found")
