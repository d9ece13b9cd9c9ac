"""Without signal: what was seen opens again and says how old it is, one's plans and passes always, the rest kindly."""

import re

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.known import KEPT, come_in, wait_until, wait_until_kept, with_worker
from tests.browser.states import short_of
from tests.browser.test_take_a_place import GIVE_BACK

SAVED = re.compile(r"Saved copy from \d+ \w+ ago")


@pytest.fixture
def drive(demo):
    """A drive nobody else is at, and its slot."""
    with demo.app.app_context():
        found = cast.drive(short_of(demo), title="Kept on the phone", days=5)
        return found.slug, cast.first_slot(found).id


def test_what_was_seen_opens_without_signal(new_page, demo, drive, watch):
    page, (slug, _slot) = new_page(), drive
    come_in(page, demo, "Olga")
    page.goto("/events")
    page.goto(f"/events/{slug}")
    page.get_by_role("button", name="I can help").tap()
    page.wait_for_url("**/bookings/*")
    pass_page = page.url
    wait_until_kept(page, "/events", f"/events/{slug}", "/me", pass_page.removeprefix(demo.url))
    watch.lose_signal(page.context)
    for address, heading in (("/events", "Everything that is on"), (f"/events/{slug}", "Kept on the phone"),
                             (pass_page, "You are going")):  # fmt: skip
        page.goto(address)
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
        expect(page.get_by_text(SAVED)).to_be_visible()
        assert page.url.endswith(address)
    page.get_by_role("link", name="My plans").first.tap()
    expect(page.get_by_role("link", name="Kept on the phone")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="You are going")).to_be_visible()
    page.goto("/events?want=help")
    expect(page.get_by_role("heading", name="No internet")).to_be_visible()
    watch.find_signal(page.context)
    page.get_by_role("link", name="Try again").tap()
    expect(page.get_by_role("heading", name="Who needs a hand?")).to_be_visible()
    expect(page.get_by_text(SAVED)).to_have_count(0)


def test_plans_and_passes_open_that_were_never_looked_at_here(new_page, demo, drive, watch):
    page = new_page()
    come_in(page, demo, "Otto")
    page.goto(f"/events/{drive[0]}")
    page.get_by_role("button", name="I can help").tap()
    page.wait_for_url("**/bookings/*")
    pass_page = re.sub(r"https?://[^/]+", "", page.url)
    cookies = page.context.cookies()
    other = new_page()
    other.context.add_cookies(cookies)
    with_worker(other)
    wait_until_kept(other, "/me", pass_page)
    watch.lose_signal(other.context)
    other.goto("/me")
    other.get_by_role("link", name="Kept on the phone").tap()
    expect(other.locator("img.qr")).to_be_visible()


def looks_at_plans(town):
    """How often anybody, the worker too, has asked for My plans."""
    return town.said().count('"path": "/me",')


def test_a_pass_that_is_kept_does_not_ask_for_the_plans_again_until_something_was_sent(new_page, demo, drive):
    page = new_page()
    come_in(page, demo, "Petra")
    page.goto(f"/events/{drive[0]}")
    page.get_by_role("button", name="I can help").tap()
    page.wait_for_url("**/bookings/*")
    pass_page = page.url.removeprefix(demo.url)
    wait_until_kept(page, "/me", f"{pass_page}/cancellation")
    cookies, page = page.context.cookies(), new_page()  # a phone whose worker has sent nothing
    page.context.add_cookies(cookies)
    with_worker(page, pass_page)
    wait_until_kept(page, "/me", f"{pass_page}/cancellation")
    before = looks_at_plans(demo)
    page.goto(pass_page)
    page.goto("/events")
    wait_until_kept(page, "/events")
    assert looks_at_plans(demo) == before
    page.goto(f"{pass_page}/cancellation")
    page.get_by_role("button", name=GIVE_BACK).tap()
    expect(page.get_by_role("heading", name="Given back")).to_be_visible()
    wait_until(page, lambda: looks_at_plans(demo) > before)


def expect_picked(page, tab):
    link = page.locator("#results").get_by_role("link", name=tab, exact=True)
    expect(link).to_have_attribute("aria-current", "true")


def test_a_part_of_a_page_is_cut_from_its_copy(new_page, watch):
    page = new_page()
    with_worker(page)
    for address in ("/events?want=help", "/events"):
        page.goto(address)
    page.get_by_role("link", name="Book", exact=True).first.tap()
    page.wait_for_url("**/events?want=book")
    wait_until_kept(page, "/events", "/events", "/events")
    page.goto("/events")
    watch.lose_signal(page.context)
    page.locator("#results").get_by_role("link", name="Help out", exact=True).tap()
    page.wait_for_url("**/events?want=help")
    expect(page.locator("#results").get_by_text(SAVED)).to_be_visible()
    expect(page.locator("#results").get_by_role("link", name="Help out", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    page.goto("/events?want=book")  # only its part was ever asked for
    expect(page.locator("#results").get_by_role("link", name="Book", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    page.get_by_text("Pick a day, a place or a picture").tap()
    page.get_by_role("link", name="This weekend").tap()
    expect(page.get_by_text("This part was not saved on your phone")).to_be_visible()


def test_a_town_that_is_slow_is_not_waited_for(new_page, watch):
    page = new_page()
    with_worker(page)
    page.goto("/events")
    wait_until_kept(page, "/events")
    slow = {"offline": False, "latency": 9000, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.goto("/events")
    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(page.get_by_text("Slow internet.")).to_be_visible()


def test_nothing_of_other_people_is_kept(new_page, demo):
    page = new_page()
    with_worker(page)
    page.goto("/sign-in")
    page.get_by_role("button", name="Carol,").tap()
    page.wait_for_url("**/")
    page.goto("/organise")
    for link in page.locator("main a").evaluate_all("(all) => all.map((one) => one.href)")[:4]:
        page.goto(link)
    page.goto("/me")
    wait_until_kept(page, "/me")
    allowed = re.compile(
        r"/(me|offline(/unsent)?|static/.*|bookings/[\w-]+|waiting/[\w-]+|bookings/[\w-]+/cancellation|(events(/[\w-]+)?)?)$"
    )
    assert [path for path in page.evaluate(KEPT) if not allowed.fullmatch(path)] == []


def test_a_list_on_its_way_shows_its_shape(new_page):
    page = new_page(service_workers="block")
    page.goto("/events")
    waiting = []

    def hold(route):
        waiting.append(route)

    page.route("**/events?want=help", hold)
    page.locator("#results").get_by_role("link", name="Help out", exact=True).tap()
    expect(page.get_by_role("status").get_by_text("Getting the list")).to_be_visible()
    expect(page.locator("#results ul.stack")).to_be_hidden()
    waiting[0].continue_()
    expect(page.get_by_text("Getting the list")).to_be_hidden()
    expect_picked(page, "Help out")
