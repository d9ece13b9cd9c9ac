"""The app on the home screen: nothing stands in its way, one is asked once, and a no is kept; sharing and the badge."""

import json
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.phone import CONTROLLED
from tests.browser_check import launch_options

BROWSER_ASKS = """() => {
  const event = new Event("beforeinstallprompt", { cancelable: true });
  event.prompt = async () => ((window.prompted = true), { outcome: "accepted" });
  window.stopped = !dispatchEvent(event);
}"""
"""Headless Chromium never fires it."""
NEW_VISIT = "sessionStorage.clear()"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Safari/604.1"
SHARES = """
  navigator.canShare = ({ files }) => files.every((file) => file.type === "image/png");
  navigator.share = async ({ files, ...words }) => {
    const bytes = files && [...new Uint8Array(await files[0].arrayBuffer())];
    window.shared = { ...words, bytes };
  };
"""


def question(page):
    return page.get_by_role("heading", name="Put Gather Round on your phone?")


def visit(page, path="/"):
    """Come back another day."""
    page.evaluate(NEW_VISIT)
    page.goto(path)
    page.evaluate(BROWSER_ASKS)


def test_nothing_stands_in_the_way_and_the_manifest_is_read_as_meant(playwright_driver, demo, tmp_path):
    context = playwright_driver.chromium.launch_persistent_context(tmp_path, **launch_options())
    page = context.new_page()
    page.goto(f"{demo.url}/")
    page.wait_for_function(CONTROLLED)
    browser = context.new_cdp_session(page)
    assert browser.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    assert browser.send("Page.getAppManifest")["errors"] == []
    assert browser.send("Page.getAppId")["appId"] == f"{demo.url}/"
    context.close()


def test_its_pictures_are_small_and_as_large_as_they_say(new_page):
    page = new_page()
    page.goto("/")
    manifest = page.request.get("/manifest.webmanifest").json()
    assert [one["form_factor"] for one in manifest["screenshots"]] == ["narrow"] * 3
    icons = [icon for shortcut in manifest["shortcuts"] for icon in shortcut["icons"]]
    for picture in [*manifest["screenshots"], *icons]:
        body = page.request.get(picture["src"]).body()
        assert "{}x{}".format(*Image.open(BytesIO(body)).size) == picture["sizes"]
        assert len(body) < 60_000
    assert [one["name"] for one in manifest["shortcuts"]] == ["My plans", "What's on today"]
    assert manifest["launch_handler"] == {"client_mode": ["navigate-existing", "auto"]}


def test_the_shortcut_to_today_shows_today(new_page):
    page = new_page()
    page.goto("/events?from=today&to=today")
    expect(page.get_by_text("Only: Today")).to_be_visible()


def test_asked_in_the_second_visit_and_never_again(new_page):
    page = new_page()
    page.goto("/")
    page.evaluate(BROWSER_ASKS)
    assert page.evaluate("stopped")  # the browser's own bar stays away
    expect(question(page)).to_be_hidden()
    visit(page)
    expect(question(page)).to_be_visible()
    page.goto("/events")
    page.goto("/")
    page.evaluate(BROWSER_ASKS)
    expect(question(page)).to_be_visible()  # the same visit
    assert [line for scheme in ("dark", "light") for line in violations(page, scheme)] == []
    visit(page)
    expect(question(page)).to_be_hidden()


@pytest.mark.parametrize(("answer", "prompted"), [("Yes", True), ("No", None)])
def test_yes_asks_the_phone_and_either_answer_is_kept(new_page, answer, prompted):
    page = new_page()
    page.goto("/")
    visit(page)
    page.locator("#install").get_by_role("button", name=answer).tap()
    expect(question(page)).to_be_hidden()
    assert page.evaluate("window.prompted ?? null") == prompted
    page.evaluate("localStorage.clear()")  # as signing out does
    for _again in range(3):
        visit(page)
        expect(question(page)).to_be_hidden()


def test_after_a_first_booking_it_is_asked_at_once(new_page, gallery):
    page = new_page()
    page.goto(f"/bookings/{gallery.names['pass_']}")
    page.evaluate(BROWSER_ASKS)
    expect(question(page)).to_be_visible()


def test_an_iphone_gets_two_pictures(new_page):
    page = new_page(user_agent=IPHONE)
    page.goto("/")
    page.evaluate(NEW_VISIT)
    page.goto("/")
    expect(question(page)).to_be_visible()
    expect(page.locator("#install li svg")).to_have_count(2)
    expect(page.get_by_text("Tap Add to Home Screen.")).to_be_visible()
    expect(page.locator("#install").get_by_role("button", name="Yes")).to_be_hidden()
    assert [line for scheme in ("dark", "light") for line in violations(page, scheme)] == []
    page.locator("#install").get_by_role("button", name="No").tap()
    page.evaluate(NEW_VISIT)
    page.goto("/")
    expect(question(page)).to_be_hidden()


@pytest.mark.parametrize("refuses", ["javascript", "storage"])
def test_without_a_script_or_a_store_nothing_is_shown(new_page, refuses):
    page = new_page(javascript=refuses != "javascript")
    if refuses == "storage":
        page.add_init_script("Storage.prototype.getItem = () => { throw new DOMException('no', 'SecurityError'); };")
    for _visit in range(3):
        page.goto("/")
        expect(question(page)).to_be_hidden()


def test_a_friend_gets_a_picture_and_words(new_page, gallery):
    page = new_page()
    page.add_init_script(SHARES)
    page.goto(f"/events/{gallery.names['gathering']}")
    page.get_by_role("button", name="Tell a friend").tap()
    page.wait_for_function("() => window.shared")
    shared = page.evaluate("shared")
    assert shared["text"].startswith("Mindfulness, Haverigg beach. Come too! http://localhost:")
    picture = Image.open(BytesIO(bytes(shared["bytes"])))
    assert (picture.format, picture.size) == ("PNG", (1080, 1080))
    assert len(picture.convert("RGB").resize((90, 90)).getcolors(8100)) > 10  # something is drawn on it


def test_where_there_is_no_such_way_plain_links_stay(new_page, gallery, javascript):
    page = new_page(javascript)
    page.goto(f"/events/{gallery.names['gathering']}")
    text = page.get_by_role("link", name="Text a friend")
    expect(text).to_be_visible()
    assert f"/events/{gallery.names['gathering']}" in text.get_attribute("href")
    expect(page.get_by_role("button", name="Tell a friend")).to_be_hidden()


def test_the_badge_goes_with_what_was_seen(new_page):
    page = new_page()
    page.context.grant_permissions(["notifications"])
    page.add_init_script(
        "window.badges = []; navigator.setAppBadge = async (count) => badges.push(count);"
        "navigator.clearAppBadge = async () => badges.push(0);"
    )
    page.goto("/")
    page.wait_for_function(CONTROLLED)
    shows = """([title, navigate]) => navigator.serviceWorker.ready.then((worker) =>
      worker.showNotification(title, { tag: title, data: { navigate } }))"""
    for notice in (["Beach clean", "/events"], ["Health check", "/me"]):
        page.evaluate(shows, notice)
    seen = []
    for path in ("/sign-in", "/events", "/me"):
        page.goto(path)
        page.wait_for_function("() => badges.length")
        seen.append(page.evaluate("badges"))
    assert json.dumps(seen) == "[[2], [1], [0]]"
