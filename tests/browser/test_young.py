"""Asha, 17, helps with two taps, since her guardian said yes; Leo, 15, asks his first and keeps his place meanwhile."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from app.notifications.queries import newest
from tests import cast
from tests.browser.hand import Hand
from tests.browser.states import short_of

NUMBERS = count(1)
RELOADS, PAUSE_MS = 40, 250


@pytest.fixture
def drive(demo):
    """A drive for young people, of this test alone: its title."""
    number = next(NUMBERS)
    title = f"Dune rescue {number}"
    with demo.app.app_context():  # each on a day of its own: nobody can be at two
        cast.drive(short_of(demo), title=title, days=number, min_age=13, checked_adults=True)
    return title


def as_somebody(page, name):
    page.goto("/sign-in")
    page.get_by_role("button", name=f"{name},").tap()
    expect(page.get_by_role("heading", name=f"Hi {name}. Lend a hand?")).to_be_visible()


def link_sent_to(demo, address):
    """The path of the guardian's page, from the newest message to the address."""
    with demo.app.app_context():
        text = next(message.sms or message.text for message in newest(50) if message.address == address)
    return re.search(r"/consents/\S+", text)[0]


def sees_soon(page, words, there=True):
    """Reload until the page says so: what follows from an answer is done by a job, a moment later."""
    for _ in range(RELOADS):
        page.reload()
        if page.get_by_text(words).first.is_visible() == there:
            return
        page.wait_for_timeout(PAUSE_MS)
    raise AssertionError(f"{words!r} never {'came' if there else 'went'}")


def test_asha_joins_with_two_taps(page, drive, javascript):
    as_somebody(page, "Asha")
    page.goto("/events?want=help")
    hand = Hand(page)
    hand.find(drive)
    hand.tap("button", "I can help")
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()
    assert (hand.taps, hand.fields) == (2, 0)


def test_leo_asks_and_his_mother_says_yes(page, new_page, drive, demo, javascript, watch):
    watch.expect(422)
    phone = f"+4477009006{next(NUMBERS):02}"
    as_somebody(page, "Leo")
    page.goto("/events?want=help")
    Hand(page).find(drive)
    page.get_by_role("link", name="Ask my parent").tap()
    page.get_by_role("button", name="Ask my parent or carer").tap()
    expect(page.locator(".summary")).to_contain_text("2 things to fix")
    page.get_by_label("Their first name").fill("Ruth")
    page.get_by_label("Their mobile number or e-mail").fill(phone)
    page.get_by_role("button", name="Ask my parent or carer").tap()
    expect(page.get_by_text("Kept for you")).to_be_visible()
    ruth = new_page(javascript)
    ruth.goto(link_sent_to(demo, phone))
    expect(ruth.get_by_role("heading", name="May Leo help in town?")).to_be_visible()
    ruth.get_by_role("button", name="Yes").tap()
    expect(ruth.get_by_text("You said yes. We tell Leo.")).to_be_visible()
    sees_soon(page, "You are going")
    ruth.reload()
    expect(ruth.get_by_text(drive)).to_be_visible()
    ruth.get_by_role("button", name="Take back my yes").tap()
    expect(ruth.get_by_text("You took back your yes")).to_be_visible()
    sees_soon(page, "You are going", there=False)
