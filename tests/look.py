"""What the look is made of, read from the files: checksums, symbols, colours, sides and classes."""

import re
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
VENDORED = (STATIC / "vendor", ROOT / "tests" / "vendor")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(")
SIDE = re.compile(
    r"(?:^|[;{\s])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-)?(?:left|right)\b[^;}]*:"
    r"|(?:float|clear|text-align):\s*(?:left|right)"
)


def wrong_sums(folder) -> list[str]:
    """The vendored files that are not what CHECKSUMS says, and those it does not name."""
    named = dict(reversed(line.split(maxsplit=1)) for line in (folder / "CHECKSUMS").read_text().splitlines())
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    there = {name for name in there if Path(name).name not in ("CHECKSUMS", "VERSION", "SYMBOLS")}
    changed = [name for name, digest in named.items() if name in there and _digest(folder / name) != digest]
    return sorted([*changed, *(there ^ set(named))])


def _digest(path):
    return sha256(path.read_bytes()).hexdigest()


def symbols_drawn(sprite) -> set[str]:
    """The names of the drawings in a sprite."""
    return set(re.findall(r'<symbol id="([^"]+)"', sprite))


def named_in(text, names) -> set[str]:
    """Which of the names stand in the text as a word in quotation marks."""
    return {name for name in names if re.search(rf"[\"']{re.escape(name)}[\"']", text)}


def colours(css) -> list[str]:
    """Every colour that a style sheet writes out."""
    return COLOUR.findall(_without_comments(css))


def sides(css) -> list[str]:
    """Every place where a style sheet says left or right, which is wrong for half of the world's readers."""
    return SIDE.findall(_without_comments(css))


def _without_comments(css):
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def classes_of(template) -> set[str]:
    """The classes that a template names outright."""
    found = re.findall(r'class="([^"{]+)', template)
    return {name for words in found for name in words.split()}


def styled(css) -> set[str]:
    """The classes that a style sheet has rules for."""
    return set(re.findall(r"\.(-?[a-zA-Z][\w-]*)", _without_comments(css)))
