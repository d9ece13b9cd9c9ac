"""Whole public pages, kept for as long as nothing was written: rendered once, compressed once (SPEED, pattern 3).

Only for visitors who came without a session, so that nothing of a person is ever in it. Knows no page.
"""

import gzip
from collections import OrderedDict
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from threading import Lock
from time import monotonic

from flask import Response, current_app, make_response, request
from flask_babel import get_locale

from ..database import data_version
from .fragments import wants
from .headers import recognised

KEPT = 512
"""How many pages one process keeps at the most."""
SECONDS = 15
"""How long a page is kept although nothing was written: "today" and what is over move on by themselves."""
VARY = "Cookie, Accept-Encoding, Accept-Language, HX-Request-Type, HX-Target"


@dataclass(frozen=True)
class Page:
    """A rendered page, the data version it was read under, and until when it may be shown."""

    version: object
    until: float
    plain: bytes
    packed: bytes
    tag: str


class PageCache:
    """The pages of one process, the least recently wanted dropped first."""

    def __init__(self):
        self.pages, self.lock = OrderedDict(), Lock()

    def find(self, key, version):
        """The page under this key if it still stands, else None."""
        with self.lock:
            page = self.pages.get(key)
            if page is None or page.version != version or page.until < monotonic():
                return None
            self.pages.move_to_end(key)
            return page

    def keep(self, key, version, body):
        """Keep a page that was rendered after the version was read."""
        page = Page(
            version, monotonic() + SECONDS, body, gzip.compress(body, 6, mtime=0), sha256(body).hexdigest()[:20]
        )
        with self.lock:
            self.pages[key] = page
            while len(self.pages) > KEPT:
                self.pages.popitem(last=False)
        return page


def public_page(part):
    """Keep what the view answers to strangers; `part` is the id of the element that htmx may ask for alone."""

    def mark(view):
        @wraps(view)
        def answer(**arguments):
            if recognised() or request.method != "GET":
                return view(**arguments)
            key = (request.full_path, wants(part), str(get_locale()))
            version, cache = data_version(), current_app.extensions["gather_pages"]
            page = cache.find(key, version)
            if page is None:
                fresh = make_response(view(**arguments))
                if fresh.status_code != 200:
                    return fresh
                page = cache.keep(key, version, fresh.get_data())
            return _show(page)

        return answer

    return mark


def _show(page):
    packed = request.accept_encodings["gzip"] > 0
    response = Response(page.packed if packed else page.plain, mimetype="text/html")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = VARY
    response.set_etag(f"{page.tag}-gz" if packed else page.tag)
    return response.make_conditional(request)


def init_app(app):
    app.extensions["gather_pages"] = PageCache()
