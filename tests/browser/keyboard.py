"""A page by keyboard alone: where the Tab key stops, whether a ring shows there and nothing lies over it."""

STOPS_MAX, AT_ONCE = 150, 8
"""Each question to the browser is a way there and back: the page itself notes where it stands after each press."""
NOTE = """() => {
  document.activeElement.blur();
  window.scrollTo(0, 0);
  window.stops = [];
  const stop = () => {
    const node = document.activeElement;
    if (node === document.body || node === document.documentElement || node === null) return null;
    const ring = (target, part) => { const style = getComputedStyle(target, part);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; };
    const near = [node.nextElementSibling, node.closest("label")].filter(Boolean);
    const ringed = ring(node) || ring(node, "::after") || near.some((other) => ring(other));
    const box = node.getClientRects()[0] ?? node.getBoundingClientRect();
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const own = over
      && (over === node || node.contains(over) || over.contains(node) || over.closest("label")?.control === node);
    const above = over?.outerHTML.slice(0, 80) ?? "";
    return { id: node.outerHTML.slice(0, 120), ringed, visible: Boolean(own), over: above };
  };
  window.addEventListener("keyup", ({ key }) => key === "Tab" && window.stops.push(stop()), true);
}"""


def unseen_stops(page):
    """What is wrong with the stops of the Tab key from the top of the page to its end: a line for each."""
    page.evaluate(NOTE)
    for _ in range(STOPS_MAX // AT_ONCE):
        for _ in range(AT_ONCE):
            page.keyboard.press("Tab")
        stops = page.evaluate("() => window.stops")
        if None in stops:
            found = [line for stop in stops[: stops.index(None)] for line in _wrong(stop)]
            return found if stops[0] else ["no stop at all"]
    return ["the stops never end"]


def _wrong(stop):
    if not stop["ringed"]:
        yield f"no ring: {stop['id']}"
    if not stop["visible"]:
        yield f"hidden: {stop['id']} under {stop['over']}"
