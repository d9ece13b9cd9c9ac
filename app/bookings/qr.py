"""The square code on a pass, as one path for an SVG. Holds nothing but the address it is given."""


def qr_path(text) -> tuple[int, str]:
    """The side length in modules, border included, and the path data of a QR code (error correction M)."""
    import segno

    code = segno.make(text, error="m", micro=False)
    border = 4  # the quiet zone that ISO/IEC 18004 asks for
    rows = [
        f"M{left + border} {top + border}h{length}v1h-{length}z"
        for top, row in enumerate(code.matrix)
        for left, length in _runs(row)
    ]
    return code.symbol_size(border=border)[0], "".join(rows)


def _runs(row):
    start = None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None
