"""The pass: what it shows, to whom, and giving the place back from it."""

from datetime import timedelta

import time_machine

from app.bookings.models import Booking
from app.extensions import db
from tests.cast import drive, first_slot, gathering, signed_in, take

SECRET = "Pick up Mr Fell at 12 Market Street"


def test_it_works(client, cast):
    booking = take(first_slot(drive(cast)))
    page = client.get(f"/bookings/{booking.code}")
    assert page.status_code == 200
    assert "You are going" in page.text
    assert booking.code_words in page.text
    assert 'class="qr"' in page.text


def test_a_stranger_cannot_guess_it(client, cast):
    booking = take(first_slot(drive(cast)))
    for wrong in (booking.code[:-1] + "x", str(booking.id), booking.code_hash, booking.code_words):
        assert client.get(f"/bookings/{wrong}").status_code == 404


def test_its_address_is_a_secret(client, cast):
    answer = client.get(f"/bookings/{take(first_slot(drive(cast))).code}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_looking_changes_nothing(client, cast):
    booking = take(first_slot(drive(cast)))
    client.get(f"/bookings/{booking.code}/cancellation")
    assert db.session.get(Booking, booking.id, populate_existing=True).state == "confirmed"


def test_giving_it_back(client, cast):
    booking = take(first_slot(drive(cast)))
    assert "Cancel my place" in client.get(f"/bookings/{booking.code}").text
    answer = client.post(f"/bookings/{booking.code}/cancellation", follow_redirects=True)
    assert "Given back" in answer.text
    assert "Thank you for telling us" in answer.text
    assert booking.code_words not in answer.text


def test_b2_in_the_last_three_hours_the_button_says_i_cannot_come(client, cast):
    booking = take(first_slot(drive(cast)))
    with time_machine.travel(booking.slot.starts_at - timedelta(hours=3, minutes=-1)):
        page = client.get(f"/bookings/{booking.code}/cancellation").text
    assert "I can&#39;t come</button>" in page
    assert "That is fine." in page
    assert "Cancel my place" not in page


def test_twice_shows_the_same(client, cast):
    booking = take(first_slot(drive(cast)))
    answers = [client.post(f"/bookings/{booking.code}/cancellation", follow_redirects=True) for _tap in range(2)]
    assert all(answer.status_code == 200 and "Given back" in answer.text for answer in answers)


def test_a_stranger_cannot_give_it_back(client, cast):
    take(first_slot(drive(cast)))
    assert client.post("/bookings/AAAAAAAAAAAAAAAAAAAAAA/cancellation").status_code == 404


def test_v4_the_private_words_show_from_the_day_before(client, cast):
    booking = take(first_slot(drive(cast, for_helpers=SECRET)))
    path, starts = f"/bookings/{booking.code}", booking.slot.starts_at
    with time_machine.travel(starts - timedelta(hours=25)):
        early = client.get(path).text
    with time_machine.travel(starts - timedelta(hours=23)):
        then = client.get(path).text
    with time_machine.travel(starts + timedelta(hours=27)):
        late = client.get(path).text
    assert SECRET not in early
    assert "the day before" in early
    assert SECRET in then
    assert SECRET not in late


def test_v4_and_never_on_the_public_page(client, cast):
    event = drive(cast, days=1, for_helpers=SECRET)
    with time_machine.travel(event.occurrences[0].starts_at - timedelta(hours=2)):
        assert SECRET not in client.get(f"/events/{event.slug}").text


def test_v4_nor_on_a_pass_that_was_given_back(client, cast):
    booking = take(first_slot(drive(cast, for_helpers=SECRET)))
    client.post(f"/bookings/{booking.code}/cancellation")
    with time_machine.travel(booking.slot.starts_at - timedelta(hours=2)):
        assert SECRET not in client.get(f"/bookings/{booking.code}").text


def test_my_plans_are_this_phones(client, town, cast):
    slot = first_slot(gathering(cast))
    client.post(f"/slots/{slot.id}/bookings", data={"first_name": "Ed", "phone": "07700 900123", "who": "me"})
    assert "Mindfulness" in client.get("/me").text
    assert "No plans yet" in town.test_client().get("/me").text


def test_my_plans_are_mine_on_every_phone(client, town, cast):
    signed_in(client, cast.ben).post(f"/slots/{first_slot(drive(cast)).id}/bookings")
    assert "Beach clean" in signed_in(town.test_client(), cast.ben).get("/me").text
    assert "Beach clean" not in signed_in(town.test_client(), cast.dev).get("/me").text


def test_a_shared_phone_forgets(client, cast):
    slot = first_slot(gathering(cast))
    client.post(f"/slots/{slot.id}/bookings", data={"first_name": "Ed", "phone": "07700 900123", "who": "me"})
    assert "No plans yet" in client.post("/me/forgotten-phone", follow_redirects=True).text
    assert db.session.query(Booking).one().state == "confirmed"
