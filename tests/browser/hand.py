"""The hand of a visitor: it taps and types, and counts both."""

from io import BytesIO

from PIL import Image
from zxingcpp import read_barcodes


class Hand:
    """One visitor's hand on one page; `taps` and `fields` are what the journey cost so far."""

    def __init__(self, page):
        self.page, self.taps, self.fields = page, 0, 0

    def tap(self, role, name, exact=True):
        """Tap what is called so; where lists show it twice, the first."""
        self.press(self.page.get_by_role(role, name=name, exact=exact).first)

    def press(self, target):
        """Tap this very thing."""
        self.taps += 1
        target.tap()

    def find(self, name):
        """Tap what the list calls so. The list of a town in which all tests live is long: leafing isn't counted."""
        wanted, more = (self.page.get_by_role("link", name=one, exact=True).first for one in (name, "Show more"))
        wanted.or_(more).first.wait_for()
        while not wanted.count():
            with self.page.expect_navigation():
                more.tap()
        self.press(wanted)

    def type(self, label, text):
        """Fill in the field with this label."""
        self.fields += 1
        self.page.get_by_label(label, exact=True).fill(text)


def qr_text(page):
    """What a scanner reads from the square code on the page."""
    picture = page.locator("img.qr").screenshot()
    codes = read_barcodes(Image.open(BytesIO(picture)))
    return codes[0].text if codes else None


def pick_a_time(page, title, time="9:20"):
    """From home over one time of a clinic to what is asked next; the hand that did it."""
    hand = Hand(page)
    page.goto("/")
    hand.tap("link", "Book")
    hand.find(title)
    hand.tap("radio", time)
    hand.tap("button", "Next")
    return hand
