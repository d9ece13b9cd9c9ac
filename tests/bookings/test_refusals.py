"""Why a place cannot be had: each reason its sentence, a way on and an honest status; everything typed kept (B8)."""

from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.bookings.models import Booking
from app.events.models import Slot
from app.events.operations import cancel as call_off, cancel_date
from app.extensions import db
from app.web.words import date_words, local
from tests.cast import clinic, drive, first_slot, gathering, phone, signed_in, take

ED = {"first_name": "Ed", "phone": "07700 900123", "who": "me"}
HELPER = {**ED, "adult": "y"}


def send(client, slot, **fields):
    return client.post(f"/slots/{slot.id}/bookings", data={**ED, **fields})


def every_way(client, slot):
    """The answers to picking, opening and sending the form of a slot."""
    return [client.post("/holds", data={"slot": slot.id}), client.get(f"/slots/{slot.id}/bookings/new"),
            send(client, slot, adult="y")]  # fmt: skip


def assert_says(answers, status, *sentences):
    for answer in answers:
        assert answer.status_code == status
        assert answer.headers["Cache-Control"] == "no-store"
        for sentence in sentences:
            assert sentence in answer.text
        assert "0808 157" in answer.text
        assert "See what else is on" in answer.text


def taken(slot):
    return db.session.get(Slot, slot.id, populate_existing=True).taken


def test_it_works(client, cast):
    slot = first_slot(clinic(cast, days=(40,), opens_days=7))
    opens = date_words(slot.starts_local.date() - timedelta(days=7))
    assert_says(every_way(client, slot), 409, "You cannot book this yet.", f"Booking opens on {opens} at 9am.")
    assert taken(slot) == 0


def test_b1_the_page_of_the_event_says_when_too(client, cast):
    event = clinic(cast, days=(40, 41), opens_days=7)
    opens = first_slot(event).starts_at - timedelta(days=7)
    for visitor in (client, signed_in(client, cast.ben)):
        page = visitor.get(f"/events/{event.slug}").text
        assert f"Booking opens on {date_words(local(opens).date())} at 9am." in page
        assert 'name="slot"' not in page
    with time_machine.travel(opens + timedelta(hours=1)):
        page = client.get(f"/events/{event.slug}").text
    assert "Booking opens" not in page
    assert 'name="slot"' in page


def test_b1_when_it_opens_it_can_be_booked(client, cast):
    slot = first_slot(clinic(cast, days=(40,), opens_days=7))
    with time_machine.travel(slot.starts_at - timedelta(days=6)):
        assert send(client, slot).status_code == 303


def test_b1_too_near_shows_other_times(client, cast):
    near, *_rest, later = clinic(cast).occurrences[0].slots
    with time_machine.travel(near.starts_at - timedelta(minutes=59)):
        answers = every_way(client, near)
    assert_says(answers, 409, "It is too late to book this time.", "These still have room")
    assert f'href="/slots/{later.id}/bookings/new"' not in answers[0].text  # the nearest come first
    assert answers[0].text.count("/bookings/new") == 3


def test_a_link_from_last_year_says_when_it_was(client, cast):
    slot = first_slot(gathering(cast))
    with time_machine.travel(slot.ends_at + timedelta(days=366)):
        answers = every_way(client, slot)
    when = date_words(local(slot.starts_at).date(), with_year=True)
    assert_says(answers, 410, "This is over.", f"It was on {when}.")


def test_a_link_of_what_was_called_off_says_why(client, cast):
    event = drive(cast)
    call_off(event.id, "A storm is coming.")
    assert_says(every_way(client, first_slot(event)), 410, "This is called off.", "A storm is coming.")


def test_one_date_that_was_called_off_leads_to_the_others(client, cast):
    event = clinic(cast)
    cancel_date(event.occurrences[0].id)
    answers = every_way(client, event.occurrences[0].slots[0])
    assert_says(answers, 410, "This is called off.", f'href="/slots/{event.occurrences[1].slots[0].id}/bookings/new"')


def test_b5_a_third_place_that_nobody_confirmed_keeps_everything_typed(client, cast):
    for days in (3, 4):
        assert send(client, first_slot(drive(cast, days=days)), adult="y").status_code == 303
    slot = first_slot(gathering(cast, days=5))
    answer = send(client, slot, party="2", needs="calm")
    assert answer.status_code == 409
    assert "This number has two new places already." in answer.text
    assert 'href="/me"' in answer.text
    for kept in ('value="Ed"', 'value="2"', 'checked id="needs-3"'):
        assert kept in answer.text
    assert taken(slot) == 0


def test_b5_whoever_has_the_very_place_sees_the_pass_instead(client, cast):
    slots = [first_slot(drive(cast, days=days)) for days in (3, 4)]
    there = [send(client, slot, adult="y").location for slot in slots]
    again = send(client, slots[0], adult="y")
    assert (again.status_code, again.location) == (303, there[0])


def test_b5_another_phone_is_not_led_to_plans_it_does_not_have(client, town, cast):
    for days in (3, 4):
        send(client, first_slot(drive(cast, days=days)), adult="y")
    answer = send(town.test_client(), first_slot(gathering(cast, days=5)))
    assert answer.status_code == 409
    assert ">My plans</a>" not in answer.text


def test_b5_an_hour_later_there_is_room_again(client, cast):
    for days in (3, 4):
        send(client, first_slot(drive(cast, days=days)), adult="y")
    slot = first_slot(gathering(cast, days=5))
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert send(client, slot).status_code == 303


def test_s3_somebody_under_18_is_told_why(client, cast):
    slot = first_slot(gathering(cast, min_age=18))
    answers = every_way(signed_in(client, cast.asha), slot)
    assert_says(answers, 409, "You need to be 18 for this.")


def test_the_place_of_somebody_else_s_hold_is_not_called_over(client, town, cast):
    slot = first_slot(clinic(cast))
    town.test_client().post("/holds", data={"slot": slot.id})
    answer = client.get(f"/slots/{slot.id}/bookings/new")
    assert answer.status_code == 409
    assert "That time has just gone." in answer.text


@pytest.mark.parametrize("sends", [ED, {}, {**ED, "first_name": ""}])
def test_a_gone_place_comes_before_any_mistake_in_the_form(client, cast, sends):
    slot = first_slot(gathering(cast, capacity=1))
    take(slot, name="Ann", address=phone(124))
    assert client.get(f"/slots/{slot.id}/bookings/new").status_code == 409
    assert client.post(f"/slots/{slot.id}/bookings", data=sends).status_code in (409, 422)
    assert db.session.query(Booking).count() == 1
