"""What was tapped without signal and waits on a phone: drives to tap on, and what the town has of it."""

from playwright.sync_api import expect
from sqlalchemy import select

from app.bookings.models import Booking
from app.events.models import Slot
from app.extensions import db
from tests import cast
from tests.browser.known import wait_until_kept, with_worker
from tests.browser.states import short_of

SAVED = "We will send it when you have signal."


def new_drive(town, title, days, capacity=10):
    """A drive of its own: its page and the id of its slot."""
    with town.app.app_context():
        drive = cast.drive(short_of(town), title=title, days=days, capacity=capacity)
        return f"/events/{drive.slug}", cast.first_slot(drive).id


def bookings(town, slot_id):
    """The states of all places that were ever taken on a slot."""
    return [one.state for one in _all(town, slot_id)]


def answers(town, slot_id):
    """When somebody said "I'm coming", for each of these places; None where nobody did."""
    return [one.answered_at for one in _all(town, slot_id)]


def _all(town, slot_id):
    with town.app.app_context():
        return list(db.session.scalars(select(Booking).where(Booking.slot_id == slot_id)))


def join_without_signal(page, watch, drive):
    """Tap once on a saved page, with the phone out of reach."""
    page.goto(drive)
    wait_until_kept(page, drive, "/me")
    watch.lose_signal(page.context)
    page.goto(drive)
    page.get_by_role("button", name="I can help").tap()
    expect(page.get_by_text(SAVED)).to_be_visible()


def join_what_is_full_by_then(page, town, watch, drive, slot_id, number):
    """The same, and somebody with that number is quicker; wait until the phone with signal says so."""
    join_without_signal(page, watch, drive)
    with town.app.app_context():
        cast.take(db.session.get(Slot, slot_id), "Quick", cast.phone(number))
    watch.expect(409)
    watch.find_signal(page.context)
    expect(page.get_by_text("That did not work.")).to_be_visible()


def type_without_signal(page, watch, slot_id, name, number):
    """Fill in who one is for a place, with the phone out of reach, and send it."""
    with_worker(page)
    page.goto(f"/slots/{slot_id}/bookings/new")
    watch.lose_signal(page.context)
    fill_in(page, name, number)
    page.get_by_role("button", name="I can help").tap()
    expect(page.get_by_text(SAVED)).to_be_visible()


def fill_in(page, name, number):
    """Type who one is."""
    page.get_by_label("First name", exact=True).fill(name)
    page.get_by_label("Your mobile number", exact=True).fill(number)
    page.get_by_text("I am 18 or over").tap()
