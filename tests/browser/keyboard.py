"""A page by keyboard alone: where the Tab key stops, whether a ring shows there and nothing lies over it."""

STOPS_MAX = 150
STOP = """() => {
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
  return { id: node.outerHTML.slice(0, 120), ringed, visible: Boolean(own), over: over?.outerHTML.slice(0, 80) ?? "" };
}"""


def unseen_stops(page):
    """What is wrong with the stops of the Tab key from the top of the page to its end: a line for each."""
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0) }")
    found = []
    for number in range(STOPS_MAX):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return found if number else ["no stop at all"]
        if not stop["ringed"]:
            found.append(f"no ring: {stop['id']}")
        if not stop["visible"]:
            found.append(f"hidden: {stop['id']} under {stop['over']}")
    return [*found, "the stops never end"]
