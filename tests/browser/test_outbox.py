"""What is tapped without signal is kept, shown as waiting, sent once when there is some; never called booked before."""

from functools import partial

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.known import come_in, wait_until, wait_until_kept, with_worker
from tests.browser.test_take_a_place import GIVE_BACK
from tests.browser.waiting import SAVED, bookings, join_what_is_full_by_then, join_without_signal, new_drive
from tests.browser_check import launch_options


@pytest.fixture
def make_drive(demo):
    """A drive of its own: its page and the id of its slot."""
    return partial(new_drive, demo)


def tap_in_my_plans_without_signal(page, watch, button):
    page.goto("/me")
    wait_until_kept(page, "/me")
    watch.lose_signal(page.context)
    page.get_by_role("button", name=button).tap()


def test_joined_without_signal_killed_and_opened_again_is_one_place(
    playwright_driver, demo, watch, tmp_path, make_drive
):
    drive, slot = make_drive("Kept while killed", 8)
    open_again = {"user_data_dir": tmp_path, "base_url": demo.url, **PHONE, **launch_options()}
    context = playwright_driver.chromium.launch_persistent_context(**open_again)
    watch.follow(context)
    page = context.new_page()
    come_in(page, demo, "Kit")
    join_without_signal(page, watch, drive)
    assert "book" not in page.locator("main").inner_text().lower()
    page.goto(drive)
    page.get_by_role("button", name="I can help").tap()  # twice is once
    expect(page.get_by_text(SAVED)).to_have_count(1)
    context.close()
    assert bookings(demo, slot) == []
    watch.has_signal = True
    context = playwright_driver.chromium.launch_persistent_context(**open_again)
    watch.follow(context)
    page = context.new_page()
    page.goto("/events")
    wait_until(page, lambda: bookings(demo, slot) == ["confirmed"])
    page.get_by_role("link", name="See it").tap()
    page.get_by_role("link", name="See the answer").tap()
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()
    context.close()
    assert bookings(demo, slot) == ["confirmed"]


def test_it_is_sent_by_itself_when_signal_comes(new_page, demo, watch, make_drive):
    drive, slot = make_drive("Sent by itself", 9)
    page = new_page()
    come_in(page, demo, "Sia")
    join_without_signal(page, watch, drive)
    watch.find_signal(page.context)
    expect(page.get_by_text("We sent it.")).to_be_visible()
    assert bookings(demo, slot) == ["confirmed"]
    page.get_by_role("link", name="See the answer").tap()
    page.wait_for_url("**/bookings/*")
    pass_page = page.url
    page.get_by_role("link", name=GIVE_BACK).tap()
    watch.lose_signal(page.context)
    page.get_by_role("button", name=GIVE_BACK).tap()
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert bookings(demo, slot) == ["confirmed"]
    watch.find_signal(page.context)
    expect(page.get_by_text("We sent it.")).to_be_visible()
    page.goto(pass_page)
    expect(page.get_by_role("heading", name="Given back")).to_be_visible()


def test_what_waits_can_be_taken_back(new_page, demo, watch, make_drive):
    drive, slot = make_drive("Taken back", 10)
    page = new_page()
    come_in(page, demo, "Tam")
    join_without_signal(page, watch, drive)
    page.get_by_role("button", name="Do not send it").tap()
    expect(page.get_by_text("Nothing waits to be sent.")).to_be_visible()
    watch.find_signal(page.context)
    page.goto("/events")
    page.wait_for_timeout(1000)
    assert bookings(demo, slot) == []


def test_full_in_the_meantime_is_said_kindly_with_something_else(new_page, demo, watch, make_drive):
    drive, slot = make_drive("Full meanwhile", 11, capacity=1)
    page = new_page()
    come_in(page, demo, "Fay")
    join_what_is_full_by_then(page, demo, watch, drive, slot, 461)
    page.get_by_role("link", name="See what you can do").tap()
    expect(page.get_by_text("All places are taken.")).to_be_visible()
    expect(page.get_by_role("link", name="Wait for a place")).to_be_visible()
    expect(page.get_by_role("link", name="See what else is on")).to_be_visible()
    assert bookings(demo, slot) == ["confirmed"]


def test_p23_who_signs_out_leaves_nothing_waiting(new_page, demo, watch, make_drive):
    drive, slot = make_drive("Left waiting", 12)
    page = new_page()
    come_in(page, demo, "Lou")
    join_without_signal(page, watch, drive)
    page.goto("/me")
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("heading", name="Sign out")).to_be_visible()
    expect(page.get_by_text("Left waiting")).to_have_count(0)
    watch.find_signal(page.context)
    page.goto("/events")
    page.wait_for_timeout(1000)
    assert bookings(demo, slot) == []


def test_p4_signing_out_without_signal_is_made_good_before_anything_else(new_page, demo, watch):
    page = new_page()
    come_in(page, demo, "Lena")
    tap_in_my_plans_without_signal(page, watch, "Sign out")
    expect(page.get_by_role("heading", name="Sign out")).to_be_visible()
    expect(page.get_by_text(SAVED)).to_be_visible()
    page.goto("/me")
    expect(page.get_by_role("heading", name="No internet")).to_be_visible()
    watch.find_signal(page.context)
    page.goto("/me")
    expect(page.get_by_text("Lena")).to_have_count(0)
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_p4_a_phone_that_others_use_too_is_remembered_until_there_is_signal(new_page, demo, watch):
    page = new_page()
    come_in(page, demo, "Lotte")
    tap_in_my_plans_without_signal(page, watch, "Others use this phone too")
    expect(page.get_by_text(SAVED)).to_be_visible()
    watch.find_signal(page.context)
    expect(page.get_by_text("Nothing waits to be sent.")).to_be_visible()
    page.goto("/me")
    expect(page.get_by_text("This is a shared phone.")).to_be_visible()


def test_without_signal_a_form_that_cannot_wait_leads_back(new_page, watch):
    page = new_page()
    with_worker(page)
    page.goto("/sign-in")
    watch.lose_signal(page.context)
    page.get_by_label("Your mobile number or e-mail").fill("nobody@example.org")
    page.get_by_role("button", name="Send me a code").tap()
    expect(page.get_by_role("heading", name="No internet")).to_be_visible()
    watch.find_signal(page.context)
    page.get_by_role("link", name="Try again").tap()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
