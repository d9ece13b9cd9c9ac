"""The site as an app: it installs, it says kindly that there is no signal, and it keeps nothing of a person."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from tests.browser_check import launch_options

CONTROLLED = "() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found;
}"""


def with_worker(page):
    """The first page, once its worker has everything it keeps."""
    page.goto("/")
    page.wait_for_function(CONTROLLED)


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


def test_the_phone_keeps_the_shell_and_nothing_of_a_person(new_page):
    page = new_page()
    with_worker(page)
    page.goto("/sign-in")
    page.get_by_role("button", name="Ben, 31").tap()
    expect(page.get_by_role("heading", name="Hi Ben. Lend a hand?")).to_be_visible()
    for address in ("/me", "/me/about", "/events?want=book"):
        page.goto(address)
    kept = page.evaluate(KEPT)
    assert "/offline" in kept
    assert all(path == "/offline" or path.startswith("/static/") for path in kept)
