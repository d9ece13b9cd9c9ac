"""Every state of a pass has its own kind sentence, and what cannot be used at the door shows no code (RULES B2, B3)."""

from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.bookings.models import Booking
from app.bookings.operations import answer, cancel
from app.bookings.rules_passes import SHOWS, asks_if_coming, pass_shows
from app.database import unit_of_work
from app.events.operations import cancel as call_off, cancel_date, move_date
from app.extensions import db
from app.privacy import purge_in_time
from tests.cast import clinic, days_ahead, drive, first_slot, gathering, phone, take

NOW = clock.now()
HOUR = timedelta(hours=1)


@pytest.fixture
def booking(cast):
    return take(first_slot(gathering(cast, days=5)), "Edmund")


def page(client, booking):
    return client.get(f"/bookings/{booking.code}")


def says(client, booking, *sentences, door=False):
    answer = page(client, booking)
    assert answer.status_code == 200
    for sentence in sentences:
        assert sentence in answer.text
    assert ('class="qr"' in answer.text) is door
    assert (booking.code_words in answer.text) is door


# --- by pure rules -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "asks", "until", "off", "ends", "shown"),
    [
        ("confirmed", False, None, False, HOUR, "coming"),
        ("confirmed", True, None, False, HOUR, "asks"),
        ("confirmed", False, None, False, -HOUR, "over"),
        ("confirmed", True, None, False, -HOUR, "over"),
        ("confirmed", False, None, True, HOUR, "called off"),
        ("pending", False, HOUR, False, 2 * HOUR, "pending"),
        ("pending", False, -HOUR, False, 2 * HOUR, "not kept"),
        ("pending", False, HOUR, True, 2 * HOUR, "called off"),
        ("declined", False, None, False, HOUR, "not kept"),
        ("cancelled", False, None, True, HOUR, "given back"),
        ("cancelled by organiser", False, None, True, HOUR, "called off"),
        ("arrived", False, None, False, HOUR, "arrived"),
        ("arrived", False, None, False, -HOUR, "over"),
        ("attended", False, None, False, HOUR, "over"),
    ],
)
def test_what_a_pass_shows(state, asks, until, off, ends, shown):
    assert pass_shows(state, asks, until and NOW + until, off, NOW + ends, NOW) == shown
    assert shown in SHOWS


@pytest.mark.parametrize(("hours", "asked"), [(80, False), (72, True), (1, True), (0, False), (-1, False)])
def test_m4_asks_if_you_are_coming_once_in_the_last_three_days(hours, asked):
    assert asks_if_coming("coming", None, NOW + hours * HOUR, NOW) is asked
    assert not asks_if_coming("coming", NOW, NOW + hours * HOUR, NOW)
    assert not asks_if_coming("pending", None, NOW + hours * HOUR, NOW)


# --- on the page ---------------------------------------------------------------------------------------------------


def test_it_works(client, booking):
    says(client, booking, "Booked for you, Edmund", "Show this when you get there.", door=True)


def test_waiting_for_a_guardian(client, booking):
    with unit_of_work():
        row = db.session.get(Booking, booking.id)
        row.state, row.pending_until = "pending", clock.now() + timedelta(hours=24)
    says(client, booking, "Kept for you", "Waiting for your parent's yes until", "The place is yours as soon as")
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        says(client, booking, "This place was not kept", "See what else is on")
    assert db.session.get(Booking, booking.id, populate_existing=True).state == "pending"  # looking wrote nothing


def test_b3_moved_far_by_the_organiser_asks_again(client, booking):
    move_date(booking.occurrence_id, days_ahead(5, 17), days_ahead(5, 18))
    says(client, booking, "It has moved", "Can you still come?", "I'm coming", "I can't come", "5pm",
         door=True)  # fmt: skip
    answer(booking.id)
    says(client, booking, "Booked for you", "You told us that you are coming.", door=True)
    assert "Can you still come?" not in page(client, booking).text


def test_b3_moved_a_little_it_only_shows_the_new_time(client, booking):
    move_date(booking.occurrence_id, days_ahead(5, 14, 15), days_ahead(5, 15, 15))
    says(client, booking, "Booked for you", "2:15pm", door=True)
    assert "Can you still come?" not in page(client, booking).text


def test_given_back(client, booking):
    cancel(booking.id)
    says(client, booking, "Given back", "Thank you for telling us.", "Book again")


def test_called_off_with_the_reason(client, booking):
    call_off(booking.slot.occurrence.event_id, "The hall is flooded.")
    says(client, booking, "Called off", "Sorry. Waterloo House Surgery had to call this off.", "The hall is flooded.",
         "See what else is on")  # fmt: skip


def test_one_date_called_off_even_before_everybody_was_told(client, booking, monkeypatch):
    monkeypatch.setattr("app.events.operations.enqueue", lambda name: None)
    cancel_date(booking.occurrence_id)
    says(client, booking, "Called off", "had to call this off")


def test_late_it_still_lets_you_in(client, booking):
    with time_machine.travel(booking.slot.starts_at + timedelta(minutes=10)):
        says(client, booking, "It has started.", "Come in anyway", door=True)
        assert "Cancel my place" not in page(client, booking).text
        assert "Another time" not in page(client, booking).text


def test_past(client, booking):
    with time_machine.travel(booking.slot.ends_at + timedelta(hours=1)):
        says(client, booking, "This is over", "This pass is no longer needed.", "See what else is on")


def test_a_link_from_last_year(client, booking):
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        purge_in_time()
        says(client, booking, "This is over", "This pass is no longer needed.")
        assert "Edmund" not in page(client, booking).text
        for path in ("cancellation", "answer", "change"):
            answer = client.get(f"/bookings/{booking.code}/{path}")
            assert (answer.status_code, answer.location) == (303, f"/bookings/{booking.code}")
            assert client.post(f"/bookings/{booking.code}/{path}", data={"slot": "1"}).status_code in (303, 409)
    assert db.session.get(Booking, booking.id, populate_existing=True).state == "confirmed"


def test_an_interpreter_makes_it_longer(client, cast):
    slot = first_slot(clinic(cast))
    booking = take(slot, "Amina", phone(145), interpreter="Arabic")
    says(client, booking, "9am to 9:40am", "somebody interprets", "Somebody who speaks Arabic", door=True)


def test_p1_what_somebody_needs_shows_on_their_own_pass_only(client, cast):
    mine = take(first_slot(gathering(cast)), needs=("wheelchair", "calm"))
    other = take(first_slot(drive(cast)), "Ann", phone(124))
    says(client, mine, "You asked us for", "Room for a wheelchair", "A calm place to wait", door=True)
    assert "You asked us for" not in page(client, other).text


def test_the_way_there_needs_no_script(client, cast, booking):
    assert 'href="geo:54.' not in page(client, booking).text  # a venue without a point on the map
    assert "Sea View, Haverigg" in page(client, booking).text


def test_a_friend_is_sent_the_event_and_never_the_pass(client, booking):
    text = page(client, booking).text
    shared = text[text.index('id="pass-share"') :]
    shared = shared[: shared.index("</section>")]
    assert "sms:?&amp;body=Mindfulness" in shared
    assert "mailto:?subject=Mindfulness&amp;body=" in shared
    assert "/events/mindfulness" in shared
    assert booking.code not in shared
