"""P23: whoever signs out leaves nothing on the phone, not without signal, and not behind Back."""

import re

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import PHONE
from tests.browser.known import CONTROLLED, KEPT, STORES, come_in, wait_until, wait_until_kept, with_worker
from tests.browser.states import short_of
from tests.browser.waiting import new_drive
from tests.browser_check import launch_options

NAMED = """async (name) => {
  const found = [];
  for (const cache of await Promise.all((await caches.keys()).map((one) => caches.open(one))))
    for (const request of await cache.keys())
      if ((await (await cache.match(request)).text()).includes(name)) found.push(request.url);
  return found;
}"""
PRIVATE = re.compile(r"/(me|bookings|waiting)\b")


@pytest.fixture
def with_back_cache(playwright_driver, demo, watch):
    """A browser that keeps left pages whole for Back, as phones do; the driver switches that off."""
    browser = playwright_driver.chromium.launch(
        ignore_default_args=["--disable-back-forward-cache"], **launch_options()
    )
    context = browser.new_context(base_url=demo.url, **PHONE)
    watch.follow(context)
    yield context.new_page()
    browser.close()


@pytest.mark.parametrize("has_signal", [True, False], ids=["online", "offline"])
def test_p23_after_signing_out_nothing_is_left(with_back_cache, demo, watch, has_signal):
    page, name = with_back_cache, "Shay" if has_signal else "Skye"
    with demo.app.app_context():
        drive = cast.drive(short_of(demo), title=f"Left behind {has_signal}", days=6).slug
    come_in(page, demo, name)
    page.goto(f"/events/{drive}")
    page.get_by_role("button", name="I can help").tap()
    page.wait_for_url("**/bookings/*")
    pass_page = page.url
    wait_until_kept(page, "/me", pass_page.removeprefix(demo.url))
    page.get_by_role("link", name="My plans").first.tap()
    expect(page.get_by_role("link", name="Left behind")).to_be_visible()
    page.get_by_role("button", name="Sign out").tap()
    page.wait_for_url(f"{demo.url}/")
    wait_until(page, lambda: not any(PRIVATE.match(path) for path in page.evaluate(KEPT)))
    assert page.evaluate(STORES) == []
    watch.expect(403)
    page.wait_for_function(CONTROLLED)
    if not has_signal:
        watch.lose_signal(page.context)
    for _ in range(4):
        page.go_back()
        expect(page.locator("main")).to_be_visible()
        seen = page.locator("main").inner_html()
        assert name not in seen
        assert 'class="qr"' not in seen
        assert pass_page.removeprefix(demo.url) not in seen


def test_p23_signing_out_without_signal_leaves_nothing_behind_back(with_back_cache, demo, watch):
    page = with_back_cache
    come_in(page, demo, "Solveig")
    for address in ("/me", "/events", "/me"):
        page.goto(address)
    wait_until_kept(page, "/me")
    watch.lose_signal(page.context)
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("heading", name="Sign out")).to_be_visible()
    for _ in range(3):
        page.go_back(wait_until="commit")  # a page that was kept whole is shown without loading, and then loads anew
        expect(page.get_by_role("heading", name="No internet")).to_be_visible()
        expect(page.get_by_text("Solveig")).to_have_count(0)


def test_p4_a_shared_phone_keeps_nothing(new_page, demo):
    page = new_page()
    come_in(page, demo, "Sheila")
    page.goto("/me")
    wait_until_kept(page, "/me")
    page.get_by_role("button", name="Others use this phone too").tap()
    expect(page.get_by_text("This is a shared phone.")).to_be_visible()
    page.wait_for_function(CONTROLLED)
    for address in ("/", "/events", "/me"):
        page.goto(address)
    page.get_by_role("button", name="This is my own phone").tap()
    expect(page.get_by_role("button", name="Others use this phone too")).to_be_visible()
    page.wait_for_function(CONTROLLED)
    assert not [path for path in page.evaluate(KEPT) if path == "/events"]
    page.goto("/me")
    wait_until_kept(page, "/me")


@pytest.mark.parametrize("has_signal", [True, False], ids=["online", "offline"])
def test_p23_signing_out_in_one_tab_leaves_the_other_too(new_page, demo, watch, has_signal):
    form = f"/slots/{new_drive(demo, f'Two tabs {has_signal}', 19)[1]}/bookings/new"
    page = new_page()
    typed, private = page.context.new_page(), page.context.new_page()
    with_worker(typed, form)
    typed.get_by_label("First name", exact=True).fill("Nora")
    come_in(page, demo, "Tess")
    for tab in (private, page):
        tab.goto("/me")
        expect(tab.get_by_text("You are signed in as Tess.")).to_be_visible()
    if not has_signal:
        watch.lose_signal(page.context)
    page.bring_to_front()
    page.get_by_role("button", name="Sign out").tap()
    expect(private.get_by_text("Tess")).to_have_count(0)
    expect(private.get_by_role("heading", name="My plans" if has_signal else "No internet")).to_be_visible()
    expect(typed.get_by_label("First name", exact=True)).to_have_value("Nora")
    expect(page.get_by_text("Tess")).to_have_count(0)
    assert typed.evaluate(NAMED, "Tess") == []
