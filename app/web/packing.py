"""Pages made for one visitor travel gzipped too: on a slow line the bytes cost far more than packing them.

Kept pages come packed already (page_cache). A random length hides how well a page packed: without it, somebody who can
make a phone load pages and see how long they are might guess what is on them (BREACH; Django does the same).
"""

import gzip
from io import BytesIO
from secrets import randbelow, token_hex

WORTH = 1_000
"""Bytes from which a page is packed: a shorter one fits into one packet as it is."""
LEVEL = 6
"""About 0.15 ms for a page of 16 KB; the last levels win nothing more."""
BLUR = 50
"""A name of up to twice so many random letters goes into the packed page, where nobody reads it."""
TYPES = ("text/html", "text/javascript")


class Packing:
    """WSGI in front of the app: packs what is worth it for whoever takes it."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        if "gzip" not in environ.get("HTTP_ACCEPT_ENCODING", "") or environ["REQUEST_METHOD"] == "HEAD":
            return self.application(environ, start_response)
        told = []
        body = self.application(environ, lambda *answer: told.append(answer))
        status, headers, *more = told[0]
        known = {name.lower(): value for name, value in headers}
        if not known.get("content-type", "").startswith(TYPES) or "content-encoding" in known:
            start_response(status, headers, *more)
            return body
        try:
            plain = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        if len(plain) < WORTH:
            start_response(status, headers, *more)
            return [plain]
        packed = pack(plain)
        start_response(status, _said_of(headers, packed), *more)
        return [packed]


def pack(plain) -> bytes:
    """The bytes gzipped, with a name of random length in front that every reader skips."""
    packed = BytesIO()
    with gzip.GzipFile(token_hex(randbelow(BLUR) + 1), "wb", LEVEL, packed, mtime=0) as file:
        file.write(plain)
    return packed.getvalue()


def _said_of(headers, packed):
    """The headers of the packed answer; a tag speaks of what is read, not of the bytes, so it becomes a weak one."""
    kept = [(name, value) for name, value in headers if name.lower() not in ("content-length", "vary", "etag")]
    vary = [value for name, value in headers if name.lower() == "vary" and "accept-encoding" not in value.lower()]
    tags = [value if value.startswith("W/") else f"W/{value}" for name, value in headers if name.lower() == "etag"]
    return [
        *kept, ("Vary", ", ".join([*vary, "Accept-Encoding"])), *(("ETag", tag) for tag in tags),
        ("Content-Encoding", "gzip"), ("Content-Length", str(len(packed))),
    ]  # fmt: skip


def init_app(app):
    app.wsgi_app = Packing(app.wsgi_app)
