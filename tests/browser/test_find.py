"""Finding something: tabs, days, places and pictures, swapped in place with a script and as plain links without."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(
    ("name", "address"),
    [("Help out", "want=help"), ("Today", "from="), ("Haverigg", "area=haverigg"), ("Food", "picture=food")],
)
def test_a_filter_is_one_tap(page, javascript, name, address):
    page.goto("/events")
    results = page.locator("#results")
    results.locator("summary").tap()
    if javascript:
        page.evaluate("window.still = true")
    results.get_by_role("link", name=name, exact=True).first.tap()
    if "want" in address:
        expect(results.get_by_role("link", name=name, exact=True)).to_have_attribute("aria-current", "true")
    else:
        expect(results.get_by_text(f"Only: {name}")).to_be_visible()
    assert address in page.url
    assert page.evaluate("window.still") == (True if javascript else None)
    page.go_back()
    expect(page.locator("#results").get_by_role("link", name="Everything", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    assert page.url.endswith("/events")


def test_a_picture_on_the_first_page_leads_to_its_things(page):
    page.goto("/")
    page.get_by_role("navigation", name="Pick by picture").get_by_role("link", name="Food").tap()
    expect(page.get_by_role("link", name="Pack food bags", exact=True).first).to_be_visible()
