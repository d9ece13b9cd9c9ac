"""Prove that a browser starts and draws a page: exit 0 and its version, or the reason on standard error.

`./run test` asks this before the tests; they start their browser with the same `launch_options()`,
so what was proved here is what they get. Never skips anything.
"""

import os
import sys

from playwright.sync_api import sync_playwright

PLAYWRIGHTS = ("AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
               "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
               "AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,"
               "PreconnectToSearch")  # fmt: skip
"""What Playwright switches off in Chromium 156; a list of ours takes the place of its own."""
ADDRESS_BAR = "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
"""Two pages that a Chromium without a window draws for each phone, for an address bar nobody sees: a quarter of all
that the browser tests compute."""


def launch_options() -> dict:
    """What Playwright's `chromium.launch` needs here: GATHER_TEST_BROWSER names the program, else Playwright's own."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {
        "executable_path": os.environ.get("GATHER_TEST_BROWSER") or None,
        "args": [
            f"--disable-features={PLAYWRIGHTS},{ADDRESS_BAR}",
            "--renderer-process-limit=1",  # for each phone, as where memory is short: a tenth less to compute
            *(["--no-sandbox"] if root else []),  # Chromium refuses to start sandboxed as root
        ],
        "timeout": 30_000,
    }


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page()
        page.set_content("<title>ok</title>")
        if page.title() != "ok":
            raise SystemExit("the browser started but draws no page")
        sys.stdout.write(f"{browser.version}\n")
        browser.close()


if __name__ == "__main__":
    main()
