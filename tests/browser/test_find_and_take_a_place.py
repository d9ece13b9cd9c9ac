"""Somebody without an account finds the beach clean and takes a place; a script only makes it smoother."""

from playwright.sync_api import expect


def test_it_works(page):
    page.goto("/")
    expect(page.get_by_role("heading", name="Lend a hand?")).to_be_visible()
