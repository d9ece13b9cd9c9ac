"""Make static/vendor/phosphor/icons.svg from an unpacked @phosphor-icons/core 2.1.1: the symbols named in SYMBOLS.

    python tools/assets/sprite.py <folder of the npm package>

Duotone drawings, bold for arrows and signs. `bp-cuff` is our own drawing and is kept as it is in the present file.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "static" / "vendor" / "phosphor"
SPRITE = FOLDER / "icons.svg"
BOLD = {"arrow-left", "caret-right", "x", "plus", "minus", "check"}
OWN = {"bp-cuff"}
NOTE = "<!-- Phosphor Icons 2.1.1 duotone, MIT (c) 2023 Phosphor Icons; bp-cuff is our own -->"


def symbol(name, package):
    """One drawing as a symbol."""
    style = "bold" if name in BOLD else "duotone"
    drawing = (package / "assets" / style / f"{name}-{style}.svg").read_text()
    inner = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)[1]
    return f'<symbol id="{name}" viewBox="0 0 256 256">{inner}</symbol>'


def main(package):
    present = SPRITE.read_text()
    kept = [re.search(rf'<symbol id="{name}".*?</symbol>', present, re.DOTALL)[0] for name in sorted(OWN)]
    wanted = (FOLDER / "SYMBOLS").read_text().split()
    drawn = [symbol(name, Path(package)) for name in wanted if name not in OWN]
    SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{NOTE}{"".join(kept + drawn)}</svg>\n')


if __name__ == "__main__":
    main(sys.argv[1])
