"""Somebody without an account finds the beach clean, takes a place, finds it again and gives it back."""

import re

from playwright.sync_api import expect
from sqlalchemy import select

from app.bookings.models import Booking
from app.extensions import db
from tests import cast
from tests.browser.hand import Hand, qr_text
from tests.browser.states import short_of

GIVE_BACK = re.compile("Cancel my place|I can't come")
"""What the button says depends on how soon it is (RULES B2)."""


def take_a_place(page, name, phone, drive="Beach clean"):
    """From home to the pass of a drive; the hand that did it."""
    hand = Hand(page)
    page.goto("/")
    hand.tap("link", "Help out")
    hand.find(drive)
    expect(page.get_by_role("heading", level=1, name=drive)).to_be_visible()
    hand.tap("link", "I can help")
    hand.type("First name", name)
    hand.type("Your mobile number", phone)
    hand.press(page.get_by_text("I am 18 or over"))
    hand.tap("button", "I can help")
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()
    return hand


def test_a_place_on_the_beach_clean(page, javascript):
    hand = take_a_place(page, "Rosa" if javascript else "Rory", "07700 900401" if javascript else "07700 900402")
    assert hand.taps <= 5
    assert qr_text(page).startswith(f"{page.url}#")
    words = page.locator(".code").inner_text()
    hand.tap("link", "My plans")
    expect(page.get_by_text(words)).to_be_visible()
    hand.tap("link", "Beach clean")
    hand.press(page.get_by_role("link", name=GIVE_BACK))
    hand.press(page.get_by_role("button", name=GIVE_BACK))
    expect(page.get_by_role("heading", name="Given back")).to_be_visible()
    hand.tap("link", "My plans")
    expect(page.get_by_role("heading", name="No plans yet")).to_be_visible()


def test_back_after_booking_books_nothing_twice(page, javascript, demo):
    name = "Back" if javascript else "Bert"
    take_a_place(page, name, "07700 900403" if javascript else "07700 900413")
    pass_page = page.url
    page.go_back()
    expect(page.get_by_label("First name", exact=True)).to_have_value(name)
    if page.get_by_label("I am 18 or over").is_visible():
        page.get_by_label("I am 18 or over").check()
    page.get_by_role("button", name="I can help").tap()
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()
    assert page.url == pass_page


def test_two_taps_take_one_place(page, javascript, demo):
    with demo.app.app_context():
        drive = cast.drive(short_of(demo), title=f"Two taps {javascript}")
        slot, address = cast.first_slot(drive).id, f"/slots/{cast.first_slot(drive).id}/bookings/new"
    page.goto(address)
    page.get_by_label("First name", exact=True).fill("Tess")
    page.get_by_label("Your mobile number", exact=True).fill(f"07700 90040{4 if javascript else 5}")
    page.get_by_text("I am 18 or over").tap()
    page.get_by_role("button", name="I can help").dblclick()
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()
    with demo.app.app_context():
        assert len(db.session.scalars(select(Booking).where(Booking.slot_id == slot)).all()) == 1
