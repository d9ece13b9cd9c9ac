"""A browser that hangs holds nobody up: it is killed, and the next phone has a new one."""

import signal

from tests.browser.browsers import Browsers


def test_a_browser_that_hangs_is_killed_and_started_again(playwright_driver, monkeypatch):
    browsers = Browsers(playwright_driver)
    first = browsers.new_context()
    page = first.new_page()
    monkeypatch.setattr("tests.browser.browsers.CLOSES_WITHIN", 1)
    monkeypatch.setattr(first, "close", lambda: page.wait_for_function("() => false", timeout=0))
    browsers.close(first)
    second = browsers.new_context()
    second.new_page().set_content("<h1>Here again</h1>")
    assert signal.alarm(0) == 0
    browsers.stop()
