"""The square code on a pass, as one line for an SVG. Holds nothing but the address it is given."""

from itertools import groupby


def qr_path(text) -> tuple[int, str]:
    """The side length in modules, border included, and the path of a QR code (error correction M).

    The path is a pen one module wide that draws row after row: half the bytes of as many rectangles.
    """
    import segno

    code = segno.make(text, error="m", micro=False)
    border = 4  # the quiet zone that ISO/IEC 18004 asks for
    rows = [f"M{border} {top + border}.5{_strokes(row)}" for top, row in enumerate(code.matrix)]
    return code.symbol_size(border=border)[0], "".join(rows)


def _strokes(row):
    runs = [(dark, len(list(modules))) for dark, modules in groupby(row)]
    return "".join(f"h{length}" if dark else f"m{length} 0" for dark, length in runs)
