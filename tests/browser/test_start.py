"""Scripts come after the page is drawn: nothing moves when they do, and nothing stays hidden when they never do."""

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.states import short_of

SHIFTS = """new Promise((done) => new PerformanceObserver((list) => done(
  list.getEntries().reduce((sum, entry) => sum + entry.value, 0),
)).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => done(0), 500))"""


@pytest.fixture
def form(demo):
    """The page that asks who a place is for, with questions that hang on the answer."""
    with demo.app.app_context():
        slot = cast.first_slot(cast.gathering(short_of(demo), title="Late scripts", days=12))
        return f"/slots/{slot.id}/bookings/new"


def test_nothing_moves_when_the_scripts_come(new_page, form):
    page = new_page()
    page.route("**/gather.*.js", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(form)
    expect(page.locator("[data-shown-when]").first).to_be_hidden()
    assert page.evaluate(SHIFTS) < 0.01


def test_scripts_that_never_come_leave_every_question_to_see(new_page, watch, form):
    page = new_page(service_workers="block")
    watch.expect(404)
    page.route("**/gather.*.js", lambda route: route.fulfill(status=404))
    page.goto(form)
    expect(page.locator("[data-shown-when]").first).to_be_visible()
