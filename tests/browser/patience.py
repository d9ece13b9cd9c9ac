"""Pages with their scripts: these come once the page is drawn, later than the load for which Playwright waits."""

from contextlib import contextmanager
from functools import wraps

from playwright.sync_api import Locator

NOTE_SCRIPTS = """(() => {
  const came = new Set();
  const note = ({ target }) => { if (target instanceof HTMLScriptElement) came.add(target.getAttribute("src")); };
  for (const end of ["load", "error"]) document.addEventListener(end, note, true);
  window.scriptsCame = () => {
    const first = document.querySelector("script[data-then]");
    return !first || first.dataset.then.split(" ").every((address) => came.has(address));
  };
})()"""
"""Put into each page before its own scripts; one that was refused has come too: nothing more is to be waited for."""
CAME = "() => window.scriptsCame?.() ?? true"
WAYS = ("goto", "reload", "go_back", "go_forward")
TOUCHES = ("tap", "click", "fill", "check", "select_option", "press_sequentially")


def wait_for_scripts(page):
    """Wait until the scripts of the page have run."""
    page.wait_for_function(CAME)


def patient(page):
    """The page, whose own ways to another one end when the scripts there have run, and whose hands wait for them."""
    page.is_patient = True
    for name in WAYS:
        setattr(page, name, _patiently(page, getattr(page, name)))
    return page


def _patiently(page, go):
    def gone(*arguments, **options):
        answer = go(*arguments, **options)
        wait_for_scripts(page)
        return answer

    return gone


@contextmanager
def patient_hands():
    """Hands that touch a patient page once its scripts have run: a test is there sooner than any finger."""
    own = {name: getattr(Locator, name) for name in TOUCHES}
    for name, touch in own.items():
        setattr(Locator, name, _by_hand(touch))
    yield
    for name, touch in own.items():
        setattr(Locator, name, touch)


def _by_hand(touch):
    @wraps(touch)
    def touched(target, *arguments, **options):
        if hasattr(target.page, "is_patient"):
            wait_for_scripts(target.page)
        return touch(target, *arguments, **options)

    return touched
