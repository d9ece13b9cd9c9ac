"""Larger words and Easy Read: switched on by anybody, kept on the phone, and every page still fits."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.shape import STICKING_OUT, misfits, small_targets

PIXELS = "parseFloat(getComputedStyle(document.body).fontSize)"
LARGE = ("home", "everything", "drive", "who is it for, wrong", "pass", "sign in")


def test_it_works(page):
    page.goto("/events?want=help")
    page.get_by_role("heading", level=2).get_by_role("link").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="EN, English. How you read").click()
    page.get_by_role("checkbox", name="Easy Read").check()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)  # back where one was
    lines = page.get_by_role("list", name="What it is").get_by_role("listitem")
    expect(lines.filter(has_text="It starts at")).to_be_visible()
    expect(lines.filter(has_text="It is free.")).to_be_visible()
    assert lines.count() == lines.locator("svg").count()  # a picture with every idea
    expect(page.locator(".btn.big")).to_be_visible()


def test_larger_words_are_larger_and_stay(page):
    page.goto("/")
    before = page.evaluate(PIXELS)
    page.get_by_role("link", name="How you read").click()
    page.get_by_role("checkbox", name="Bigger words").check()
    page.get_by_role("button", name="Done").click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.locator("html")).to_contain_class("large")
    assert page.evaluate(PIXELS) == pytest.approx(before * 1.25)
    page.goto("/events")
    assert page.evaluate(PIXELS) == pytest.approx(before * 1.25)


@pytest.mark.parametrize("name", ["drive", "clinic", "gathering"])
def test_everybody_can_use_easy_read(open_page, name):
    page = open_page(name)
    page.context.add_cookies([{"name": "reading", "value": "easy.large", "url": page.url}])
    page.reload()
    expect(page.locator(".easy-lines")).to_be_visible()
    problems = [f"axe, {scheme}: {line}" for scheme in ("dark", "light") for line in violations(page, scheme)]
    problems += [*small_targets(page), *misfits(page)]
    assert problems == []


def test_larger_words_fit_on_a_small_phone(open_page):
    found = []
    for name in LARGE:
        page = open_page(name)
        page.set_viewport_size({"width": 320, "height": 640})
        page.context.add_cookies([{"name": "reading", "value": "large", "url": page.url}])
        page.reload()
        found += [f"{name}: {problem}" for problem in page.evaluate(STICKING_OUT, 320)]
    assert found == []
