"""A resident books a time of a clinic, for herself or for her mother, with mistakes and bad luck on the way."""

from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from app import clock
from app.bookings.models import Hold
from app.database import unit_of_work
from app.extensions import db
from tests import cast
from tests.browser.hand import pick_a_time, qr_text
from tests.browser.states import short_of

NUMBERS = count(1)
PHONES = count(0)


def mobile():
    """A number that nobody in these tests has used: whoever has a time already cannot take another at that hour."""
    return f"07700 9008{next(PHONES):02}"


@pytest.fixture
def clinic(demo):
    """A clinic of this test alone: its title, its address and the slots of its first day."""
    title = f"Hearing test {next(NUMBERS)}"
    with demo.app.app_context():
        event = cast.clinic(short_of(demo), title=title)
        return title, f"/events/{event.slug}", [slot.id for slot in event.occurrences[0].slots]


def test_a_time_for_oneself_in_five_taps(page, clinic, javascript):
    hand = pick_a_time(page, clinic[0])
    expect(page.get_by_role("heading", name="Who is it for?")).to_be_visible()
    hand.type("First name", "Ida")
    hand.type("Your mobile number", mobile())
    hand.tap("button", "Book it")
    expect(page.get_by_role("heading", name="Booked for you, Ida")).to_be_visible()
    assert hand.taps <= 5
    assert hand.fields <= 2


def test_a_time_for_mother_with_a_mistake_first(page, clinic, javascript, watch):
    watch.expect(422)
    hand = pick_a_time(page, clinic[0])
    hand.tap("radio", "Someone else")
    hand.type("First name", "Joan")
    hand.type("Your mobile number", "0770")
    hand.tap("button", "Book it")
    assert hand.taps <= 6
    assert hand.fields == 2
    summary = page.locator(".summary")
    expect(summary).to_contain_text("One thing to fix")
    if javascript:
        expect(summary).to_be_focused()
    phone = page.get_by_label("Your mobile number", exact=True)
    expect(page.locator("#phone-error")).to_contain_text("too short")
    expect(phone).to_have_attribute("aria-describedby", "phone-error phone-hint")
    expect(phone).to_have_value("0770")
    expect(page.get_by_label("First name", exact=True)).to_have_value("Joan")
    expect(page.get_by_label("Someone else")).to_be_checked()
    expect(page.get_by_label("They know I am booking this for them")).to_be_checked()
    summary.get_by_role("link").tap()
    expect(phone).to_be_focused()
    phone.fill(mobile())
    page.get_by_role("button", name="Book it").tap()
    expect(page.get_by_role("heading", name="Booked for Joan")).to_be_visible()
    assert qr_text(page).startswith(f"{page.url}#")
    words = page.locator(".code").inner_text()
    page.get_by_role("link", name="My plans").tap()
    expect(page.get_by_text(words)).to_be_visible()
    page.goto("/demo/outbox")
    expect(page.get_by_text(words).first).to_be_visible()
    assert hand.taps <= 7  # five as for oneself, "someone else", and "they know"
    assert hand.fields <= 2


@pytest.fixture
def run_out(demo):
    """Ends what is kept on a slot, as ten minutes would."""

    def end(slot_id):
        with demo.app.app_context(), unit_of_work():
            mine = update(Hold).where(Hold.slot_id == slot_id)
            assert db.session.execute(mine.values(ends_at=clock.now() - timedelta(seconds=1))).rowcount == 1

    return end


def test_h1_a_time_that_somebody_picked_is_nobody_elses(page, new_page, clinic, watch, javascript):
    title, _address, slots = clinic
    watch.expect(409)
    pick_a_time(page, title, "9:40")
    expect(page.get_by_text("Kept for you until")).to_be_visible()
    other = new_page()
    other.goto(f"/slots/{slots[2]}/bookings/new")
    expect(other.get_by_role("alert")).to_contain_text("That time has just gone.")


def test_a_time_that_has_just_gone(page, new_page, clinic, watch, run_out):
    title, _address, slots = clinic
    watch.expect(409)
    pick_a_time(page, title, "9:40")
    page.get_by_label("First name", exact=True).fill("Slow")
    page.get_by_label("Your mobile number", exact=True).fill(mobile())
    run_out(slots[2])
    quicker = new_page()
    quicker.goto(f"/slots/{slots[2]}/bookings/new")
    quicker.get_by_label("First name", exact=True).fill("Quick")
    quicker.get_by_label("Your mobile number", exact=True).fill(mobile())
    quicker.get_by_role("button", name="Book it").tap()
    expect(quicker.get_by_role("heading", name="Booked for you, Quick")).to_be_visible()
    page.get_by_role("button", name="Book it").tap()
    expect(page.get_by_role("alert")).to_contain_text("That time has just gone.")
    expect(page.get_by_label("First name", exact=True)).to_have_value("Slow")
    page.get_by_role("button", name="10:00 in the morning").tap()
    expect(page.get_by_role("heading", name="Booked for you, Slow")).to_be_visible()
    expect(page.locator(".pass-when")).to_contain_text("10am")


def test_another_day_is_one_tap(page, clinic, javascript):
    _title, address, _slots = clinic
    page.goto(address)
    if javascript:
        page.evaluate("window.still = true")
    days = page.get_by_role("navigation", name="Which day?").get_by_role("link")
    other = days.nth(1)
    date = other.locator("small").first.inner_text()
    other.tap()
    expect(days.nth(1)).to_have_attribute("aria-current", "true")
    expect(days.nth(1)).to_contain_text(date)
    assert page.evaluate("window.still") == (True if javascript else None)


def test_next_without_a_time_says_what_to_do(page, clinic):
    page.goto(clinic[1])
    page.get_by_role("button", name="Next").tap()
    expect(page.get_by_text("Pick one first.")).to_be_visible()
