"""The page of one event: a drive, a gathering, a clinic, and what each offers whom."""

from datetime import timedelta

import time_machine

from app import clock
from app.events.operations import EventPlan, cancel, post
from app.events.rules import SlotPlan
from tests.cast import clinic, days_ahead, drive, first_slot, gathering, signed_in, take

FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#choose"}


def test_it_works(client, cast):
    event = drive(cast, summary="Help us pick up litter.", meeting_point="Meet at the café.")
    page = client.get(f"/events/{event.slug}").text
    for words in ("Beach clean", "Millom Beach Friends", "Help us pick up litter.", "Meet at the café.",
                  "Haverigg beach", "Nobody is going yet.", "10 more needed.", "No steps."):  # fmt: skip
        assert words in page
    assert f"/slots/{first_slot(event).id}/bookings/new" in page


def test_an_unknown_event_is_not_found(client, town):
    assert client.get("/events/no-such-thing").status_code == 404


def test_a_draft_is_not_found(client, cast):
    assert client.get(f"/events/{drive(cast, publish_now=False).slug}").status_code == 404


def test_a_gathering_offers_a_place(client, cast):
    page = client.get(f"/events/{gathering(cast).slug}").text
    assert "40 places left." in page
    assert "Book a place" in page


def test_a_drop_in_says_just_walk_in(client, cast):
    starts, ends = days_ahead(2, 10), days_ahead(2, 12)
    plan = EventPlan(cast.friends.id, cast.haverigg.id, "Coffee morning", "coffee", [(starts, ends, [])])
    assert "Just walk in." in client.get(f"/events/{post(plan, None).slug}").text


def test_a_clinic_shows_days_and_the_times_of_the_first_free_one(client, cast):
    event = clinic(cast)
    page = client.get(f"/events/{event.slug}").text
    assert page.count("6 left") == 2
    assert page.count('name="slot"') == 6
    assert "9:20" in page
    assert "9:20 in the morning" in page


def test_another_day_is_a_plain_link_and_a_fragment(client, cast):
    event = clinic(cast)
    day = event.occurrences[1].starts_local.date().isoformat()
    page = client.get(f"/events/{event.slug}?day={day}").text
    part = client.get(f"/events/{event.slug}?day={day}", headers=FRAGMENT).text
    assert f'value="{event.occurrences[1].slots[0].id}"' in part
    assert part.strip() in page
    assert "<html" not in part


def test_a_taken_time_says_full_and_cannot_be_picked(client, cast):
    event = clinic(cast)
    slot = first_slot(event)
    take(slot)
    page = client.get(f"/events/{event.slug}").text
    assert f'value="{slot.id}" disabled' in page
    assert "5 left" in page


def test_a_full_day_cannot_be_picked(client, cast):
    event = clinic(cast)
    for number, slot in enumerate(event.occurrences[0].slots):
        take(slot, name=f"Ann{number}")
    page = client.get(f"/events/{event.slug}").text
    assert f"day={event.occurrences[0].starts_local.date()}" not in page
    assert f'value="{event.occurrences[1].slots[0].id}"' in page


def test_b1_times_inside_an_hour_are_gone(client, cast):
    event = clinic(cast)
    with time_machine.travel(event.occurrences[0].starts_at - timedelta(minutes=50)):
        page = client.get(f"/events/{event.slug}").text
    assert f'value="{first_slot(event).id}"' not in page
    assert f'value="{event.occurrences[0].slots[1].id}"' in page


def test_next_without_a_pick_comes_back_and_says_so(client, cast):
    event = clinic(cast)
    answer = client.post("/holds", data={"event": event.slug}, follow_redirects=True)
    assert "Pick one first." in answer.text


def test_one_event_may_have_helpers_and_places(client, cast):
    starts, ends = days_ahead(2, 10), days_ahead(2, 12)
    slots = [SlotPlan("help", "Helpers", starts, ends, 6), SlotPlan("attend", "Places", starts, ends, 40)]
    plan = EventPlan(cast.friends.id, cast.haverigg.id, "Self Care morning", "calm", [(starts, ends, slots)])
    page = client.get(f"/events/{post(plan, None).slug}").text
    assert "6 more needed" in page
    assert "40 places left" in page


def test_a_full_drive_says_so_and_offers_others(client, cast):
    event = drive(cast, capacity=1)
    take(first_slot(event))
    page = client.get(f"/events/{event.slug}").text
    assert "Every place is taken." in page
    assert "I can help" not in page


def test_called_off_says_why(client, cast):
    event = drive(cast)
    cancel(event.id, "The tide is too high.")
    page = client.get(f"/events/{event.slug}").text
    assert "This is called off." in page
    assert "The tide is too high." in page
    assert "I can help" not in page


def test_what_is_over_says_so(client, cast):
    event = drive(cast, days=1)
    with time_machine.travel(clock.now() + timedelta(days=3)):
        assert "This is over." in client.get(f"/events/{event.slug}").text


def test_somebody_known_and_grown_up_needs_one_tap(client, cast):
    slot = first_slot(drive(cast))
    page = signed_in(client, cast.ben).get("/events/beach-clean").text
    assert f'action="/slots/{slot.id}/bookings" method="post"' in page


def test_who_is_going_sees_their_pass(client, cast):
    event = drive(cast)
    client.post(
        f"/slots/{first_slot(event).id}/bookings", data={"first_name": "Ed", "phone": "07700 900123", "adult": "y"}
    )
    page = client.get(f"/events/{event.slug}").text
    assert "You are going." in page
    assert "/bookings/" in page


def test_a_stranger_does_not_see_who_is_going(client, cast):
    event = drive(cast)
    take(first_slot(event))
    assert "/bookings/" not in client.get(f"/events/{event.slug}").text.replace("/bookings/new", "")
