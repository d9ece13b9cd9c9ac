"""The site as an app: it installs, and it says kindly that there is no signal."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from tests.browser.known import CONTROLLED, KEPT, with_worker
from tests.browser_check import launch_options


def test_it_can_be_installed(playwright_driver, demo, tmp_path):
    context = playwright_driver.chromium.launch_persistent_context(tmp_path, **launch_options())
    page = context.new_page()
    page.goto(f"{demo.url}/")
    page.wait_for_function(CONTROLLED)
    found = context.new_cdp_session(page).send("Page.getInstallabilityErrors")
    context.close()
    assert found["installabilityErrors"] == []


def test_its_pictures_are_as_large_as_they_say(new_page):
    page = new_page()
    page.goto("/")
    manifest = page.request.get(page.locator("link[rel=manifest]").get_attribute("href")).json()
    assert manifest["name"] == "Gather Round Millom"
    for picture in manifest["icons"]:
        image = Image.open(BytesIO(page.request.get(picture["src"]).body()))
        assert "{}x{}".format(*image.size) == picture["sizes"]
    for shortcut in manifest["shortcuts"]:
        assert page.request.get(shortcut["url"]).ok


def test_no_signal_is_said_kindly(new_page, watch):
    page = new_page()
    with_worker(page)
    watch.lose_signal(page.context)
    page.goto("/events")
    expect(page.get_by_role("heading", name="No internet")).to_be_visible()
    watch.find_signal(page.context)
    page.get_by_role("link", name="Try again").tap()
    expect(page.get_by_role("heading", name="Everything that is on")).to_be_visible()


def test_the_phone_keeps_the_shell_from_the_first_page_on(new_page):
    page = new_page()
    with_worker(page)
    kept = page.evaluate(KEPT)
    assert "/offline" in kept
    assert sum(path.startswith("/static/") for path in kept) == 6
