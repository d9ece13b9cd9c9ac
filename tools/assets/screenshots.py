"""Take the pictures of the app that phones show before it is installed, into static/screenshots, from a demo town.

    ./run                                                       (in another window)
    python tools/assets/screenshots.py http://localhost:8000    (needs the browser of the tests)

A phone of 390 by 844, twice as fine; WebP keeps each under 50 KB.
"""

import os
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[2] / "static" / "screenshots"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
QUALITY = 60


def keep(page, name):
    """What is on the screen, as a small picture."""
    page.wait_for_timeout(500)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)


def main(town):
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("GATHER_TEST_BROWSER"), args=["--no-sandbox"] if root else []
        )
        page = browser.new_page(base_url=town, locale="en-GB", color_scheme="light", reduced_motion="reduce", **PHONE)
        page.goto("/sign-in")
        page.get_by_role("button", name="Ben,").tap()
        page.wait_for_url("**/")
        keep(page, "home")
        page.goto("/events/beach-clean")
        keep(page, "drive")
        page.get_by_role("button", name="I can help").tap()
        page.get_by_text("You are going").wait_for()
        keep(page, "pass")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
