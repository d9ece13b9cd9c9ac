""" "I'm coming" and "I can't come": a link opens the question, only a tap answers it (RULES M4)."""

import pytest
import time_machine

from app.bookings.models import Booking
from app.extensions import db
from tests.cast import first_slot, gathering, take


@pytest.fixture
def booking(cast):
    return take(first_slot(gathering(cast)))


def row(booking):
    return db.session.get(Booking, booking.id, populate_existing=True)


def test_it_works(client, booking):
    page = client.get(f"/bookings/{booking.code}/answer")
    assert page.status_code == 200
    assert "Are you coming?" in page.text
    answer = client.post(f"/bookings/{booking.code}/answer")
    assert (answer.status_code, answer.location) == (303, f"/bookings/{booking.code}")
    assert row(booking).answered_at
    assert "Thank you for telling us. See you there." in client.get(answer.location).text


def test_m4_both_answers_are_one_tap_and_weigh_the_same(client, booking):
    page = client.get(f"/bookings/{booking.code}/answer").text
    assert page.count('<button class="btn big">') == 2
    assert 'class="answers"' in page
    assert f'action="/bookings/{booking.code}/answer"' in page
    assert f'action="/bookings/{booking.code}/cancellation"' in page


def test_m4_somebody_else_is_waiting(client, booking):
    assert "Somebody else may be waiting for this place." in client.get(f"/bookings/{booking.code}/answer").text


def test_opening_the_link_answers_nothing(client, booking):
    client.get(f"/bookings/{booking.code}/answer")
    assert (row(booking).answered_at, row(booking).state) == (None, "confirmed")


def test_the_pass_asks_until_it_was_answered(client, booking):
    assert "Are you coming?" in client.get(f"/bookings/{booking.code}").text
    client.post(f"/bookings/{booking.code}/answer")
    page = client.get(f"/bookings/{booking.code}").text
    assert "Are you coming?" not in page
    assert "You told us that you are coming." in page


def test_twice_is_once(client, booking):
    for _tap in range(2):
        assert client.post(f"/bookings/{booking.code}/answer").status_code == 303
    assert row(booking).state == "confirmed"


def test_a_place_given_back_stays_given_back(client, booking):
    client.post(f"/bookings/{booking.code}/cancellation")
    answer = client.post(f"/bookings/{booking.code}/answer")
    assert (row(booking).state, row(booking).answered_at) == ("cancelled", None)
    assert "Given back" in client.get(answer.location).text
    assert client.get(f"/bookings/{booking.code}/answer").status_code == 303


def test_after_the_end_nobody_asks(client, booking):
    with time_machine.travel(booking.slot.ends_at):
        assert client.get(f"/bookings/{booking.code}/answer").status_code == 303
        client.post(f"/bookings/{booking.code}/answer")
    assert row(booking).answered_at is None


def test_a_stranger_cannot_answer(client, booking):
    assert client.get(f"/bookings/{booking.code[:-1]}x/answer").status_code == 404
    assert client.post(f"/bookings/{booking.code[:-1]}x/answer").status_code == 404
    assert row(booking).answered_at is None
