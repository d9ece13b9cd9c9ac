"""The whole way of a notice in a real browser: asked, subscribed, sent, decrypted, shown, replaced, answered, gone."""

import json
from itertools import count

import pytest
from playwright.sync_api import expect

from app.bookings.models import Booking
from app.bookings.operations import Request, book
from app.extensions import db
from app.notifications.models import Subscription
from app.notifications.operations import tell
from app.reminders.notices import reminder
from tests import cast
from tests.browser.phone import CONTROLLED, COUNT_BADGES
from tests.browser.states import short_of

NUMBERS = count(1)
LEFT = """async () => ({
  bases: (await indexedDB.databases()).map((one) => one.name), kept: { ...localStorage },
  caches: await caches.keys(),
})"""

LOSES_WHAT_IT_DRAWS = """() => {
  const registered = ServiceWorkerRegistration.prototype, { showNotification, getNotifications } = registered;
  let drawn;
  registered.showNotification = function (title, options) {
    drawn = title;
    return showNotification.call(this, title, options);
  };
  registered.getNotifications = async function (filter) {
    const all = await getNotifications.call(this, filter);
    for (const one of all) if (one.title === drawn) one.close();
    return all;
  };
}"""
"""What Chromium does in some of a hundred tries: a look at the notices takes away the one that is being drawn."""


@pytest.fixture
def place(pushing, ben):
    """A place of Ben's on a drive of this test alone."""
    slot = cast.first_slot(cast.drive(short_of(pushing), title=f"Push walk {next(NUMBERS)}", days=4 + next(NUMBERS)))
    return book(slot.id, Request(person_id=ben))


def say_yes(phone, place):
    """Ben comes in, sees his pass and lets this phone remind him."""
    phone.come_in("Ben")
    phone.page.goto(f"/bookings/{place.code}")
    expect(phone.page.get_by_role("heading", name="Shall we remind you on")).to_be_visible()
    phone.page.get_by_role("button", name="Yes", exact=True).tap()
    expect(phone.page.get_by_role("heading", name="Shall we ask you when a hand is needed?")).to_be_visible()


def send_reminder(place):
    """What the sweep would write on the evening before."""
    db.session.rollback()
    fresh = db.session.get(Booking, place.id)
    notice = reminder(fresh, somebody_waits=False)
    tell((), notice.title, notice.body, about="test", push=notice, push_only=True, person_id=fresh.person_id)
    return f"place-{fresh.id}"


def title_of(place):
    starts = place.slot.starts_local
    return f"You are helping on {starts:%A} {starts.day} {starts:%B}"


def state_of(place):
    db.session.rollback()
    return db.session.get(Booking, place.id)


def test_it_is_asked_subscribed_sent_decrypted_and_shown(phone, place, ben):
    say_yes(phone, place)
    phone.page.goto("/me/phones")
    expect(phone.page.get_by_text("This one, here.")).to_be_visible()
    phone.page.get_by_role("button", name="Send a test").tap()
    (words,) = phone.wait_for_sent(1)
    assert json.loads(words)["web_push"] == 8030
    assert len(words) <= 2000
    phone.deliver(words)
    (shown,) = phone.shows("It works")
    assert (shown["tag"], shown["body"]) == ("test", "This phone hears from Gather Round.")


def test_s6_nothing_is_asked_on_load_and_never_of_a_stranger(phone, place, new_page, pushing):
    stranger = new_page(town=pushing)
    stranger.goto(f"/bookings/{place.code}")
    expect(stranger.get_by_role("heading", name="You are going")).to_be_visible()
    assert stranger.locator("#push-question").count() == 0
    asked = "window.asked = 0; Notification.requestPermission = async () => (window.asked++, 'granted')"
    phone.page.context.add_init_script(asked)
    phone.come_in("Ben")
    phone.page.goto(f"/bookings/{place.code}")
    expect(phone.page.get_by_role("heading", name="Shall we remind you on")).to_be_visible()
    assert phone.page.evaluate("window.asked") == 0
    phone.page.get_by_role("button", name="No", exact=True).tap()
    expect(phone.page.get_by_text("All right. We will not ask again.")).to_be_visible()
    assert phone.page.locator("#push-question").count() == 0
    assert phone.page.evaluate("window.asked") == 0


def test_p6_the_same_tag_replaces_and_a_second_copy_is_never_shown_again(phone, place):
    say_yes(phone, place)
    for number in (1, 2):
        phone.page.goto("/me/phones")
        phone.page.get_by_role("button", name="Send a test").tap()
        expect(phone.page.get_by_text("On its way.")).to_be_visible()
        phone.wait_for_sent(number)
    first, second = phone.sent()
    for words in (first, second, second, first):
        phone.deliver(words)
    assert len(phone.shows("It works")) == 1
    phone.close("test")
    phone.deliver(second)
    phone.page.wait_for_timeout(500)
    assert phone.shown() == []


def test_m4_i_am_coming_with_one_tap(phone, place):
    say_yes(phone, place)
    tag = send_reminder(place)
    phone.deliver(phone.wait_for_sent(1)[-1])
    (shown,) = phone.shows(title_of(place))
    assert shown["actions"] == ["I'm coming", "I can't come"]
    phone.click(tag, "yes")
    (answer,) = phone.shows("Thank you. See you there")
    assert answer["tag"] == tag
    assert state_of(place).answered_at is not None


def test_m4_i_cannot_come_with_one_tap(phone, place):
    say_yes(phone, place)
    tag = send_reminder(place)
    phone.deliver(phone.wait_for_sent(1)[-1])
    phone.shows(title_of(place))
    phone.click(tag, "no")
    phone.shows("Your place is free again")
    assert state_of(place).state == "cancelled"


def test_without_signal_an_answer_is_kept_and_nothing_is_promised(phone, place, watch):
    say_yes(phone, place)
    tag = send_reminder(place)
    phone.deliver(phone.wait_for_sent(1)[-1])
    phone.shows(title_of(place))
    watch.lose_signal(phone.page.context)
    phone.click(tag, "yes")
    (kept,) = phone.shows("Saved")
    assert kept["body"] == "We will send it when you have signal."
    assert state_of(place).answered_at is None
    watch.find_signal(phone.page.context)
    phone.shows("Thank you. See you there")
    assert state_of(place).answered_at is not None


def test_what_was_kept_is_sent_at_the_next_start(phone, place, watch):
    """Where nothing says that the signal is back: the next page that opens."""
    say_yes(phone, place)
    tag = send_reminder(place)
    phone.deliver(phone.wait_for_sent(1)[-1])
    phone.shows(title_of(place))
    phone.worker.evaluate("() => { self.really = self.fetch; self.fetch = () => Promise.reject(new TypeError()) }")
    phone.click(tag, "yes")
    phone.shows("Saved")
    phone.worker.evaluate("() => { self.fetch = self.really }")
    phone.page.goto("/me")
    phone.shows("Thank you. See you there")
    assert state_of(place).answered_at is not None


def test_a_plain_tap_opens_the_page_in_the_window_that_is_there(phone, place):
    say_yes(phone, place)
    phone.page.goto("/events")
    tag = send_reminder(place)
    phone.deliver(phone.wait_for_sent(1)[-1])
    phone.shows(title_of(place))
    phone.click(tag)
    phone.page.wait_for_url(f"**/bookings/{place.code}/answer")
    assert len(phone.page.context.pages) == 1


@pytest.mark.parametrize("link", ["https://evil.example/", "javascript:alert(1)", "//evil.example/x"])
def test_a_tap_never_leads_to_another_site(phone, place, link):
    say_yes(phone, place)
    before = phone.page.url
    notice = {"title": "Bait", "body": "", "navigate": link, "tag": "bait", "silent": False, "data": {"id": link}}
    phone.deliver({"web_push": 8030, "notification": notice})
    phone.shows("Bait")
    phone.click("bait")
    phone.page.wait_for_timeout(400)
    assert [page.url for page in phone.page.context.pages] == [before]


def test_the_badge_says_how_many_wait(phone, place):
    say_yes(phone, place)
    phone.worker.evaluate(COUNT_BADGES)
    for number, title, silent in ((1, "N1", False), (2, "N2", False), (2, "Filled", True)):
        notice = {"title": title, "body": "", "navigate": "/", "tag": f"n{number}", "silent": silent, "data": {}}
        phone.arrive({"web_push": 8030, "notification": notice})
        phone.shows(title)
    assert phone.worker.evaluate("() => badges") == [1, 2, 1]


def test_counting_loses_no_notice_that_is_being_drawn(phone, place):
    say_yes(phone, place)
    phone.worker.evaluate(LOSES_WHAT_IT_DRAWS)
    phone.arrive({"web_push": 8030, "notification": {"title": "N1", "body": "", "navigate": "/", "tag": "n1"}})
    phone.shows("N1")


def test_what_no_worker_can_read_is_still_a_notice(phone, place):
    say_yes(phone, place)
    phone.deliver(b"this is not JSON")
    assert phone.shows("News from Gather Round")


# --- looked after --------------------------------------------------------------------------------------------------


def test_at_each_start_the_town_hears_of_what_changed(phone, place, push_desk):
    say_yes(phone, place)
    new = push_desk.subscribe()
    phone.page.context.add_init_script(f"PushManager.prototype.getSubscription = (asked => async function () {{"
                                       f" const found = await asked.call(this); return found && {{ ...found,"
                                       f" endpoint: '{new.endpoint}', toJSON: () => ({json.dumps(new.as_json())}) }}"
                                       f" }})(PushManager.prototype.getSubscription)")  # fmt: skip
    with phone.page.expect_response("**/push/subscriptions") as told:
        phone.page.goto("/me")
    assert told.value.status == 201
    db.session.rollback()
    assert [row.endpoint for row in db.session.query(Subscription).all()] == [new.endpoint]


def test_an_unchanged_phone_asks_nothing_at_the_next_start(phone, place):
    say_yes(phone, place)
    asked = []
    phone.page.on("request", lambda request: asked.append(request.url) if "/push/" in request.url else None)
    phone.page.goto("/me")
    phone.page.goto("/events")
    phone.page.wait_for_timeout(300)
    assert asked == []


def test_p23_after_signing_out_nothing_is_left(phone, place, watch):
    watch.expect(403)  # the worker may just have been looking ahead at a pass of who leaves
    say_yes(phone, place)
    send_reminder(place)
    phone.deliver(phone.wait_for_sent(1)[-1])
    phone.shows(title_of(place))
    assert phone.page.evaluate(LEFT)["bases"] == ["gather"]
    phone.page.goto("/me")
    phone.page.get_by_role("button", name="Sign out").tap()
    phone.page.wait_for_url("**/")
    phone.page.wait_for_timeout(300)
    assert phone.page.evaluate(LEFT) | {"caches": []} == {"bases": [], "kept": {}, "caches": []}
    db.session.rollback()
    assert db.session.query(Subscription).all() == []
    phone.page.wait_for_function(CONTROLLED)
    assert phone.shown() == []
    phone.page.go_back()
    expect(phone.page.get_by_text("You are signed in as Ben")).to_have_count(0)


def test_control_p23_without_the_header_and_the_script_it_would_be_left(phone, place):
    say_yes(phone, place)
    assert phone.page.evaluate(LEFT)["kept"] != {}
