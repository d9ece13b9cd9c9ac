"""Every language on a real phone: picked by its own name, kept, and nothing sticks out, in Urdu from right to left."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.shape import BROKEN_WORDS, COVERED_WORDS, STICKING_OUT, broken_words

LOOKED_AT = ("home", "everything", "drive", "clinic", "who is it for, wrong", "pass", "plans", "sign in", "my phones",
             "ask for help", "manage", "who comes", "rally", "language and reading")  # fmt: skip
WIDTHS = (390, 320)
BROKEN_IN_THE_BAR = BROKEN_WORDS.replace("h1,h2,h3,.btn,.pass-when", ".nav a")


def test_it_works(page):
    page.goto("/events?want=help")
    page.get_by_role("link", name="EN, English. How you read").click()
    page.get_by_role("button", name="Cymraeg").click()
    expect(page).to_have_url(re.compile(r"/events\?want=help$"))
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.get_by_role("heading", name="Who needs a hand?")).to_have_count(0)
    page.goto("/")  # it is kept
    expect(page.locator("html")).to_have_attribute("lang", "cy")


@pytest.mark.parametrize(("locale", "lang", "dir_"), [("pl-PL", "pl", "ltr"), ("ur-PK", "ur", "rtl")])
def test_l5_the_phones_own_language_is_taken_first(new_page, locale, lang, dir_):
    page = new_page(locale=locale)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("html")).to_have_attribute("dir", dir_)


def problems_on(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    in_the_bar = page.evaluate(BROKEN_IN_THE_BAR, 11) if width == WIDTHS[0] else []
    covered = page.evaluate(COVERED_WORDS)
    return [*page.evaluate(STICKING_OUT, width), *covered, *broken_words(page, width), *in_the_bar]


@pytest.mark.parametrize("language", ["cy", "pl", "ro", "ur"])
def test_l5_in_no_language_does_anything_stick_out(open_page, language):
    found = []
    for name in LOOKED_AT:
        page = open_page(name)
        cookie = {"name": "language", "value": language, "url": page.url}
        page.context.add_cookies([cookie])
        page.reload()
        expect(page.locator("html")).to_have_attribute("lang", language)
        found += [f"{name}, {width} px: {problem}" for width in WIDTHS for problem in problems_on(page, width)]
        if language == "ur" and name in ("home", "clinic", "language and reading"):
            found += [f"{name}: {problem}" for problem in violations(page)]
    assert found == []
