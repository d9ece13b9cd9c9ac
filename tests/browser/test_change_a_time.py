"""Another time from the pass, on a real phone: it works, it is full, it clashes; and what only a script adds."""

import re

import pytest
from playwright.sync_api import expect

from app.bookings.models import Booking
from app.bookings.operations import cancel
from app.events.queries import slot_with_event
from app.extensions import db
from tests import cast
from tests.browser.axe import violations
from tests.browser.states import short_of


@pytest.fixture
def clinic(demo):
    """Four times of a clinic, the first of them Ed's: (code of his pass, ids of the slots)."""
    with demo.app.app_context():
        slots = cast.clinic(short_of(demo), days=(3,), title="Hearing check").occurrences[0].slots
        booking = cast.take(slots[0], "Ed", cast.phone(171))
        yield booking.code, [slot.id for slot in slots]
        db.session.rollback()
        for row in db.session.query(Booking).filter(Booking.slot_id.in_([slot.id for slot in slots])).all():
            cancel(row.id)


def test_it_works(page, clinic):
    code, _slots = clinic
    page.goto(f"/bookings/{code}")
    page.get_by_role("link", name="Another time").click()
    expect(page.get_by_role("heading", name="Another time")).to_be_visible()
    page.locator("label.opt", has_text="9:40").click()
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_text("Done. This is your new time.")).to_be_visible()
    expect(page.locator(".pass-when")).to_contain_text("9:40am")


def test_two_quick_taps_are_one_change(new_page, clinic):
    code, _slots = clinic
    page = new_page()
    page.goto(f"/bookings/{code}/change")
    page.locator("label.opt", has_text="9:20").click()
    page.get_by_role("button", name="Take this time").dblclick()
    expect(page.locator(".pass-when")).to_contain_text("9:20am")
    expect(page.get_by_text("That time has just gone.")).to_have_count(0)


def test_b2_somebody_was_quicker_and_nothing_is_lost(page, javascript, clinic, watch):
    code, slots = clinic
    watch.expect(409)
    page.goto(f"/bookings/{code}/change")
    cast.take(slot_with_event(slots[2]), "Quick", cast.phone(172))
    page.locator("label.opt", has_text="9:40").click()
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_role("alert")).to_contain_text("That time has just gone. Your old place is still yours.")
    assert not javascript or violations(page) == []
    page.locator("label.opt", has_text="10:00").click()
    page.get_by_role("button", name="Take this time").click()
    expect(page.locator(".pass-when")).to_contain_text("10am")


def test_b4_a_clash_is_said_and_the_old_time_stays(page, javascript, demo, clinic, watch):
    code, _slots = clinic
    watch.expect(409)
    with demo.app.app_context():
        other = cast.clinic(short_of(demo), days=(3,), title="Eye test").occurrences[0].slots[2]
        cast.take(other, "Ed", cast.phone(171), by_staff=True)
    page.goto(f"/bookings/{code}/change")
    page.locator("label.opt", has_text="9:40").click()
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_role("alert")).to_contain_text("You have something else at that time.")
    assert not javascript or violations(page) == []
    page.get_by_role("link", name="Back").click()
    expect(page.locator(".pass-when")).to_contain_text("9am")


def test_the_picked_time_is_said_where_the_button_is(new_page, clinic):
    page = new_page()
    page.goto(f"/bookings/{clinic[0]}/change")
    page.locator("label.opt", has_text="10:20").click()
    expect(page.locator("#picked")).to_contain_text("10:20 in the morning")


def test_a_friend_is_told_with_the_phones_own_way_to_share(new_page, clinic):
    page = new_page()
    page.add_init_script("navigator.share = (what) => { window.shared = what; return Promise.resolve(); }")
    page.goto(f"/bookings/{clinic[0]}")
    page.get_by_role("button", name="Tell a friend").click()
    shared = page.wait_for_function("() => window.shared").json_value()  # it draws a picture first
    assert shared["url"].endswith("/events/hearing-check") or "/events/hearing-check-" in shared["url"]
    assert shared["text"].startswith("Hearing check, ")
    assert clinic[0] not in str(shared)


def test_without_it_a_text_or_an_e_mail(new_page, clinic):
    page = new_page(javascript=False)
    page.goto(f"/bookings/{clinic[0]}")
    expect(page.get_by_role("link", name="Text a friend")).to_have_attribute("href", re.compile(r"^sms:\?.*Hearing"))
    expect(page.get_by_role("link", name="E-mail a friend")).to_have_attribute(
        "href", re.compile(r"^mailto:\?subject=Hearing")
    )


def test_one_tap_prints_the_pass(new_page, clinic):
    page = new_page()
    page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; }")
    page.goto(f"/bookings/{clinic[0]}/print")
    page.get_by_role("button", name="Print this page").click()
    assert page.evaluate("window.printed") == 1


def test_on_paper_there_is_the_pass_and_nothing_else(new_page, clinic):
    page = new_page()
    page.goto(f"/bookings/{clinic[0]}/print")
    page.emulate_media(media="print")
    expect(page.locator(".qr")).to_be_visible()
    expect(page.locator(".code")).to_be_visible()
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()


def test_the_calendar_link_is_copied_in_one_tap(new_page, gallery):
    page = new_page(storage_state=gallery.state_of("Ben"), permissions=["clipboard-read", "clipboard-write"])
    page.goto("/me/calendar")
    if page.get_by_role("button", name="Make my link").count():
        page.get_by_role("button", name="Make my link").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".feed-link").inner_text()
    assert page.get_by_role("link", name="Open in my calendar").get_attribute("href").startswith("webcal://")
