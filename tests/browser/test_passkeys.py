"""Signing in by a touch in a real Chromium with a virtual finger reader: every way in, and every way it can fail."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.gallery import code_sent_to
from tests.browser.shape import small_targets
from tests.browser.touch import Reader

NO_SUGGESTION = "PublicKeyCredential.isConditionalMediationAvailable = async () => false;"
"""A virtual reader picks the suggestion at the keyboard by itself; so a test of the button has none."""


@pytest.fixture
def page(new_page, demo, watch):
    watch.expect(403)  # the worker may just have been looking ahead at a pass of who signs out
    return new_page()


def come_in_by_code(page, town, name, by_touch=True):
    """Sign in as somebody of the demo by a code that arrives, once the page knows that this phone can do a touch."""
    address = f"{name.lower()}@example.org"
    page.goto("/sign-in")
    page.get_by_label("Your mobile number or e-mail").fill(address)
    page.get_by_role("button", name="Send me a code").tap()
    page.get_by_label("Your code").wait_for()
    if by_touch:
        expect(page.locator("[data-passkey-can]")).to_have_value("yes")
    page.get_by_label("Your code").fill(code_sent_to(town, address))
    page.get_by_role("button", name="Sign in").tap()


def sign_out(page):
    page.goto("/me")
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()


def add_it(page, demo, name):
    """Say yes to the question after the code."""
    come_in_by_code(page, demo, name)
    expect(page.get_by_role("heading", name="Next time just your finger?")).to_be_visible()
    is_for_everybody(page)
    page.get_by_role("button", name="Yes").tap()
    expect(page.get_by_text("Done. Next time just touch.")).to_be_visible()


def is_in(page):
    expect(page.get_by_text("You are signed in as")).to_be_visible()


def is_for_everybody(page):
    """Both themes, and thumbs; the other pages of this kind are among tests.browser.pages."""
    assert [line for scheme in ("dark", "light") for line in violations(page, scheme)] == []
    assert small_targets(page) == []


def test_added_used_removed_and_then_refused(page, demo, watch):
    page.add_init_script(NO_SUGGESTION)
    reader = Reader(page)
    add_it(page, demo, "Ed")
    (key,) = reader.keys()
    assert key["isResidentCredential"]
    sign_out(page)
    page.goto("/sign-in")
    page.get_by_role("button", name="Use my finger or face").tap()
    is_in(page)
    page.get_by_role("link", name="A touch instead of a code").tap()
    page.get_by_role("button", name=re.compile("Remove")).tap()
    expect(page.get_by_text("It no longer opens your account.")).to_be_visible()
    sign_out(page)
    if not reader.keys():  # the phone let go of it too, as it was told: an old copy comes back
        reader.add_key(key)
    watch.expect(422)
    page.goto("/sign-in")
    page.get_by_role("button", name="Use my finger or face").tap()
    expect(page.get_by_text("This was removed here")).to_be_visible()
    is_for_everybody(page)


def test_the_suggestion_at_the_address_signs_in(page, demo):
    Reader(page)
    add_it(page, demo, "Grace")
    sign_out(page)
    page.goto("/sign-in")  # a virtual reader picks the suggestion at once
    is_in(page)


def test_a_finger_that_is_not_the_owners_is_refused(page, demo):
    reader = Reader(page)
    add_it(page, demo, "Leo")
    sign_out(page)
    reader.knows_its_owner(False)
    page.goto("/sign-in")
    page.get_by_role("button", name="Use my finger or face").tap()
    expect(page.get_by_text("You stopped it, or it took too long.")).to_be_visible()
    expect(page.get_by_role("button", name="Send me a code")).to_be_visible()
    page.goto("/me/sign-ins")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_town_that_is_not_told_of_the_owner_refuses_by_itself(page, demo, watch):
    """The same with a page that was changed to ask less: the server decides."""
    page.add_init_script("PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = async () => true;")
    Reader(page, hasUserVerification=False, isUserVerified=False)
    come_in_by_code(page, demo, "Asha")
    expect(page.get_by_role("heading", name="Next time just your finger?")).to_be_visible()
    page.locator("#touch").evaluate(
        """(form) => {
          const asked = JSON.parse(form.dataset.passkeyOptions);
          asked.authenticatorSelection= { userVerification: "discouraged" };
          form.dataset.passkeyOptions = JSON.stringify(asked);
        }"""
    )
    watch.expect(422)
    page.get_by_role("button", name="Yes").tap()
    expect(page.get_by_role("alert")).to_contain_text("did not check that it is you")


def test_a_prompt_that_is_closed_says_so_and_the_code_stays(page, demo):
    page.add_init_script(
        "navigator.credentials.create = async () => { throw new DOMException('closed', 'NotAllowedError'); };"
    )
    Reader(page)
    come_in_by_code(page, demo, "Priya")
    page.get_by_role("button", name="Yes").tap()
    expect(page.get_by_role("status").filter(has_text="You stopped it")).to_be_visible()
    page.get_by_role("button", name="No", exact=True).tap()
    is_in(page)


def test_an_organiser_sets_it_up_and_an_older_browser_can_too(page, demo):
    page.add_init_script(
        """delete PublicKeyCredential.parseCreationOptionsFromJSON;
        delete PublicKeyCredential.parseRequestOptionsFromJSON;
        PublicKeyCredential.prototype.toJSON = () => { throw new TypeError("Illegal invocation"); };"""
    )
    reader = Reader(page)
    come_in_by_code(page, demo, "Carol")
    page.get_by_role("button", name="No", exact=True).tap()
    is_in(page)
    page.goto("/organise/calls")
    expect(page.get_by_role("heading", name="Show that it is you")).to_be_visible()
    expect(page.get_by_role("heading", name="With a code instead")).to_be_hidden()
    is_for_everybody(page)
    page.get_by_role("button", name="Set it up with a touch").tap()
    expect(page).to_have_url(re.compile("/organise/calls$"))
    assert len(reader.keys()) == 1


def test_a_phone_that_cannot_is_not_asked_and_goes_on_with_codes(page, demo):
    come_in_by_code(page, demo, "Dev", by_touch=False)
    is_in(page)
    page.goto("/sign-in")
    page.goto("/organise/calls")
    expect(page.get_by_role("button", name="Set it up with a touch")).to_be_hidden()
    page.get_by_role("button", name="This phone can't do that").tap()
    expect(page).to_have_url(re.compile("/organise/calls$"))


def test_without_a_script_codes_stay_and_nothing_else_shows(new_page, demo):
    page = new_page(javascript=False)
    page.goto("/sign-in")
    expect(page.get_by_role("button", name="Use my finger or face")).to_be_hidden()
    come_in_by_code(page, demo, "Sam", by_touch=False)
    is_in(page)
    page.goto("/organise/calls")
    expect(page.get_by_role("button", name="This phone can't do that")).to_be_visible()
