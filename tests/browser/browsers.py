"""One real browser for all tests of a process, started again should it have died."""

import os
import signal
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Error

from bench.processes import tree
from tests.browser_check import launch_options

CLOSES_WITHIN = 15
"""Seconds: Chromium has been seen to wait for ever for a worker whose phone had just found its signal."""


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
        with _killed_after(CLOSES_WITHIN), suppress(Error):
            context.close()

    def stop(self):
        if self.browser is not None:
            self.close(self.browser)


@contextmanager
def _killed_after(seconds):
    before = signal.signal(signal.SIGALRM, _kill)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _kill(*_signal):
    for pid in tree(os.getpid()):
        with suppress(OSError):
            if Path(f"/proc/{pid}/comm").read_text().startswith("chrom"):
                os.kill(pid, signal.SIGKILL)
