"""My plans say how each place stands, and print in large letters."""

import pytest

from app.bookings.models import Booking
from app.bookings.operations import Request, book, cancel
from app.database import unit_of_work
from app.events.operations import move_date
from app.extensions import db
from tests.cast import days_ahead, drive, first_slot, gathering, signed_in


@pytest.fixture
def ben(client, cast):
    return signed_in(client, cast.ben)


def place(cast, event):
    return book(first_slot(event).id, Request(person_id=cast.ben.person_id))


def test_it_works(ben, cast):
    booking = place(cast, drive(cast))
    page = ben.get("/me").text
    assert "You are going" in page
    assert booking.code_words in page


def test_each_place_says_how_it_stands(ben, cast):
    moved, back, waits = (place(cast, drive(cast, days=days, title=f"Drive {days}")) for days in (4, 5, 6))
    move_date(moved.occurrence_id, days_ahead(4, 16), days_ahead(4, 18))
    cancel(back.id)
    with unit_of_work():
        db.session.get(Booking, waits.id).state = "pending"
    page = ben.get("/me").text
    for words in ("It has moved", "Given back", "Kept for you"):
        assert words in page
    assert back.code_words not in page
    assert waits.code_words not in page


def test_on_paper_there_is_what_somebody_needs_on_the_way(ben, cast):
    booking = place(cast, gathering(cast))
    assert 'href="/me/print"' in ben.get("/me").text
    answer = ben.get("/me/print")
    assert answer.headers["Cache-Control"] == "no-store"
    for words in ("Mindfulness", "2:00 in the afternoon", "Haverigg beach, Sea View, Haverigg", booking.code_words,
                  "Can't come? Call: 0808 157 0113", "Open your browser's menu and tap Print."):  # fmt: skip
        assert words in answer.text


def test_on_paper_nothing_that_is_over_or_off(ben, cast):
    cancel(place(cast, gathering(cast)).id)
    page = ben.get("/me/print").text
    assert "Mindfulness" not in page
    assert "No plans yet" in page


def test_nobody_elses_are_on_it(ben, town, cast):
    place(cast, gathering(cast))
    assert "Mindfulness" not in signed_in(town.test_client(), cast.dev).get("/me/print").text
    assert "Mindfulness" not in town.test_client().get("/me/print").text
