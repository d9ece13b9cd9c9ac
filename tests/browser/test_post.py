"""Carol posts a drive, the next visitor helps; she posts it again and calls one off. Words stay words everywhere."""

from playwright.sync_api import expect

from tests.browser.hand import Hand
from tests.browser.test_take_a_place import take_a_place

NASTY = '<b>Bold</b><script>alert("x")</script>'


def mobile(number, javascript):
    """One number for each way: the drives of both are at the same hour, and one person can't be at two."""
    return f"07700 900{number if javascript else number + 10}"


def as_carol(page):
    """Signed in as Carol, on the first page."""
    page.goto("/sign-in")
    page.get_by_role("button", name="Carol, 44: organiser").tap()
    expect(page.get_by_role("heading", name="Hi Carol. Lend a hand?")).to_be_visible()
    return Hand(page)


def post_a_drive(hand, title):
    hand.tap("link", "Organise")
    hand.tap("link", "Ask for help")
    hand.tap("radio", "Clean-up")
    hand.type("Give it a short name", title)
    hand.press(hand.page.locator(".days .opt").nth(1))
    hand.tap("button", "Post it")
    expect(hand.page.get_by_text("It is on.")).to_be_visible()


def test_a_new_drive_and_the_next_visitor(page, new_page, javascript):
    title = f"Dune planting {'one' if javascript else 'two'}"
    hand = as_carol(page)
    post_a_drive(hand, title)
    assert hand.taps <= 6
    assert hand.fields == 1
    visitor = new_page(javascript)
    take_a_place(visitor, "Finn", mobile(421, javascript), title)
    hand.page.reload()
    expect(page.get_by_text("1 of ").first).to_be_visible()


def test_the_same_again_in_three_taps(page, javascript):
    title = f"Path repair {'one' if javascript else 'two'}"
    post_a_drive(as_carol(page), title)
    page.goto("/")
    hand = Hand(page)
    hand.tap("link", "Organise")
    hand.press(page.get_by_role("listitem").filter(has_text=title).get_by_role("link", name="Again"))
    hand.tap("button", "Post it")
    expect(page.get_by_text("It is on.")).to_be_visible()
    assert hand.taps == 3
    assert hand.fields == 0


def test_called_off_is_told(page, new_page, javascript):
    title = f"Cliff walk {'one' if javascript else 'two'}"
    post_a_drive(as_carol(page), title)
    visitor = new_page(javascript)
    take_a_place(visitor, "Gwen", mobile(422, javascript), title)
    page.get_by_role("link", name="Call it off").tap()
    page.get_by_label("Why? People who have a place will read this").fill("A storm is coming.")
    page.get_by_role("button", name="Call it off").tap()
    expect(page.get_by_text("Called off:")).to_be_visible()
    expect(visitor.get_by_role("heading", name="You are going")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_text("had to call this off. A storm is coming.")).to_be_visible()


def test_a_script_in_every_field_is_only_words(page, new_page, javascript):
    hand = as_carol(page)
    page.goto("/organise/events/new")
    page.get_by_text("Say more (you don't have to)").tap()
    hand.tap("radio", "Garden")
    for field in page.locator("main input[type=text], main textarea").all():
        field.fill(NASTY)
    hand.tap("button", "Post it")
    expect(page.get_by_role("heading", name=NASTY)).to_be_visible()
    page.get_by_role("link", name="See it as the town sees it").tap()
    expect(page.get_by_role("heading", name=NASTY)).to_be_visible()
    visitor = new_page(javascript)
    visitor.goto(page.url)
    visitor.get_by_role("link", name="I can help").tap()
    visitor.get_by_label("First name", exact=True).fill(NASTY[:40])
    visitor.get_by_label("Your mobile number", exact=True).fill(mobile(423, javascript))
    visitor.get_by_text("I am 18 or over").tap()
    visitor.get_by_role("button", name="I can help").tap()
    expect(visitor.get_by_text(NASTY, exact=True)).to_be_visible()
    visitor.goto("/me")
    expect(visitor.get_by_role("link", name=NASTY)).to_be_visible()
    visitor.goto("/demo/outbox")
    expect(visitor.get_by_text(NASTY).first).to_be_visible()
