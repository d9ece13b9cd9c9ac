"""What was mistyped without signal: kept with all its words, put right where it was typed, and nobody else's to see."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.known import come_in
from tests.browser.waiting import SAVED, bookings, new_drive, type_without_signal

STAYS_AS_IT_IS = "() => { htmx.ajax = () => {} }"


def test_a_wrong_number_typed_without_signal_is_put_right_where_it_was_typed(new_page, demo, watch):
    _drive, slot = new_drive(demo, "Typed in a hurry", 19)
    page = new_page()
    type_without_signal(page, watch, slot, "Una & <Bo>", "077")
    watch.expect(422)
    watch.find_signal(page.context)
    expect(page.get_by_text("Something in it needs putting right. Nothing is lost.")).to_be_visible()
    assert violations(page) == []
    watch.lose_signal(page.context)
    page.get_by_role("button", name="Put it right").tap()
    expect(page.get_by_text(SAVED)).to_be_visible()
    watch.find_signal(page.context)
    page.get_by_role("button", name="Put it right").tap()
    expect(page.get_by_label("First name", exact=True)).to_have_value("Una & <Bo>")
    number = page.get_by_label("Your mobile number", exact=True)
    expect(number).to_have_value("077")
    expect(number).to_have_attribute("aria-invalid", "true")
    number.fill("07700 900465")
    page.get_by_role("button", name="I can help").tap()
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()
    assert bookings(demo, slot) == ["confirmed"]
    page.goto("/offline/unsent")
    expect(page.get_by_text("Nothing waits to be sent.")).to_be_visible()


@pytest.fixture
def listed(new_page, demo, watch):
    """The open list of a phone on which Vera typed what the town could not read; whose cookie is gone since."""
    drive, _slot = new_drive(demo, "Something is wrong here", 24)
    page = new_page()
    come_in(page, demo, "Vera")
    page.goto(f"/feedback{drive}/reports/new")
    watch.lose_signal(page.context)
    page.get_by_label("What happened?").fill("Only for the team")  # and not what kind of thing it is
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_text(SAVED)).to_be_visible()
    watch.expect(400, 422)
    watch.find_signal(page.context)
    expect(page.get_by_role("button", name="Put it right")).to_be_visible()
    page.context.clear_cookies()
    return page


def test_a_list_that_stayed_open_loses_what_was_anothers(listed, demo):
    come_in(listed.context.new_page(), demo, "Viktor")
    expect(listed.get_by_text("Nothing waits to be sent.")).to_be_visible()


def test_a_list_that_is_old_shows_nobody_else_what_was_typed(listed, demo):
    listed.evaluate(STAYS_AS_IT_IS)
    come_in(listed.context.new_page(), demo, "Viktor")
    listed.get_by_role("button", name="Put it right").tap()
    expect(listed.get_by_text("Nothing waits to be sent.")).to_be_visible()
    assert "Only for the team" not in listed.content()
