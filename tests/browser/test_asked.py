"""A question of a rally on a real phone: one tap takes the place, a lost race is said kindly, a filled one goes.

The first test lets a rally ask by itself, by day by its clock. The asks of the others are written as rows.
"""

import json
from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import expect

from app import clock
from app.bookings.operations import cancel
from app.bookings.queries import live_booking
from app.database import unit_of_work
from app.events.models import Slot
from app.extensions import db
from app.notifications.operations import tell
from app.notifications.operations_phones import choose
from app.rally import messages, operations
from app.rally.models import Ask
from tests import cast
from tests.browser.known import wait_until
from tests.browser.states import short_of

NUMBERS = count(1)
HANGS = "() => { self.fetch = () => new Promise(() => {}) }"
"""A line that is there and carries nothing."""
FULL = "() => { IDBFactory.prototype.open = () => { throw new DOMException('full', 'QuotaExceededError') } }"
FULL_AT_THE_END = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    const asked = put.apply(this, given);
    asked.addEventListener("success", () => this.transaction.abort());
    return asked;
  };
}"""
"""A phone that takes what it is given, and finds no room for it when it is to be kept."""
ANSWERS = """() => new Promise((done) => {
  const opening = indexedDB.open("gather", 1);
  opening.onsuccess = () => {
    const asked = opening.result.transaction("answers").objectStore("answers").count();
    asked.onsuccess = () => (opening.result.close(), done(asked.result));
  };
})"""
"""How many answers the phone keeps."""


@pytest.fixture
def ask(pushing, ben):
    """Ben is asked for one of two places on a drive of this test alone."""
    town = short_of(pushing)
    slot = cast.first_slot(cast.drive(town, title=f"Sea wall {next(NUMBERS)}", capacity=2, days=1))
    rally = operations.start(slot.id)
    with unit_of_work():
        row = Ask(
            rally_id=rally.id, person_id=ben, state="open", tick=1, chance=0.2, freshness=1.0, context=1.0, rank=1,
            ring=1, reason="best", places=2, sure=0.1, wanted=0.3, asked_at=clock.now(),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
    yield row
    if booking := place_of(row):
        cancel(booking.id)  # at that hour Ben is free for the next test


@pytest.fixture
def asked(phone, ask, ben):
    """The phone with the question on its screen; the tag of it."""
    say_yes_to_asks(phone, ben)
    deliver(phone, messages.question(ask, left=2), ben)
    phone.shows("Can you help?")
    return messages.tag(ask.rally.slot_id)


def say_yes_to_asks(phone, person_id):
    phone.come_in("Ben")
    phone.page.goto("/me/phones")
    phone.page.get_by_role("button", name="Use this phone").tap()
    expect(phone.page.get_by_text("This one, here.")).to_be_visible()
    choose(person_id, asks=True)


def deliver(phone, notice, person_id):
    """Send it by the town's own way, and hand what came to the worker."""
    db.session.rollback()
    number = len(phone.sent())
    tell((), notice.title, notice.body, about="test", push=notice, push_only=True, person_id=person_id)
    phone.deliver(phone.wait_for_sent(number + 1)[-1])


def by_daylight():
    """Now, or the next morning when it is night: near enough for a push service to take our signature."""
    now = clock.now().astimezone(clock.town_zone())
    if 9 <= now.hour < 21:
        return now
    morning = now.replace(hour=8, minute=30)
    return morning if now.hour < 9 else morning + timedelta(days=1)


def place_of(ask):
    db.session.rollback()
    return live_booking(ask.rally.slot_id, ask.person_id)


def test_a_rally_asks_and_one_tap_fills_the_place(phone, pushing, ben, monkeypatch):
    say_yes_to_asks(phone, ben)
    town, by_day = short_of(pushing), by_daylight()
    with monkeypatch.context() as moved:
        moved.setattr("app.clock.now", lambda: by_day)
        slot = cast.first_slot(cast.drive(town, title=f"Sea wall {next(NUMBERS)}", capacity=1, days=2))
        rally = operations.start(slot.id)
        (words,) = phone.wait_for_sent(1)
    phone.deliver(words)
    (shown,) = phone.shows("Can you help?")
    phone.click(shown["tag"], "yes")
    phone.shows("You are going")
    db.session.rollback()
    assert live_booking(slot.id, ben).state == "confirmed"
    (ask,) = db.session.query(Ask).filter_by(rally_id=rally.id)
    assert (ask.person_id, ask.state) == (ben, "yes")
    cancel(live_booking(slot.id, ben).id)


def test_one_tap_takes_the_place_and_says_so(phone, ask, asked):
    (shown,) = phone.shown()
    assert shown["actions"] == ["I can help", "Not this time"]
    assert "You like Outdoors" in shown["body"] or "near you" in shown["body"]
    assert len(phone.sent()[-1]) <= 2000
    phone.click(asked, "yes")
    (second,) = phone.shows("You are going")
    assert second["tag"] == asked
    booking = place_of(ask)
    assert booking.state == "confirmed"
    phone.click(asked)
    phone.page.wait_for_url(f"**/bookings/{booking.code}")


def test_not_this_time_with_one_tap(phone, ask, asked):
    phone.click(asked, "no")
    phone.shows("Thank you for telling us")
    assert place_of(ask) is None
    assert db.session.get(Ask, ask.id, populate_existing=True).state == "no"


def test_a_lost_race_is_said_kindly(phone, ask, asked):
    slot = db.session.get(Slot, ask.rally.slot_id)
    for number in range(2):
        cast.take(slot, name=f"Quick {number}", address=cast.phone(601 + number))
    phone.click(asked, "yes")
    shown = phone.shows("It has just filled. Thank you")
    assert len(shown) == 1
    assert place_of(ask) is None


def test_a_question_that_is_taken_back_is_replaced_without_a_sound(phone, ask, asked, ben):
    deliver(phone, messages.taken_back(ask, "full"), ben)
    (shown,) = phone.shows("Filled, thank you")
    assert (shown["tag"], shown["silent"], shown["actions"]) == (asked, True, [])


def test_without_signal_the_yes_is_kept_and_never_called_a_place(phone, ask, asked, watch):
    watch.lose_signal(phone.page.context)
    phone.click(asked, "yes")
    phone.shows("Saved")
    assert place_of(ask) is None
    watch.find_signal(phone.page.context)
    phone.shows("You are going")
    assert place_of(ask).state == "confirmed"


def test_a_worker_that_is_ended_while_it_sends_loses_no_yes(phone, ask, asked):
    phone.worker.evaluate(HANGS)
    phone.click(asked, "yes")
    wait_until(phone.page, lambda: phone.page.evaluate(ANSWERS) == 1)
    phone.end_worker()
    assert place_of(ask) is None
    phone.page.goto("/")
    phone.shows("You are going")
    assert place_of(ask).state == "confirmed"
    wait_until(phone.page, lambda: phone.page.evaluate(ANSWERS) == 0)


@pytest.mark.parametrize("full", [FULL, FULL_AT_THE_END], ids=["at once", "at the end"])
def test_a_full_phone_without_signal_does_not_say_that_it_kept_the_yes(phone, ask, asked, watch, full):
    phone.worker.evaluate(full)
    watch.lose_signal(phone.page.context)
    phone.click(asked, "yes")
    assert [one["title"] for one in phone.shows("That did not work")] == ["That did not work"]
    watch.find_signal(phone.page.context)
    assert place_of(ask) is None


def test_a_phone_without_buttons_opens_the_question(phone, ask, asked):
    phone.click(asked)
    phone.page.wait_for_url("**/rally/asks/*")
    phone.page.get_by_role("button", name="I can help").tap()
    expect(phone.page.get_by_role("heading", name="You are going")).to_be_visible()


def test_m6_the_payload_names_nobody_and_nothing(phone, ask, asked):
    event = ask.rally.slot.occurrence.event
    said = json.loads(phone.sent()[-1])["notification"]
    for word in (event.title, event.venue.name, event.venue.address, event.organisation.name, "Ben"):
        assert word not in f"{said['title']} {said['body']}"
