"""The first day of a real town: nothing of the demo, a steward from the command line, and a first screen that helps."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.gallery import code_sent_to
from tests.browser.served import ROOT

STEWARD = "mayor@example.org"


@pytest.fixture(scope="module")
def steward(real_town):
    """The town's first steward, made as the operator makes her."""
    command = ["account", "create", "--email", STEWARD, "--role", "steward"]
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *command], cwd=ROOT, check=True, capture_output=True,
        env={**os.environ, "GATHER_DATA_DIR": str(real_town.folder), "GATHER_BASE_URL": real_town.url},
    )  # fmt: skip
    return STEWARD


def test_an_empty_town_says_so(new_page, real_town, javascript, watch):
    watch.expect(404)
    page = new_page(javascript, real_town)
    page.goto("/")
    expect(page.get_by_role("heading", name="Nothing is on yet")).to_be_visible()
    assert page.goto("/demo/outbox").status == 404
    page.goto("/sign-in")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Try the demo as")).to_have_count(0)
    assert page.request.post("/demo/sign-ins/Carol").status in (400, 404)


def test_the_first_steward_is_led_to_the_first_thing(new_page, real_town, steward):
    page = new_page(town=real_town)
    page.goto("/sign-in")
    page.get_by_label("Your mobile number or e-mail").fill(steward)
    page.get_by_role("button", name="Send me a code").tap()
    expect(page.get_by_role("heading", name="Type your code")).to_be_visible()
    page.get_by_label("Your code").fill(code_sent_to(real_town, steward))
    page.get_by_role("button", name="Sign in").tap()
    page.get_by_label("Your first name").fill("Mary")
    page.get_by_label("Month").select_option("5")
    page.get_by_label("Year").fill("1960")
    page.get_by_role("button", name="Save").tap()
    expect(page).not_to_have_url(f"{real_town.url}/me/about")
    page.goto("/")
    page.get_by_role("link", name="Organise").tap()
    steps = page.get_by_role("region", name="First steps for your town")
    expect(steps.get_by_role("listitem")).to_have_count(5)
    steps.get_by_role("link", name="Say which areas your town has").tap()
    page.get_by_label("What is the area called?").fill("Millom")
    page.get_by_label("Latitude").fill("54.2106")
    page.get_by_label("Longitude").fill("-3.2718")
    page.get_by_role("button", name="Add the area").tap()
    expect(steps.get_by_role("listitem").first).to_contain_text("Done")
    steps.get_by_role("link", name="Add an organisation").tap()
    page.get_by_label("What is it called?").fill("Millom Beach Friends")
    page.get_by_role("radio", name="Group or club").tap()
    page.get_by_label("phone", exact=False).first.fill("0808 157 0113")
    page.get_by_role("button", name="Add it").tap()
    expect(page.get_by_role("heading", name="Millom Beach Friends")).to_be_visible()
    page.goto("/organise/")
    steps.get_by_role("link", name="Add a place where things happen").tap()
    page.get_by_label("What is the place called?").fill("Haverigg beach")
    page.get_by_label("Address").fill("Sea View")
    page.get_by_label("Which area is it in?").select_option(label="Millom")
    page.get_by_role("button", name="Add the place").tap()
    steps.get_by_role("link", name="Put the first thing on").tap()
    expect(page.get_by_role("heading", name="Ask for help")).to_be_visible()
