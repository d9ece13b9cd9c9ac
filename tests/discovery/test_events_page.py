"""The list of what is on: what it shows, how it is narrowed, and what stays hidden."""

from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.events.operations import cancel
from app.organisations.operations import add_organisation
from tests.cast import clinic, drive, first_slot, gathering, phone as number, signed_in, take

FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#results"}


def test_it_works(client, cast):
    drive(cast)
    page = client.get("/events").text
    assert "Beach clean" in page
    assert "10 more people needed" in page
    assert "10am to midday" in page


def test_an_empty_town_says_so(client, town):
    assert "Nothing like that right now" in client.get("/events").text


def test_places_left_are_honest(client, cast):
    slot = first_slot(drive(cast, capacity=3))
    take(slot)
    take(slot, name="Ann", address=number(124))
    assert "1 more person needed" in client.get("/events").text


def test_a_full_one_says_full(client, cast):
    take(first_slot(drive(cast, capacity=1)))
    page = client.get("/events").text
    assert "Full" in page
    assert "I can help" not in page


@pytest.mark.parametrize(("want", "shown", "hidden"), [("help", "Beach clean", "Mindfulness"),
                                                       ("book", "Mindfulness", "Beach clean")])  # fmt: skip
def test_tabs(client, cast, want, shown, hidden):
    drive(cast)
    gathering(cast)
    page = client.get(f"/events?want={want}").text
    assert shown in page
    assert hidden not in page


def test_a_picture_finds_its_group(client, cast):
    drive(cast)
    gathering(cast)
    page = client.get("/events?picture=outdoors").text
    assert "Beach clean" in page
    assert "Mindfulness" not in page


def test_days(client, cast):
    drive(cast, days=3)
    day = (clock.today() + timedelta(days=3)).isoformat()
    before = (clock.today() + timedelta(days=2)).isoformat()
    assert "Beach clean" in client.get(f"/events?from={day}&to={day}").text
    assert "Beach clean" not in client.get(f"/events?from={before}&to={before}").text


def test_an_area_shows_what_is_near_and_how_far(client, cast):
    drive(cast)
    page = client.get("/events?area=millom").text
    assert "Beach clean" in page
    assert "minute walk" in page


def test_an_unknown_area_shows_everything_and_says_so(client, cast):
    drive(cast)
    page = client.get("/events?area=atlantis").text
    assert "We could not read part of that address" in page
    assert "Beach clean" in page


def test_a_clinic_is_one_card_for_all_its_days(client, cast):
    clinic(cast, days=(2, 3, 4))
    page = client.get("/events").text
    assert page.count('<li class="card">') == 1
    assert "and 2 more days" in page
    assert "18 places left" in page


def test_more_is_a_link(client, cast):
    for number_of in range(21):
        drive(cast, title=f"Drive {number_of:02}")
    first = client.get("/events").text
    assert "Show more" in first
    assert first.count('<li class="card">') == 20
    second = client.get("/events?page=2").text
    assert second.count('<li class="card">') == 1
    assert "Show more" not in second


def test_page_and_fragment_show_the_same(client, cast):
    drive(cast)
    page, part = client.get("/events").text, client.get("/events", headers=FRAGMENT).text
    assert part.strip() in page
    assert "<html" not in part


def test_back_button_gets_the_page(client, cast):
    restored = {"HX-History-Restore-Request": "true", "HX-Request-Type": "full"}
    assert "<html" in client.get("/events", headers=restored).text


def test_what_is_over_is_gone(client, cast):
    drive(cast, days=1)
    with time_machine.travel(clock.now() + timedelta(days=3)):
        assert "Beach clean" not in client.get("/events").text


@pytest.mark.parametrize("path", ["/", "/events"])
def test_drafts_and_called_off_things_are_not_shown(client, cast, path):
    drive(cast, title="Secret plan", publish_now=False)
    cancel(drive(cast, title="Stormy swim").id, "Too windy.")
    page = client.get(path).text
    assert "Secret plan" not in page
    assert "Stormy swim" not in page


def test_an_organisation_without_approval_shows_nothing(client, cast):
    cast.friends = add_organisation("New group", "group", "", cast.ben)
    event = drive(cast, title="Not yet")
    assert "Not yet" not in client.get("/events").text
    assert client.get(f"/events/{event.slug}").status_code == 404


def test_s3_what_somebody_under_18_may_not_take_is_not_shown(client, cast):
    drive(cast)
    gathering(cast)
    page = signed_in(client, cast.asha).get("/events").text
    assert "Beach clean" not in page
    assert "Mindfulness" in page
    assert "You see what you may help with at your age" in page


def test_a_script_in_a_title_is_text(client, cast):
    drive(cast, title="<script>alert(1)</script> clean")
    page = client.get("/events").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_home_shows_both_kinds_and_the_pictures(client, cast):
    drive(cast)
    gathering(cast)
    page = client.get("/").text
    assert all(words in page for words in ("Lend a hand?", "Beach clean", "Mindfulness", "Outdoors", "Calm"))


def test_home_knows_who_is_signed_in(client, cast):
    assert "Hi Ben. Lend a hand?" in signed_in(client, cast.ben).get("/").text


def test_a_stranger_costs_no_session(client, cast):
    drive(cast)
    for path in ("/", "/events", "/events/beach-clean"):
        assert "Set-Cookie" not in client.get(path).headers


def test_what_was_picked_is_said_and_can_be_let_go(client, cast):
    drive(cast)
    page = client.get("/events?want=help&picture=outdoors&area=millom").text
    assert "Only: Outdoors, Millom" in page
    assert 'href="/events?want=help"' in page
    assert "Only:" not in client.get("/events?want=help").text
