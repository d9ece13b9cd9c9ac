"""Pages with their scripts: these come once the page is drawn, later than the load for which Playwright waits."""

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


def wait_for_scripts(page):
    """Wait until the scripts of the page have run."""
    page.wait_for_function(CAME)


def patient(page):
    """The page, whose own ways to another one end when the scripts there have run."""
    for name in WAYS:
        setattr(page, name, _patiently(page, getattr(page, name)))
    return page


def _patiently(page, go):
    def gone(*arguments, **options):
        answer = go(*arguments, **options)
        wait_for_scripts(page)
        return answer

    return gone
