"""A button of a reminder's notice answers by itself: once, for this place as it is, and in words the phone shows."""

import pytest

from app.bookings import notices
from app.bookings.operations import cancel, move
from app.extensions import db
from tests.cast import clinic, drive, first_slot, take


@pytest.fixture
def event(cast):
    return clinic(cast)


@pytest.fixture
def booking(event):
    return take(first_slot(event))


def buttons(booking):
    return {action.name: action for action in notices.answers(booking)}


def tap(client, booking, name, **more):
    action = buttons(booking)[name]
    return client.post(action.url, data={"token": action.token}, **more)


def state(booking):
    db.session.refresh(booking)
    return booking.state


def test_it_works(client, booking):
    answer = tap(client, booking, "yes")
    assert answer.status_code == 200
    assert answer.json["title"] == "Thank you. See you there"
    assert (answer.json["navigate"], answer.json["tag"]) == (f"/bookings/{booking.code}", f"place-{booking.id}")
    db.session.refresh(booking)
    assert booking.answered_at is not None


def test_b2_no_gives_the_place_back_and_twice_is_once(client, booking):
    for _time in range(2):
        assert tap(client, booking, "no").json["title"] == "Your place is free again"
    assert state(booking) == "cancelled"


def test_a_yes_to_what_was_given_back_says_so(client, booking):
    cancel(booking.id)
    assert tap(client, booking, "yes").json["title"] == "This has changed"
    assert state(booking) == "cancelled"


def test_an_old_button_does_nothing_to_a_place_that_was_moved(client, event, booking):
    old = buttons(booking)["no"]
    move(booking.id, event.occurrences[0].slots[2].id)
    answer = client.post(old.url, data={"token": old.token})
    assert answer.json["title"] == "This has changed"
    assert state(booking) == "confirmed"


@pytest.mark.parametrize("token", ["", "x", "WzEsMCwibm8iXQ.AAAA"])
def test_a_token_that_is_not_ours_does_nothing(client, booking, token):
    answer = client.post(f"/bookings/{booking.code}/notice", data={"token": token})
    assert answer.json["title"] == "This has changed"
    assert state(booking) == "confirmed"


def test_the_button_of_another_place_does_nothing_here(client, cast, booking):
    other = take(first_slot(drive(cast)), "Ann")
    answer = client.post(f"/bookings/{booking.code}/notice", data={"token": buttons(other)["no"].token})
    assert answer.json["title"] == "This has changed"
    assert (state(booking), state(other)) == ("confirmed", "confirmed")


def test_a_stranger_without_the_code_finds_nothing(client, booking):
    action = buttons(booking)["no"]
    assert client.post("/bookings/somebody-elses-code/notice", data={"token": action.token}).status_code == 404


def test_another_site_cannot_press_it(client, booking):
    assert tap(client, booking, "no", headers={"Origin": "https://evil.example"}).status_code == 403
    assert state(booking) == "confirmed"


def test_looking_at_it_changes_nothing(client, booking):
    assert client.get(buttons(booking)["no"].url).status_code == 405
    assert state(booking) == "confirmed"


def test_nobody_keeps_the_answer(client, booking):
    answer = tap(client, booking, "yes")
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
