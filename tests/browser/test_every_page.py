"""Every page in every state: axe in both themes, keyboard, thumbs, large text, narrow and right to left."""

import pytest

from tests.browser.axe import violations
from tests.browser.keyboard import unseen_stops
from tests.browser.pages import PAGES
from tests.browser.shape import COVERED_WORDS, STICKING_OUT, broken_words, misfits, small_targets, unknown_symbols


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_the_page(open_page, name):
    page = open_page(name)
    problems = [f"axe, {scheme}: {line}" for scheme in ("dark", "light") for line in violations(page, scheme)]
    problems += [f"too small to tap: {line}" for line in small_targets(page)]
    problems += [f"no such picture: {address}" for address in unknown_symbols(page)]
    problems += [f"by keyboard: {line}" for line in unseen_stops(page)]
    problems += misfits(page)
    assert not problems, f"{name}:\n" + "\n".join(problems)


def test_what_is_wrong_for_somebody_is_found(open_page):
    page = open_page("home")
    page.evaluate("document.querySelector('h1').style.color = 'rgb(250, 190, 60)'")
    page.evaluate("document.querySelector('main a.btn').replaceChildren()")
    found = "\n".join(violations(page))
    assert "color-contrast" in found
    assert "link-name" in found


def test_what_does_not_fit_is_found(open_page):
    page = open_page("home")
    page.evaluate("""() => {
      const more = '<p class="wide">Wide</p><button class="tiny">x</button>';
      document.querySelector("main").insertAdjacentHTML("beforeend", more);
      document.querySelector(".wide").style.width = "600px";
      document.querySelector("use").setAttribute("href", document.querySelector("use").getAttribute("href") + "no");
      const words = document.querySelector(".hero p");
      Object.assign(words.style, { position: "absolute", right: "0", bottom: "0" });
    }""")
    assert "wide" in page.evaluate(STICKING_OUT, 390)[1]
    assert "tiny" in small_targets(page)[0]
    assert unknown_symbols(page)
    assert page.evaluate(COVERED_WORDS)
    page.evaluate("document.querySelector('h1').style.width = '2ch'")
    assert "hand" in broken_words(page, 390)


def test_what_the_keyboard_cannot_see_is_found(open_page):
    page = open_page("sign in")
    page.evaluate("""() => {
      document.querySelector(".back").style.outline = "none";
      Object.assign(document.querySelector(".bar").style, { top: "0", bottom: "auto", height: "90vh" });
    }""")
    found = "\n".join(unseen_stops(page))
    assert "no ring" in found
    assert "hidden" in found
