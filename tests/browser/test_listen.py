"""Listen: reads the page aloud where the device has a voice for its language, marks what it reads, and stops (L4)."""

import pytest
from playwright.sync_api import expect

VOICES = """([...languages]) => {
  // A headless browser has no voices: these say nothing and note what they were given, one sentence at a time.
  window.said = [];
  // the real one takes no voice but a real one
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  window.voices = languages.map((lang) => ({ lang, name: lang, localService: true }));
  speechSynthesis.getVoices = () => window.voices;
  speechSynthesis.speak = (speech) => {
    window.now = speech;
    window.said.push(`${speech.lang}|${speech.text}`);
  };
  speechSynthesis.cancel = () => window.now?.onerror(new Event("error"));
}"""


@pytest.fixture
def phone_with(new_page):
    """A phone with voices for these languages: `phone_with("en-GB", remote=False, **context)`."""

    def make(*languages, remote=False, **context):
        page = new_page(service_workers="block", **context)
        page.add_init_script(f"({VOICES})({list(languages)})")
        if remote:
            page.add_init_script("window.voices.forEach((one) => (one.localService = false))")
        return page

    return make


def spoken(page):
    """What is marked on the page."""
    return page.evaluate("[...(CSS.highlights.get('spoken') ?? [])].map((range) => range.toString()).join()")


def finish_sentence(page):
    page.evaluate("window.now.onend()")


def listen_button(page):
    return page.get_by_role("button", name="Listen to this page")


def test_it_works(phone_with):
    page = phone_with("fr-FR", "en-US", "en-GB")
    page.goto("/sign-in")
    listen_button(page).click()
    assert page.evaluate("window.said") == ["en|Sign in"]
    assert page.evaluate("window.now.voice.lang") == "en-GB"
    assert spoken(page) == "Sign in"
    finish_sentence(page)
    assert spoken(page) == "No password."  # sentence by sentence, not block by block
    finish_sentence(page)
    assert page.evaluate("window.said.at(-1)") == "en|We send you a code."
    expect(page.get_by_role("button", name="Stop")).to_have_text("Stop")
    page.get_by_role("button", name="Stop").click()
    assert spoken(page) == ""
    expect(listen_button(page)).to_have_text("Listen")
    listen_button(page).click()  # and again from the beginning
    assert page.evaluate("window.said.at(-1)") == "en|Sign in"


def test_l4_it_comes_to_its_end_by_itself(phone_with):
    page = phone_with("en-GB")
    page.goto("/reading")
    listen_button(page).click()
    for _sentence in range(60):
        if not spoken(page):
            break
        finish_sentence(page)
    said = page.evaluate("window.said.map((one) => one.slice(3))")
    assert said[:3] == ["How you read", "Choose a language", "English"]
    assert said[-1] == "Done"
    assert all(len(one) < 200 for one in said)
    expect(listen_button(page)).to_be_visible()


def test_l4_it_speaks_as_the_page_does(phone_with):
    page = phone_with("en-GB", "pl_PL", locale="pl-PL")  # Android writes it with a line
    page.goto("/reading")
    page.locator("[data-listen]").click()
    assert page.evaluate("window.now.voice.lang") == "pl_PL"


@pytest.mark.parametrize("languages", [(), ("fr-FR", "de-DE")])
def test_l4_without_a_voice_for_the_language_there_is_no_button(phone_with, languages):
    page = phone_with(*languages)
    page.goto("/reading")
    expect(page.locator("[data-listen]")).to_be_hidden()


def test_p3_no_voice_of_somebody_elses_computer_is_used(phone_with):
    page = phone_with("en-GB", remote=True)
    page.goto("/reading")
    expect(page.locator("[data-listen]")).to_be_hidden()


def test_l4_voices_that_come_later_bring_the_button(phone_with):
    page = phone_with()
    page.goto("/reading")
    expect(page.locator("[data-listen]")).to_be_hidden()
    page.evaluate("window.voices = [{ lang: 'en-GB', localService: true }]")
    page.evaluate("speechSynthesis.dispatchEvent(new Event('voiceschanged'))")
    expect(listen_button(page)).to_be_visible()


def test_l4_it_stops_on_leaving(phone_with):
    page = phone_with("en-GB")
    page.goto("/reading")
    listen_button(page).click()
    page.evaluate("""() => {
      speechSynthesis.cancel = () => sessionStorage.setItem("stopped", "yes");
    }""")
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_role("heading", name="Lend a hand?")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('stopped')") == "yes"


def test_without_a_script_there_is_no_button(new_page):
    page = new_page(javascript=False)
    page.goto("/reading")
    expect(page.locator("[data-listen]")).to_be_hidden()
