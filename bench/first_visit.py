"""The first visit of a phone with an empty cache: how many requests and bytes real Chromium needs."""

import os


def first_visit(url) -> dict:
    """Requests and bytes on the wire (headers and compression as they travel) until the page has come to rest."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_options())
        context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        sizes = []
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(url, wait_until="networkidle")
        version = browser.version
        browser.close()
    return {"requests": len(sizes), "bytes": int(sum(sizes)), "browser": version}


def browser_options() -> dict:
    """What Chromium is started with here: the program of the tests, else an installed one."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {
        "executable_path": os.environ.get("GATHER_TEST_BROWSER") or _installed(),
        "args": ["--no-sandbox"] if root else [],  # Chromium refuses to start sandboxed as root
    }


def _installed():
    from shutil import which

    return next(filter(None, map(which, ("chromium", "google-chrome-stable", "google-chrome"))), None)
