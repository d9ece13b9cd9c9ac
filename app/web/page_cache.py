"""Whole public pages, kept for as long as nothing was written and answered ahead of Flask (SPEED, pattern 3).

Only for visitors who came without a session, so that nothing of a person is ever in it. Knows no page: a view says of
itself that it is public, and the whole answer is kept with its headers, under everything the view may have looked at.
"""

import gzip
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache, wraps
from hashlib import sha256
from os import urandom
from threading import Lock
from time import monotonic

import structlog
from flask import request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie

from .. import metrics
from ..database import data_version
from .headers import FIXED
from .language import best_of, picked
from .ways import ways

KEPT = 512
"""How many pages one process keeps at the most."""
SECONDS = 15
"""How long a page is kept although nothing was written: "today" and what is over move on by themselves."""
VARY = "Cookie, Accept-Encoding, Accept-Language, HX-Request-Type, HX-Target"
FLAG = "gather.keep"
DROPPED = ("X-Request-Id", "Content-Length", "Vary", "Cache-Control")


@dataclass(frozen=True)
class Page:
    """A whole answer: the data version it was read under, until when it may be shown, its rule for the log."""

    version: object
    until: float
    rule: str
    tag: str
    headers: tuple
    plain: bytes
    packed: bytes


def public_page(view):
    """Say of a view that strangers may all be shown the same answer until something is written."""

    @wraps(view)
    def answer(**arguments):
        request.environ[FLAG] = request.url_rule.rule, data_version()  # before the view reads anything
        return view(**arguments)

    return answer


class PageCache:
    """WSGI in front of the app: answers what it has kept, keeps what a public view has answered."""

    def __init__(self, app, wsgi_app):
        self.app, self.wsgi_app = app, wsgi_app
        self.cookie = app.config["SESSION_COOKIE_NAME"] + "="
        self.demo = app.config["DEMO"]
        self.pages, self.lock = OrderedDict(), Lock()

    def __call__(self, environ, start_response):
        key = self._key(environ)
        if key is None:
            return self.wsgi_app(environ, start_response)
        with self.app.app_context():
            page = self._find(key)
            if page:
                return self._show(page, environ, start_response)
        return self._ask(key, environ, start_response)

    def _key(self, environ):
        """Everything a public view may look at; None for whoever has a session, and for all but plain reading."""
        if environ["REQUEST_METHOD"] != "GET" or self.cookie in environ.get("HTTP_COOKIE", ""):
            return None
        part = environ.get("HTTP_HX_TARGET", "") if environ.get("HTTP_HX_REQUEST_TYPE") == "partial" else ""
        return (
            environ.get("HTTP_HOST"), environ["wsgi.url_scheme"], environ.get("REMOTE_ADDR") if self.demo else "",
            environ.get("PATH_INFO"), environ.get("QUERY_STRING"), part,
            *_way_of_reading(environ.get("HTTP_COOKIE", ""), environ.get("HTTP_ACCEPT_LANGUAGE", "")),
        )  # fmt: skip

    def _find(self, key):
        """The page under this key if it still stands, else None."""
        page = self.pages.get(key)
        if page is None or page.until < monotonic():
            return None
        try:
            stands = page.version == data_version()
        except SQLAlchemyError:
            return None  # the database is away: Flask says so
        if stands:
            with self.lock:
                self.pages[key] = page
                self.pages.move_to_end(key)
        return page if stands else None

    def _ask(self, key, environ, start_response):
        """Let Flask answer; keep the answer when its view said that it is public and it went well."""
        told = []
        body = self.wsgi_app(environ, lambda *answer: told.append(answer))
        status, headers = told[0][:2]
        if FLAG not in environ or not status.startswith("200") or any(name == "Set-Cookie" for name, _value in headers):
            start_response(*told[0])
            return body
        try:
            plain = b"".join(body)
        finally:
            body.close()
        page = self._keep(key, *environ[FLAG], headers, plain)
        return self._send(page, environ, start_response, [("X-Request-Id", dict(headers)["X-Request-Id"])])

    def _keep(self, key, rule, version, headers, plain):
        stays = tuple((name, value) for name, value in headers if name not in DROPPED)
        page = Page(
            version, monotonic() + SECONDS, rule, sha256(plain).hexdigest()[:20],
            (*stays, ("Vary", VARY), ("Cache-Control", "no-cache")), plain, gzip.compress(plain, 6, mtime=0),
        )  # fmt: skip
        with self.lock:
            self.pages[key] = page
            while len(self.pages) > KEPT:
                self.pages.popitem(last=False)
        return page

    def _show(self, page, environ, start_response):
        request_id = urandom(8).hex()
        answer = self._send(page, environ, start_response, [("X-Request-Id", request_id)])
        structlog.get_logger().info(
            "request.answered", method="GET", path=page.rule, status=200, kept=True, request_id=request_id
        )
        metrics.count_kept(page.rule)
        return answer

    @staticmethod
    def _send(page, environ, start_response, more):
        packed = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        tag = f'"{page.tag}-gz"' if packed else f'"{page.tag}"'
        headers = [*page.headers, *more, ("ETag", tag)]
        if packed:
            headers.append(("Content-Encoding", "gzip"))
        if tag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 NOT MODIFIED", [(name, value) for name, value in headers if name not in FIXED])
            return []
        body = page.packed if packed else page.plain
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]


@lru_cache(256)
def _way_of_reading(cookies, accepted):
    """The language of ours and the ways of reading that these two headers ask for."""
    kept = parse_cookie(cookies)
    return picked(kept) or best_of(parse_accept_header(accepted, LanguageAccept)), ways(kept)


def init_app(app):
    app.wsgi_app = PageCache(app, app.wsgi_app)
