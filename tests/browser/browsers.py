"""One real browser for all tests of a process, started again should it have died."""

import os
import signal
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer

from playwright.sync_api import Error

from bench.processes import tree
from tests.browser_check import launch_options

CLOSES_WITHIN = 15
"""Seconds: Chromium has been seen to wait for ever for a worker whose phone had just found its signal."""
ENDS_WITHIN = 240
"""Seconds for a whole test: a script that asks a page something waits for ever where the page never answers."""


class Browsers:
    """Makes contexts, each a phone of its own, and closes them whatever the browser does."""

    def __init__(self, playwright):
        self.playwright, self.browser = playwright, None

    def new_context(self, **options):
        """A fresh phone."""
        if self.browser is None or not self.browser.is_connected():
            self.browser = self.playwright.chromium.launch(**launch_options())
        return self.browser.new_context(**options)

    def close(self, context):
        """Put a phone away; a browser that does not let go of it is killed."""
        with killed_after(CLOSES_WITHIN), suppress(Error):
            context.close()

    def stop(self):
        if self.browser is not None:
            self.close(self.browser)


@contextmanager
def killed_after(seconds):
    """Kill the browser of this process where what happens within takes longer: whatever waits for it fails then."""
    timer = Timer(seconds, _kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _kill():
    for pid in tree(os.getpid()):
        with suppress(OSError):
            if Path(f"/proc/{pid}/comm").read_text().startswith("chrom"):
                os.kill(pid, signal.SIGKILL)
