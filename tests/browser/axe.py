"""axe-core in the page: what it finds against WCAG 2.2 A and AA, best practice and the size of targets."""

from pathlib import Path

SOURCE = (Path(__file__).parents[1] / "vendor" / "axe" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const found = await axe.run({
    runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"],
  });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${rule.help}: ${node.html.slice(0, 160)} ${node.any.map((check) => check.message).join("; ")}`));
}"""


def violations(page, scheme="light"):
    """What axe finds on the page as it stands, in the light or the dark theme: a line for each rule and element."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(SOURCE)
    return page.evaluate(RUN, TAGS)
