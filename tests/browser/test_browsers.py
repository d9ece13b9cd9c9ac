"""A browser that hangs holds nobody up: it is killed, and the next phone has a new one."""

import pytest
from playwright.sync_api import Error

from tests.browser.browsers import Browsers, killed_after


@pytest.fixture
def browsers(playwright_driver):
    browsers = Browsers(playwright_driver)
    yield browsers
    browsers.stop()


def test_a_browser_that_hangs_is_killed_and_started_again(browsers, monkeypatch):
    first = browsers.new_context()
    page = first.new_page()
    monkeypatch.setattr("tests.browser.browsers.CLOSES_WITHIN", 1)
    monkeypatch.setattr(first, "close", lambda: page.wait_for_function("() => false", timeout=0))
    browsers.close(first)
    second = browsers.new_context()
    second.new_page().set_content("<h1>Here again</h1>")


def test_a_page_that_never_answers_is_waited_for_no_longer(browsers):
    page = browsers.new_context().new_page()
    with pytest.raises(Error), killed_after(1):
        page.evaluate("() => new Promise(() => {})")


def test_what_ends_in_time_is_left_alone(browsers):
    page = browsers.new_context().new_page()
    with killed_after(1):
        page.set_content("<h1>Here</h1>")
    page.wait_for_timeout(1500)
    assert page.inner_text("h1") == "Here"
