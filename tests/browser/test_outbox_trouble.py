"""What waits on the phone when something else goes wrong: a clock, a lost cookie, an app that nobody opens again."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.known import KEPT, come_in, wait_until, wait_until_kept, with_worker
from tests.browser.patience import wait_for_scripts
from tests.browser.test_take_a_place import GIVE_BACK
from tests.browser.waiting import (
    SAVED,
    answers,
    bookings,
    fill_in,
    join_what_is_full_by_then,
    join_without_signal,
    new_drive,
    type_without_signal,
)

PRIVATE = re.compile(r"/(me|bookings|waiting)\b")
PUT_CLOCK = """(milliseconds) => {
  const True = (self.TrueDate ??= Date);
  self.Date = class extends True {
    constructor(...given) { super(...(given.length ? given : [True.now() + milliseconds])); }
    static now() { return True.now() + milliseconds; }
  };
}"""
HOUR = 3_600_000
CARRIES_NOTHING_ONCE = """() => {
  const real = self.fetch;
  self.fetch = (_address, { signal } = {}) => {
    self.fetch = real;
    return new Promise((_done, fail) => signal?.addEventListener("abort", () => fail(signal.reason)));
  };
}"""


def put_clock(page, hours):
    """Move the clock by which the worker saves, dates and sends, against the right one."""
    for worker in page.context.service_workers:
        worker.evaluate(PUT_CLOCK, hours * HOUR)


def private_copies(page):
    return [path for path in page.evaluate(KEPT) if PRIVATE.match(path)]


def posts(town):
    """What the town was asked to do and did, in order."""
    return re.findall(r'"method": "POST", "path": "([^"]+)", "status": 303', town.said())


def test_a_clock_that_is_an_hour_off_tells_a_sane_age_and_sends_once(new_page, demo, watch):
    drive, slot = new_drive(demo, "An hour off", 13)
    page = new_page()
    come_in(page, demo, "Cleo")
    page.goto(drive)
    wait_until_kept(page, drive, "/me")
    watch.lose_signal(page.context)
    for hours, age in ((-1, "1 minute ago"), (1, "1 hour ago")):
        put_clock(page, hours)
        page.goto(drive)
        expect(page.get_by_text(f"Saved copy from {age}.")).to_be_visible()
        page.get_by_role("button", name="I can help").tap()
        expect(page.get_by_text(SAVED)).to_have_count(1)
    watch.find_signal(page.context)
    expect(page.get_by_text("We sent it.")).to_be_visible()
    put_clock(page, -1)
    page.goto("/events")
    assert bookings(demo, slot) == ["confirmed"]


@pytest.mark.parametrize(("who", "taken"), [("Nia", ["confirmed"]), ("Noel", [])], ids=["the same", "another"])
def test_after_a_lost_cookie_it_waits_for_the_same_person(new_page, demo, watch, who, taken):
    drive, slot = new_drive(demo, f"Lost cookie, {who}", 14 if taken else 15)
    page = new_page()
    come_in(page, demo, "Nia")
    join_without_signal(page, watch, drive)
    page.context.clear_cookies()
    watch.find_signal(page.context)
    expect(page.get_by_text("Sign in again, then we send it.")).to_be_visible()
    expect(page.get_by_text(f"Lost cookie, {who}")).to_have_count(0)
    wait_until(page, lambda: not private_copies(page))
    assert bookings(demo, slot) == []
    listed = page.context.new_page()
    listed.goto("/offline/unsent")
    expect(listed.get_by_text("Something you tapped")).to_be_visible()
    watch.expect(400)  # two answers that each bring the first token: the later counts, and it is sent once more
    come_in(page, demo, who, "/events")
    expect(listed.get_by_text("We sent it." if taken else "Nothing waits to be sent.")).to_be_visible()
    assert bookings(demo, slot) == taken


def test_whoever_comes_next_sees_no_answer_to_another(new_page, demo, watch):
    drive, slot = new_drive(demo, "Full for Nell", 23, capacity=1)
    page = new_page()
    come_in(page, demo, "Nell")
    join_what_is_full_by_then(page, demo, watch, drive, slot, 466)
    page.context.clear_cookies()
    come_in(page, demo, "Nils")
    page.goto("/offline/unsent")
    expect(page.get_by_text("Nothing waits to be sent.")).to_be_visible()


def test_a_line_that_carries_nothing_holds_up_no_later_try(new_page, demo, watch):
    drive, slot = new_drive(demo, "Silent line", 18)
    page = new_page()
    come_in(page, demo, "Siv")
    join_without_signal(page, watch, drive)
    page.context.service_workers[0].evaluate(CARRIES_NOTHING_ONCE)
    watch.find_signal(page.context)
    expect(page.get_by_text("We sent it.")).to_be_visible()
    assert bookings(demo, slot) == ["confirmed"]


def test_a_tap_on_a_page_whose_cookie_is_gone_books_nothing_and_asks_who_it_is(new_page, demo, watch):
    drive, slot = new_drive(demo, "Cookie gone", 16)
    page = new_page()
    come_in(page, demo, "Nan")
    page.goto(drive)
    wait_until_kept(page, drive, "/me")
    page.context.clear_cookies()
    watch.expect(400)
    page.get_by_role("button", name="I can help").tap()
    expect(page.get_by_text("Nothing is lost. Please tap again.")).to_be_visible()
    expect(page.get_by_label("First name", exact=True)).to_have_value("")
    page.goto("/events")
    wait_until(page, lambda: not private_copies(page))
    page.goto("/offline/unsent")
    expect(page.get_by_text("Nothing waits to be sent.")).to_be_visible()
    assert bookings(demo, slot) == []


def test_first_name_and_number_typed_without_signal_are_sent_once(new_page, demo, watch):
    _drive, slot = new_drive(demo, "Typed in a cellar", 17)
    page = new_page()
    type_without_signal(page, watch, slot, "Tia", "07700 900463")
    assert bookings(demo, slot) == []
    watch.find_signal(page.context)
    expect(page.get_by_text("We sent it.")).to_be_visible()
    page.get_by_role("link", name="See the answer").tap()
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()
    page.goto("/events")
    assert bookings(demo, slot) == ["confirmed"]


def test_the_pass_is_answered_without_signal(new_page, demo, watch):
    drive, slot = new_drive(demo, "Answered in a cellar", 2)
    page = new_page()
    come_in(page, demo, "Ada")
    page.goto(drive)
    page.get_by_role("button", name="I can help").tap()
    page.wait_for_url("**/bookings/*")
    pass_page = page.url.removeprefix(demo.url)
    wait_until_kept(page, pass_page, f"{pass_page}/cancellation")
    watch.lose_signal(page.context)
    page.get_by_role("button", name="I'm coming").tap()
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert answers(demo, slot) == [None]
    watch.find_signal(page.context)
    expect(page.get_by_text("We sent it.")).to_be_visible()
    assert None not in answers(demo, slot)
    watch.lose_signal(page.context)
    page.goto(f"{pass_page}/cancellation")
    page.get_by_role("button", name=GIVE_BACK).tap()
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert bookings(demo, slot) == ["confirmed"]
    watch.find_signal(page.context)
    wait_until(page, lambda: bookings(demo, slot) == ["cancelled"])


def test_background_sync_alone_sends_what_waits(new_page, demo, watch):
    drive, slot = new_drive(demo, "Nobody opened it", 18)
    page = new_page()
    come_in(page, demo, "Bo")
    join_without_signal(page, watch, drive)
    page.goto("about:blank")  # no page of ours is open: only the browser can wake the worker
    page.wait_for_timeout(1000)
    assert bookings(demo, slot) == []
    watch.find_signal(page.context)
    wait_until(page, lambda: bookings(demo, slot) == ["confirmed"])


def test_signal_that_came_before_the_page_could_hear_of_it_is_noticed(new_page, demo, watch):
    drive, slot = new_drive(demo, "Signal came early", 21)
    page = new_page()
    page.context.add_init_script("addEventListener('online', (event) => event.stopImmediatePropagation())")
    come_in(page, demo, "Ina")
    page.context.service_workers[0].evaluate("() => { registration.sync.register = async () => {}; }")
    join_without_signal(page, watch, drive)
    wait_for_scripts(page)
    watch.find_signal(page.context)
    expect(page.get_by_text("We sent it.")).to_be_visible()
    assert bookings(demo, slot) == ["confirmed"]


def test_p4_the_leaving_goes_first_and_what_was_typed_after_it_is_in_nobodys_name(new_page, demo, watch):
    _drive, slot = new_drive(demo, "Typed after leaving", 20)
    page = new_page()
    with_worker(page)
    typed = page.context.new_page()
    come_in(page, demo, "Lars")
    page.goto("/me")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    typed.goto(f"/slots/{slot}/bookings/new")
    page.context.add_cookies(cookies)
    fill_in(typed, "Tove", "07700 900464")
    watch.lose_signal(page.context)
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("heading", name="Sign out")).to_be_visible()
    typed.get_by_role("button", name="I can help").tap()
    expect(typed.get_by_role("heading", name="Typed after leaving")).to_be_visible()
    watch.expect(400)
    watch.find_signal(page.context)
    wait_until(page, lambda: bookings(demo, slot) == ["confirmed"])
    wait_until(page, lambda: posts(demo)[-2:] == ["/sign-out", "/slots/<int:slot_id>/bookings"])  # said a moment later
