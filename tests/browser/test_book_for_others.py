"""A family on one phone: a name is one tap the next time, needs are said once, and fewer places are no dead end."""

from itertools import count

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.hand import Hand, pick_a_time
from tests.browser.states import short_of

NUMBERS = count(1)


@pytest.fixture
def clinic(demo):
    """A clinic of this test alone: its title."""
    title = f"Foot check {next(NUMBERS)}"
    with demo.app.app_context():
        cast.clinic(short_of(demo), title=title)
    return title


@pytest.fixture
def number():
    """A number that nobody in these tests has used."""
    return f"07700 9007{next(NUMBERS):02}"


def booked_for(page, words):
    expect(page.get_by_role("heading", name=words)).to_be_visible()


def test_mother_s_place_is_six_taps_and_the_next_time_nothing_is_typed(page, clinic, number, javascript):
    hand = pick_a_time(page, clinic, "9:20")
    hand.tap("radio", "Someone else")
    hand.type("First name", "Joan")
    hand.type("Your mobile number", number)
    hand.tap("button", "Book it")
    booked_for(page, "Booked for Joan")
    assert (hand.taps, hand.fields) == (6, 2)
    again = pick_a_time(page, clinic, "10:00")
    again.tap("radio", "Joan")
    if javascript:
        expect(page.get_by_label("First name", exact=True)).to_be_hidden()
    again.tap("button", "Book it")
    booked_for(page, "Booked for Joan")
    assert (again.taps, again.fields) == (6, 0)


def test_a_return_visit_types_nothing(page, clinic, number):
    hand = pick_a_time(page, clinic, "9:20")
    hand.type("First name", "Ida")
    hand.type("Your mobile number", number)
    hand.tap("button", "Book it")
    booked_for(page, "Booked for you, Ida")
    again = pick_a_time(page, clinic, "10:00")
    again.tap("button", "Book it")
    booked_for(page, "Booked for you, Ida")
    assert (again.taps, again.fields) == (5, 0)


def test_what_is_needed_is_said_once(page, clinic, number, javascript):
    hand = pick_a_time(page, clinic, "9:20")
    expect(page.get_by_label("Room for a wheelchair")).to_be_hidden()
    hand.press(page.get_by_text("Do you need something?"))
    hand.tap("checkbox", "Room for a wheelchair")
    hand.type("First name", "Wilma")
    hand.type("Your mobile number", number)
    hand.tap("button", "Book it")
    booked_for(page, "Booked for you, Wilma")
    pick_a_time(page, clinic, "10:00")
    expect(page.get_by_text("We know: wheelchair.")).to_be_visible()
    page.get_by_role("radio", name="Someone else").tap()
    if javascript:
        expect(page.get_by_text("We know: wheelchair.")).to_be_hidden()
    expect(page.get_by_text("Do they need something?")).to_be_visible()


def test_four_people_where_two_fit(page, demo, watch, number, javascript):
    watch.expect(409)
    with demo.app.app_context():
        event = cast.gathering(short_of(demo), capacity=3, title=f"Small circle {javascript}")
        cast.take(cast.first_slot(event), f"First {javascript}", cast.phone(699))
        address = f"/events/{event.slug}"
    hand = Hand(page)
    page.goto(address)
    hand.tap("link", "Book a place")
    hand.press(page.get_by_text("More than one person, or do you need something?"))
    if javascript:
        for _more in range(3):
            hand.tap("button", "One more")
    else:
        hand.type("How many people?", "4")
    hand.type("First name", "Mo")
    hand.type("Your mobile number", number)
    hand.tap("button", "Book it")
    expect(page.get_by_role("alert")).to_contain_text("There is room for 2 people now. You are 4.")
    expect(page.get_by_label("How many people?")).to_have_value("4")
    hand.tap("button", "Book for 2 people")
    booked_for(page, "Booked for you, Mo")


def test_a_slip_in_the_e_mail_is_one_tap(page, clinic, watch):
    watch.expect(422)
    hand = pick_a_time(page, clinic, "9:20")
    hand.type("First name", "Slip")
    hand.press(page.get_by_text("No mobile? Use e-mail"))
    hand.type("Your e-mail", f"slip{next(NUMBERS)}@gmial.com")
    hand.tap("button", "Book it")
    expect(page.get_by_role("alert")).to_contain_text("@gmail.com?")
    hand.tap("button", "Yes, that one")
    booked_for(page, "Booked for you, Slip")


def test_two_things_at_one_time_are_both_booked_with_one_more_tap(page, demo, watch, number, javascript):
    watch.expect(409)
    with demo.app.app_context():
        slots = [cast.first_slot(cast.gathering(short_of(demo), title=f"Choir {javascript} {part}", days=8)).id
                 for part in (1, 2)]  # fmt: skip
    hand = Hand(page)
    page.goto(f"/slots/{slots[0]}/bookings/new")
    hand.type("First name", "Both")
    hand.type("Your mobile number", number)
    hand.tap("button", "Book it")
    booked_for(page, "Booked for you, Both")
    page.goto(f"/slots/{slots[1]}/bookings/new")
    hand.tap("button", "Book it")
    expect(page.get_by_role("alert")).to_contain_text(f"You are at Choir {javascript} 1 at that time.")
    hand.tap("button", "Yes, book both")
    booked_for(page, "Booked for you, Both")


def test_a_check_comes_first_and_the_time_is_kept(page, demo, number, javascript):
    title = f"Check for some {javascript}"
    with demo.app.app_context():
        cast.clinic(short_of(demo), title=title, eligibility="nhs-health-check")
    hand = pick_a_time(page, title, "9:20")
    booked_for(page, "Is this check for you?")
    expect(page.get_by_text("Kept for you until")).to_be_visible()
    hand.tap("button", "Yes, all of it")
    expect(page.get_by_text("Kept for you until")).to_be_visible()
    hand.type("First name", "Cora")
    hand.type("Your mobile number", number)
    hand.tap("button", "Book it")
    booked_for(page, "Booked for you, Cora")
    assert hand.taps == 6  # five, and one answer
