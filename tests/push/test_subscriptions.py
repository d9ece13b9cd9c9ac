"""A browser gives us its subscription as JSON, and takes it back; what is wrong is said as problem+json."""

import pytest

from app.backends.push import public_key
from app.extensions import db
from app.notifications.models import Preference, Subscription
from app.web.visitor import MARK
from tests.cast import signed_in

URL = "/push/subscriptions"


@pytest.fixture
def phone(phones):
    return phones.service.subscribe()


@pytest.fixture
def ben(client, cast):
    return signed_in(client, cast.ben)


def rows():
    db.session.rollback()
    return db.session.query(Subscription).all()


def test_it_works(ben, cast, phone):
    answer = ben.post(URL, json=phone.as_json(), headers={"User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/150"})
    assert answer.status_code == 201
    (row,) = rows()
    assert answer.json == {"id": row.id, "name": "Chrome on Android"}
    assert (row.person_id, row.endpoint) == (cast.ben.person_id, phone.endpoint)
    assert row.sign_in_id is not None


def test_s6_a_subscription_alone_turns_nothing_on(ben, phone):
    ben.post(URL, json=phone.as_json())
    assert db.session.query(Preference).all() == []


def test_the_yes_that_was_tapped_comes_along(ben, cast, phone):
    ben.post(URL, json=phone.as_json() | {"wants": ["reminders", "", "everything"]})
    (wishes,) = db.session.query(Preference).all()
    assert (wishes.person_id, wishes.reminders, wishes.asks) == (cast.ben.person_id, True, False)


def test_a_phone_with_a_place_and_no_account_may_subscribe(client, phone):
    with client.session_transaction() as session:
        session[MARK] = "a mark of this phone"
    assert client.post(URL, json=phone.as_json() | {"wants": ["reminders"]}).status_code == 201
    (row,) = rows()
    assert (row.person_id, row.sign_in_id) == (None, None)
    assert len(row.phone_mark) == 64


def test_a_stranger_may_not(client, cast, phone):
    answer = client.post(URL, json=phone.as_json())
    assert (answer.status_code, answer.json["code"]) == (401, "nobody")
    assert rows() == []


def test_every_no_is_a_problem_in_json(client, phone):
    answer = client.post(URL, json=phone.as_json())
    assert answer.content_type == "application/problem+json"
    assert {"type", "title", "status", "detail", "code"} <= set(answer.json)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("not json", 415, "media_type"), ({}, 422, "invalid"), ({"endpoint": 7}, 422, "invalid"), ([], 422, "invalid"),
        ({"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "x"}}, 422, "invalid"),
        ({"endpoint": "https://x/" + "x" * 2000, "keys": {"p256dh": "x", "auth": "y"}}, 422, "invalid"),
        ({"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "x", "auth": "y"}}, 403, "forbidden_address"),
        ({"endpoint": "https://10.0.0.1/x", "keys": {"p256dh": "x", "auth": "y"}}, 403, "forbidden_address"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(ben, body, status, code):
    sent = {"data": body} if isinstance(body, str) else {"json": body}
    answer = ben.post(URL, **sent)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert rows() == []


def test_a_body_that_is_cut_off_is_said(ben):
    answer = ben.post(URL, data='{"endpoint": "ht', content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_a_subscription_of_somebody_else_is_refused(ben, cast, town, phone, phones):
    ben.post(URL, json=phone.as_json())
    body = phones.service.subscribe().as_json() | {"endpoint": phone.endpoint}
    answer = signed_in(town.test_client(), cast.dev).post(URL, json=body)
    assert (answer.status_code, answer.json["code"]) == (409, "somebody_elses")
    assert [row.person_id for row in rows()] == [cast.ben.person_id]


def test_another_site_cannot_subscribe_anybody(ben, phone):
    answer = ben.post(URL, json=phone.as_json(), headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.json["code"]) == (403, "foreign_origin")
    assert rows() == []


def test_it_is_taken_back_by_who_has_its_keys(ben, town, phone, phones):
    ben.post(URL, json=phone.as_json())
    stranger = town.test_client()
    guess = phone.as_json() | {"keys": phones.service.subscribe().as_json()["keys"]}
    assert stranger.delete(URL, json=guess).json["code"] == "not_found"
    assert stranger.delete(URL, json=phone.as_json()).status_code == 204  # a worker after sign-out is nobody
    assert rows() == []


def test_the_key_of_the_town_is_there_for_phones_that_look(client, cast):
    assert client.get("/push/key").json == {"key": public_key()}


def test_a_get_shows_no_subscription(ben):
    assert ben.get(URL).status_code == 405
    assert ben.get(URL).json["code"] == "method_not_allowed"


def test_programs_that_read_the_description_find_it_beside_the_rest_of_the_api(ben, phone):
    assert ben.post("/api/v1" + URL, json=phone.as_json()).status_code == 201
    assert ben.delete("/api/v1" + URL, json=phone.as_json()).status_code == 204
    answer = ben.delete("/api/v1" + URL, json=phone.as_json())
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
