"""Draw the app's icons into static/icons from the logo: six petals round a table.

python tools/assets/icons.py        (needs the browser of the tests)
"""

import os
import re
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[2] / "static" / "icons"
PETAL = "M0 -7C-17 -15 -21 -34 -15 -46C-10 -56 10 -56 17 -44C24 -31 17 -15 0 -7Z"
COLOURS = ("#6a1b57", "#ffc02e", "#d9432a")
PAPER = "#fff8ee"


def logo(reach, ground="") -> str:
    """The mark as an SVG that shows `reach` units in every direction; a petal ends at 56."""
    petals = "".join(
        f'<path d="{PETAL}" fill="{COLOURS[turn % 3]}" transform="rotate({turn * 60})"/>' for turn in range(6)
    )
    back = (
        f'<rect x="-{reach}" y="-{reach}" width="{2 * reach}" height="{2 * reach}" fill="{ground}"/>' if ground else ""
    )
    box = f"-{reach} -{reach} {2 * reach} {2 * reach}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{back}{petals}</svg>\n'


def shortcut(symbol) -> str:
    """One of our symbols on a round ground, for a shortcut of the app's icon (96 pixels a side, as Android asks)."""
    sprite = (FOLDER.parent / "vendor" / "phosphor" / "icons.svg").read_text()
    drawing = re.search(rf'<symbol id="{symbol}"[^>]*>(.*?)</symbol>', sprite, re.DOTALL)[1]
    ground = f'<circle cx="128" cy="128" r="128" fill="{PAPER}"/>'
    inside = f'<g transform="translate(51 51) scale(.6)" fill="{COLOURS[0]}">{drawing}</g>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256">{ground}{inside}</svg>'


def draw(page, name, size, svg):
    """One PNG of so many pixels a side."""
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(f"<style>*{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{svg}")
    page.screenshot(path=FOLDER / f"{name}.png", omit_background=True)


def main():
    (FOLDER / "favicon.svg").write_text(logo(60))
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("GATHER_TEST_BROWSER"), args=["--no-sandbox"] if root else []
        )
        page = browser.new_page()
        draw(page, "icon-192", 192, logo(62))
        draw(page, "icon-512", 512, logo(62))
        draw(page, "maskable-512", 512, logo(76, PAPER))  # the safe zone is a circle of 80% of the side
        draw(page, "apple-touch-icon", 180, logo(70, PAPER))
        draw(page, "plans-96", 96, shortcut("ticket"))
        draw(page, "today-96", 96, shortcut("calendar-check"))
        browser.close()


if __name__ == "__main__":
    main()
