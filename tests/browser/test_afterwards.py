"""How was it? One tap on a face in a real browser: with scripts and without, and without signal; a problem reported."""

import pytest
from playwright.sync_api import expect

from app.feedback import queries
from tests import cast
from tests.browser.known import wait_until, wait_until_kept, with_worker
from tests.browser.states import short_of
from tests.browser.states_of_feedback import end_it


@pytest.fixture
def place_over(demo):
    """A pass of something that ended two hours ago: its path, and what was said about it by now."""
    numbers = iter(range(640, 650))

    def make(title):
        with demo.app.app_context():
            slot = cast.first_slot(cast.drive(short_of(demo), title=title, days=25))
            number = next(numbers)
            booking = cast.take(slot, f"After {number}", cast.phone(number))
            end_it(slot.id)
            return f"/bookings/{booking.code}", booking.id

    return make


def said(demo, booking_id):
    """The face and the words about a place, None while there are none."""
    with demo.app.app_context():
        row = queries.said_of(booking_id)
        return row and (row.face, row.words)


def test_one_tap_on_the_pass_is_enough_and_words_may_follow(page, demo, place_over):
    path, booking = place_over("Tea and cake")
    page.goto(path)
    page.get_by_role("button", name="Good", exact=True).tap()
    expect(page.get_by_text("You said: Good.")).to_be_visible()
    assert said(demo, booking) == ("good", None)
    page.get_by_label("Do you want to say more?").fill("The cake was lovely.")
    page.get_by_role("button", name="Save my words").tap()
    expect(page.get_by_label("Do you want to say more?")).to_have_value("The cake was lovely.")
    assert said(demo, booking) == ("good", "The cake was lovely.")
    page.get_by_role("button", name="Okay").tap()
    expect(page.get_by_text("You said: Okay.")).to_be_visible()
    assert said(demo, booking) == ("okay", "The cake was lovely.")


def test_a_face_tapped_without_signal_is_kept_and_counts_once(new_page, demo, watch, place_over):
    path, booking = place_over("Cake and tea")
    page = new_page()
    with_worker(page, path)
    wait_until_kept(page, path)
    watch.lose_signal(page.context)
    page.goto(path)
    page.get_by_role("button", name="Not good").tap()
    expect(page.get_by_text("We will send it when you have signal.")).to_be_visible()
    assert said(demo, booking) is None
    watch.find_signal(page.context)
    wait_until(page, lambda: said(demo, booking) == ("bad", None))


def test_a_problem_is_reported_and_its_answer_read(page, new_page, demo, javascript):
    with demo.app.app_context():
        title = "Rope swing" if javascript else "Old jetty"
        slug = cast.drive(short_of(demo), title=title, days=26).slug
    page.goto(f"/events/{slug}")
    page.get_by_role("link", name="Report a problem").tap()
    page.get_by_role("radio", name="It is not safe").check()
    page.get_by_label("What happened?").fill("The boards are rotten.")
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    team = new_page(javascript)
    team.goto("/sign-in")
    team.get_by_role("button", name="Carol,").tap()
    team.wait_for_url("**/")
    team.goto("/organise/reports")
    team.get_by_role("link").filter(has_text=title).tap()
    team.get_by_label("Your answer").fill("We closed it today.")
    team.get_by_role("button", name="Send the answer").tap()
    expect(team.get_by_role("heading", name="Answered by Carol")).to_be_visible()
    page.reload()
    expect(page.get_by_text("We closed it today.")).to_be_visible()
