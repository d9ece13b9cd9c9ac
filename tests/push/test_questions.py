"""A pass asks once whether to remind, and yes weighs as much as no; a no is kept (RULES S6)."""

import re
from datetime import timedelta

import pytest

from app.bookings.models import Booking
from app.bookings.operations import Request, book
from app.extensions import db
from app.notifications.queries_phones import preference_of
from tests.cast import drive, first_slot, gathering, phone, signed_in, take

ANSWERS = "/me/phones/answers"


@pytest.fixture
def event(cast):
    return drive(cast, days=5)


@pytest.fixture
def ben(client, cast):
    return signed_in(client, cast.ben)


@pytest.fixture
def mine(event, cast):
    return book(first_slot(event).id, Request(person_id=cast.ben.person_id))


def question(client, booking):
    """The part of the pass that asks, "" where it does not."""
    found = re.search(r'<section id="push-question".*?</section>', client.get(f"/bookings/{booking.code}").text, re.S)
    return found[0] if found else ""


def wishes_of(account):
    db.session.rollback()
    return preference_of(account.person_id)


def test_it_works(ben, mine, event):
    asks = question(ben, mine)
    day = f"{event.occurrences[0].starts_local - timedelta(days=1):%A}"
    assert f"Shall we remind you on {day}?" in asks
    assert "hidden" in asks.split(">")[0]  # shown by the script, where the phone can do it


def test_s6_yes_and_no_are_one_size_and_one_colour(ben, mine):
    buttons = re.findall(r'<button class="([^"]+)"[^>]*>(\w+)</button>', question(ben, mine))
    assert buttons == [("btn big", "Yes"), ("btn big", "No")]


def test_somebody_else_who_looks_at_the_pass_is_not_asked(client, town, cast, mine):
    assert question(client, mine) == ""
    assert question(signed_in(town.test_client(), cast.dev), mine) == ""


def test_a_no_is_kept_and_not_asked_again(ben, cast, mine, event):
    answer = ben.post(ANSWERS, data={"about": "reminders", "answer": "no", "next": f"/bookings/{mine.code}"})
    assert answer.headers["Location"] == f"/bookings/{mine.code}"
    assert question(ben, mine) == ""
    another = book(first_slot(drive(cast, days=6)).id, Request(person_id=cast.ben.person_id))
    assert question(ben, another) == ""
    assert not wishes_of(cast.ben).reminders


def test_a_yes_is_not_asked_again_on_another_phone(ben, cast, mine, phones):
    phones.of(cast.ben.person_id, reminders=True, asks=False)
    assert question(ben, mine) == ""


def test_after_the_first_yes_a_helper_is_asked_once_more_and_no_script_is_needed(ben, cast, mine, phones):
    phones.of(cast.ben.person_id, reminders=True)
    asks = question(ben, mine)
    assert "Shall we ask you when a hand is needed?" in asks
    assert "hidden" not in asks.split(">")[0]
    ben.post(ANSWERS, data={"about": "asks", "answer": "yes"})
    assert wishes_of(cast.ben).asks
    assert question(ben, mine) == ""


def test_who_comes_to_something_is_not_asked_to_help(ben, cast, phones):
    phones.of(cast.ben.person_id, reminders=True)
    place = book(first_slot(gathering(cast, days=6)).id, Request(person_id=cast.ben.person_id))
    assert question(ben, place) == ""


def test_shortly_before_it_asks_without_a_day(ben, cast):
    event = drive(cast, days=1)
    booking = book(first_slot(event).id, Request(person_id=cast.ben.person_id))
    said = question(ben, booking)
    assert "Shall we remind you" in said


def test_a_phone_without_an_account_is_asked_about_its_own_place(client, event):
    slot = first_slot(event)
    form = {"first_name": "Joan", "phone": "07700 900321", "adult": "y"}
    client.post(f"/slots/{slot.id}/bookings", data=form)
    booking = db.session.query(Booking).one()
    assert "Shall we remind you" in question(client, booking)
    client.post(ANSWERS, data={"about": "reminders", "answer": "no"})
    assert question(client, booking) == ""


def test_nobody_is_asked_about_a_place_that_is_given_back(ben, mine):
    ben.post(f"/bookings/{mine.code}/cancellation")
    assert question(ben, mine) == ""


@pytest.mark.parametrize("about", ["", "everything", "news"])
def test_what_was_never_asked_cannot_be_answered(ben, about):
    assert ben.post(ANSWERS, data={"about": about, "answer": "yes"}).status_code == 400


def test_an_answer_leads_to_our_own_pages_only(ben):
    data = {"about": "asks", "answer": "no", "next": "https://evil.example"}
    assert ben.post(ANSWERS, data=data).headers["Location"] == "/me/phones"


def test_a_stranger_s_yes_is_nobody_s(client, cast, event):
    booking = take(first_slot(event), address=phone(77))
    client.post(ANSWERS, data={"about": "asks", "answer": "yes"})
    assert not preference_of(booking.person_id).asks
