"""How a page is laid out, measured in the browser: what is too small to tap, what sticks out, what is drawn at all."""

import re

SMALL_TARGETS = """(least) => {
  const own = (node) => {
    const stretched = getComputedStyle(node, "::after");
    const covers = stretched.position === "absolute" && stretched.content !== "none";
    if (covers && node.tagName === "A") return node.offsetParent;
    if (node.matches("input[type=checkbox],input[type=radio]")) return node.closest("label") ?? node;
    return node;
  };
  const inSentence = (node) => node.tagName === "A" && getComputedStyle(node).display === "inline"
    && node.parentElement.textContent.trim().length > node.textContent.trim().length;
  const controls = "a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex='0']";
  return [...document.querySelectorAll(controls)]
    .filter((node) => node.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }))
    .filter((node) => !inSentence(node) && !node.matches(".skip"))
    .map((node) => [node, own(node).getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < least - .5 || box.height < least - .5))
    .map(([node, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${node.outerHTML.slice(0, 120)}`);
}"""

STICKING_OUT = """(width) => {
  const root = document.scrollingElement;
  if (Math.max(root.scrollWidth, document.body.scrollWidth) <= width) return [];
  const inside = (node) => node.closest(".vh,.skip,.ring") || node.tagName === "path" || node.tagName === "use";
  const wide = [...document.querySelectorAll("body *")].filter((node) => {
    const box = node.getBoundingClientRect();
    return !inside(node) && box.width > 0 && (box.right > width + 1 || box.left < -1);
  });
  const innermost = wide.filter((node) => !wide.some((other) => other !== node && node.contains(other)));
  return [`${root.scrollWidth} px wide`, ...innermost.slice(0, 5).map((node) => node.outerHTML.slice(0, 120))];
}"""

CUT_OFF = """() => [...document.querySelectorAll("body *")]
  .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()))
  .filter((node) => !node.closest(".vh,.skip,option,textarea,script,title") && node.checkVisibility())
  .filter((node) => node.scrollWidth > node.clientWidth * 1.08 + 1 && getComputedStyle(node).display !== "inline")
  .map((node) => node.outerHTML.slice(0, 120))"""

COVERED_WORDS = """() => {
  const found = [];
  for (const ring of document.querySelectorAll(".ring")) {
    if (getComputedStyle(ring).display === "none") continue;
    const petals = [...ring.querySelectorAll("path")];
    for (const words of ring.parentElement.querySelectorAll("h1,p")) {
      const range = document.createRange();
      range.selectNodeContents(words);
      for (const box of range.getClientRects())
        for (const [x, y] of [[box.right - 2, box.top + 3], [box.right - 2, box.bottom - 3]]) {
          const point = new DOMPoint(x, y);
          if (petals.some((petal) => petal.isPointInFill(point.matrixTransform(petal.getScreenCTM().inverse()))))
            found.push(words.textContent.trim().slice(0, 60));
        }
    }
  }
  return found;
}"""

LAID_OVER = """() => {
  const found = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode, node = words.parentElement;
    if (!words.textContent.trim() || node.closest(".vh,.skip,option,svg,script") || !node.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(words);
    for (const at of [0, -1]) {
      const line = () => [...range.getClientRects()].filter((box) => box.width > 2).at(at);
      if (!line()) continue;
      window.scrollBy(0, line().top - innerHeight / 2);
      const box = line(), [x, y] = [box.left + Math.min(8, box.width / 2), box.top + box.height / 2];
      const over = document.elementFromPoint(x, y);
      const whole = node.closest("a,button,label,.card") ?? node;
      if (over && (whole.contains(over) || over.contains(node))) continue;
      found.add(`${words.textContent.trim().slice(0, 60)} | ${over?.outerHTML.slice(0, 80) ?? "off the screen"}`);
    }
  }
  return [...found];
}"""

BROKEN_WORDS = """(longest) => {
  const found = [];
  for (const node of document.querySelectorAll("h1,h2,h3,.btn,.pass-when")) {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) for (const word of walker.currentNode.textContent.matchAll(/[\\p{L}']+/gu)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, word.index);
      range.setEnd(walker.currentNode, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (word[0].length <= longest && lines.size > 1 && !node.closest(".vh")) found.push(word[0]);
    }
  }
  return found;
}"""

TURN = """([text, direction]) => {
  document.documentElement.style.fontSize = text + "%";
  document.documentElement.dir = direction;
}"""

MISFITS = f"""([width, longest, text, direction]) => {{
  ({TURN})([text, direction]);
  const wide = ({STICKING_OUT})(width);
  if (wide.length) return wide;
  const named = (name, lines) => lines.map((line) => `${{name}}: ${{line}}`);
  return [...named("cut off", ({CUT_OFF})()), ...named("under the petals", ({COVERED_WORDS})()),
    ...named("broken", ({BROKEN_WORDS})(longest))];
}}"""
"""All of these at once: each question to the browser is a way there and back."""

SYMBOLS = """() => [...document.querySelectorAll("use")].map((use) => use.getAttribute("href"))"""


SIZES = [(320, 200, "ltr"), (360, 200, "ltr"), (390, 200, "ltr"), (195, 100, "ltr"), (390, 100, "rtl"),
         (320, 200, "rtl")]  # fmt: skip
"""Widths in CSS px, text in per cent, writing direction; 195 px is a phone at 200% zoom."""
SHORT = 5
"""The letters of a word that stands on one line even where they are 48 px large."""
LEAST = 44
"""The side of the smallest target in CSS px (WCAG 2.2, 2.5.5)."""


def small_targets(page):
    """What is too small to tap, links within a sentence left out: a line for each."""
    return page.evaluate(SMALL_TARGETS, LEAST)


def misfits(page):
    """What sticks out, is cut off or lies under the petals on any of the sizes: a line for each."""
    found = []
    for width, text, direction in SIZES:
        page.set_viewport_size({"width": width, "height": 844})
        lines = page.evaluate(MISFITS, [width, _longest(width), text, direction])
        found += [f"{width} px, text {text}%, {direction}: {line}" for line in lines]
    return found


def large_words_lost(page):
    """What is cut off, sticks out or lies under something where the browser's own letters are three times as large.

    That is 48 px, at 390 and 360 px width: a line for each.
    """
    cdp = page.context.new_cdp_session(page)
    cdp.send("Page.setFontSizes", {"fontSizes": {"standard": 48, "fixed": 39}})
    found = []
    for width in (390, 360):
        turn(page, width)
        lines = page.evaluate(STICKING_OUT, width) + [f"cut off: {line}" for line in page.evaluate(CUT_OFF)]
        lines += [f"under something: {line}" for line in page.evaluate(COVERED_WORDS) + page.evaluate(LAID_OVER)]
        lines += [f"broken: {word}" for word in page.evaluate(BROKEN_WORDS, SHORT)]
        found += [f"{width} px: {line}" for line in lines]
    return found


def broken_words(page, width):
    """Words of headings and buttons that stand on two lines, though they are short enough for the width."""
    return page.evaluate(BROKEN_WORDS, _longest(width))


def _longest(width):
    """The letters of a word that has to stand on one line."""
    return width // 45


def turn(page, width, text=100, direction="ltr"):
    """Show the page on another width, with text of so many per cent, in a writing direction."""
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate(TURN, [text, direction])


def unknown_symbols(page, known={}):  # noqa: B006  one look at each file: its name is its content
    """The pictures on the page that no file draws."""
    found = []
    for address in page.evaluate(SYMBOLS):
        file, _hash, name = address.partition("#")
        if file not in known:
            known[file] = set(re.findall(r'<symbol id="([^"]+)"', page.request.get(file).text()))
        if name not in known[file]:
            found.append(address)
    return found
