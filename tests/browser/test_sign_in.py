"""Signing in with a code that the demo shows, and out again."""

from playwright.sync_api import expect


def test_in_with_a_code_and_out_again(page, javascript):
    address = f"nora{int(javascript)}@example.com"
    page.goto("/")
    page.get_by_role("link", name="Sign in").tap()
    page.get_by_label("Your mobile number or e-mail").fill(address)
    page.get_by_role("button", name="Send me a code").tap()
    expect(page.get_by_role("heading", name="Type your code")).to_be_visible()
    outbox = page.context.new_page()
    outbox.goto("/demo/outbox")
    letter = outbox.get_by_role("article").filter(has_text=address).first
    code = letter.get_by_role("heading").inner_text().split()[0]
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Sign in").tap()
    expect(page.get_by_role("heading", name="About you")).to_be_visible()
    page.get_by_label("Your first name").fill("Nora")
    page.get_by_label("Month").select_option("5")
    page.get_by_label("Year").fill("1960")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("You are signed in as Nora.")).to_be_visible()
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_a_wrong_code_says_how_many_tries_are_left(page, javascript, watch):
    watch.expect(422)
    page.goto("/sign-in")
    page.get_by_label("Your mobile number or e-mail").fill(f"nils{int(javascript)}@example.com")
    page.get_by_role("button", name="Send me a code").tap()
    page.get_by_label("Your code").fill("000 000")
    page.get_by_role("button", name="Sign in").tap()
    expect(page.locator("#code-error")).to_contain_text("more times")
