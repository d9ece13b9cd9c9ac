"""A newer version waits until somebody asks for it; then the page loads once more, and nothing typed is lost."""

from playwright.sync_api import expect

from app.web.language import COOKIE
from tests import cast
from tests.browser.known import wait_until, with_worker
from tests.browser.states import short_of

SHELLS = "caches.keys().then((all) => all.filter((one) => one.startsWith('shell-')))"
WAITS = "navigator.serviceWorker.getRegistration().then((one) => Boolean(one.waiting))"


def deploy(page, town):
    """From now on the town serves this phone another worker: the same in another language."""
    page.context.add_cookies([{"name": COOKIE, "value": "cy", "url": town.url}])


def test_an_update_keeps_what_was_typed(new_page, demo):
    with demo.app.app_context():
        drive = cast.drive(short_of(demo), title="Half filled", days=7)
        form = f"/slots/{cast.first_slot(drive).id}/bookings/new"
    page = new_page()
    with_worker(page)
    other = page.context.new_page()
    other.goto("/events")
    old = page.evaluate(SHELLS)
    page.goto(form)
    page.get_by_label("First name", exact=True).fill("Nora")
    page.get_by_text("I am 18 or over").tap()
    loads = []
    page.on("load", lambda _page: loads.append(page.url))
    other.on("load", lambda _page: loads.append("other"))
    deploy(page, demo)
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    expect(page.get_by_text("A new version is here.")).to_be_visible()
    assert (loads, page.evaluate(WAITS)) == ([], True)
    page.get_by_role("button", name="Update").tap()
    expect(page.locator("#update")).to_be_hidden()
    expect(page.locator("[name=first_name]")).to_have_value("Nora")
    expect(page.locator("[name=adult]")).to_be_checked()
    assert (loads, page.evaluate(WAITS)) == ([demo.url + form], False)
    wait_until(page, lambda: len(page.evaluate(SHELLS)) == 1 and page.evaluate(SHELLS) != old)
    assert page.evaluate("sessionStorage.getItem('typed')") is None


def test_a_phone_that_lets_no_worker_in_shows_every_page(new_page):
    page = new_page(service_workers="block")
    page.add_init_script(
        "navigator.serviceWorker.register = () => Promise.reject(new DOMException('', 'SecurityError'))"
    )
    page.goto("/events")
    expect(page.get_by_role("heading", name="Everything that is on")).to_be_visible()


def test_a_full_phone_works_on_without_keeping(new_page, demo):
    page = new_page()
    with_worker(page)
    quota = {"origin": demo.url, "quotaSize": 1}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", quota)
    for address, heading in (("/events", "Everything that is on"), ("/me", "My plans")):
        page.goto(address)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
