"""Two things at one time: both can be had where that may be, and the other is named to its own phone only (B4)."""

import re

import pytest

from app.bookings.models import Booking
from app.extensions import db
from tests.cast import clinic, drive, first_slot, gathering, signed_in

ED = {"first_name": "Ed", "phone": "07700 900123"}
HELPER = {**ED, "adult": "y"}


@pytest.fixture
def two(cast):
    """Two drives at the same time."""
    return first_slot(drive(cast)), first_slot(drive(cast, title="Dune walk"))


def send(client, slot, **fields):
    return client.post(f"/slots/{slot.id}/bookings", data={**HELPER, **fields})


def count():
    return db.session.query(Booking).count()


def test_it_works(client, two):
    send(client, two[0])
    answer = send(client, two[1])
    assert answer.status_code == 409
    assert "You are at Beach clean at that time." in answer.text
    assert "Book this too?" in answer.text
    assert 'name="despite_clash" value="1"' in answer.text
    assert count() == 1
    assert send(client, two[1], despite_clash="1").status_code == 303
    assert count() == 2


def test_everything_typed_is_kept(client, two):
    send(client, two[0])
    answer = send(client, two[1], needs="calm", shows_needs="1")
    for kept in ('value="Ed"', 'value="07700 900123"', 'checked id="needs-3"', 'checked id="adult"'):
        assert kept in answer.text


def test_the_enter_key_does_not_book_both(client, two):
    send(client, two[0])
    page = send(client, two[1]).text
    assert re.findall(r"<button[^>]*>", page.partition("<main")[2])[0] == '<button form="details" disabled hidden>'


def test_the_same_form_twice_after_the_question_is_one(client, two):
    send(client, two[0])
    first, second = (send(client, two[1], despite_clash="1", key="k" * 22) for _tap in range(2))
    assert first.location == second.location
    assert count() == 2


def test_one_tap_is_asked_too(client, cast, two):
    signed_in(client, cast.ben)
    client.post(f"/slots/{two[0].id}/bookings")
    answer = client.post(f"/slots/{two[1].id}/bookings")
    assert answer.status_code == 409
    assert "You are at Beach clean at that time." in answer.text
    assert 'value="Ben"' in answer.text


def test_another_phone_does_not_learn_what_it_is(client, town, two):
    send(client, two[0])
    answer = send(town.test_client(), two[1])
    assert answer.status_code == 409
    assert "Beach clean" not in answer.text
    assert "There is something else at that time for this person." in answer.text


def test_for_somebody_else_it_says_who(client, cast):
    joan = {**ED, "first_name": "Joan", "who": "someone", "knows": "y", "adult": None}
    first, second = (first_slot(gathering(cast, title=title)) for title in ("Mindfulness", "Tea and talk"))
    send(client, first, **joan)
    assert "Joan is at Mindfulness at that time." in send(client, second, **joan).text


def test_a_timed_place_at_the_same_time_cannot_be_had(client, cast):
    slot = clinic(cast).occurrences[0].slots[3]
    send(client, clinic(cast, title="Hearing test").occurrences[0].slots[3], who="me")
    for answer in (send(client, slot, who="me"), send(client, slot, who="me", despite_clash="1")):
        assert answer.status_code == 409
        assert "You are at Hearing test at that time." in answer.text
        assert 'name="despite_clash"' not in answer.text
        offered = re.findall(r'formaction="/slots/(\d+)/bookings"', answer.text)
        assert len(offered) == 3
        assert str(slot.id) not in offered
    assert count() == 1


def test_somebody_signed_in_still_books_it_for_another(client, cast):
    first, second = (clinic(cast, title=title).occurrences[0].slots[3] for title in ("Hearing test", "Flu jab"))
    signed_in(client, cast.ben).post(f"/slots/{first.id}/bookings")
    assert client.get(f"/slots/{second.id}/bookings/new").status_code == 200
    joan = {**ED, "first_name": "Joan", "who": "someone", "knows": "y"}
    assert client.post(f"/slots/{second.id}/bookings", data=joan).status_code == 303
    assert client.post(f"/slots/{second.id}/bookings").status_code == 409


def test_times_that_follow_each_other_do_not_clash(client, cast):
    slots = clinic(cast).occurrences[0].slots
    send(client, slots[0], who="me")
    assert send(client, slots[1], who="me").status_code == 303
