"""The log: one JSON line on stderr for each request and each thing worth knowing, with its request id.

Never writes personal data: known names of fields are removed, and what looks like an address or a number is masked.
Never writes a raw URL either, because codes and tokens are in URLs: it names the route's rule.
"""

import json
import logging
import re
import sys
from functools import lru_cache
from os import urandom
from time import perf_counter

import structlog
from flask import g, has_app_context, request

from . import clock

PERSONAL = frozenset(
    ("address", "authorization", "body", "code", "contact", "cookie", "email", "endpoint", "html", "mobile", "name",
     "note", "password", "person", "phone", "postcode", "query", "recipient", "remote_addr", "secret", "sender",
     "subject", "surname", "text", "to", "token", "url", "user_agent")
)  # fmt: skip
"""Field names whose value is removed, alone or after an underscore: `email`, `guardian_email`."""
OURS = frozenset(("request_id", "timestamp", "level", "logger", "method", "path", "pid"))
"""Fields that we fill ourselves and that never hold what a person typed."""
REMOVED = "[removed]"
ENCODE = json.JSONEncoder(ensure_ascii=False, default=str).encode
ENDINGS = tuple("_" + word for word in PERSONAL)

MASKS = (
    # What a database driver tells about the rows it refused.
    (re.compile(r"\[parameters: .*"), "[parameters: removed]"),
    (re.compile(r"DETAIL: .*"), "DETAIL: removed"),
    # mailbox@host, also inside of smtp://user:password@host
    (re.compile(r"[^\s@<>()\"'=,;]+@[^\s@<>()\"'=,;]+"), "[email]"),
    # +44 7700 900123, (01229) 772 211, 07700-900123
    (re.compile(r"(?<![\w.:-])\(?(?:\+\d|0)[\d ()-]{7,16}\d(?![\w:])"), "[phone]"),
    (re.compile(r"(?<!\w)\d{10,15}(?!\w)"), "[phone]"),
)
TALKING = ("app", "alembic.runtime.migration")
"""Whose everyday lines are worth reading; of all others only warnings, as some would say raw URLs."""


class _Stderr:
    """Whatever stderr is at the moment; a log that cannot be written never fails the work it tells of (P14)."""

    def write(self, text):
        try:
            sys.stderr.write(text)
        except (OSError, ValueError):  # disk full, pipe closed
            return

    def flush(self):
        try:
            sys.stderr.flush()
        except (OSError, ValueError):
            return


STDERR = _Stderr()


def masked(text) -> str:
    """The text without anything that looks like an e-mail address, a phone number or a refused row's values."""
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


@lru_cache(1000)
def is_personal(field) -> bool:
    """Whether a field of this name may hold something about a person."""
    return f"_{field}".lower().endswith(ENDINGS)


def without_personal_data(value):
    """The same value, inside out: personal fields removed, texts masked, unknown objects named by their type."""
    if isinstance(value, str):
        return masked(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {key: REMOVED if is_personal(key) else without_personal_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [without_personal_data(item) for item in value]
    return masked(str(value))


def _protect(_logger, _method, line):
    for key, value in line.items():
        if is_personal(key):
            line[key] = REMOVED
        elif key not in OURS:
            line[key] = without_personal_data(value)
    return line


def _add_request_id(_logger, _method, line):
    if "request_id" not in line and has_app_context() and "request_id" in g:
        line["request_id"] = g.request_id
    return line


def _add_time(_logger, _method, line):
    line["timestamp"] = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return line


def _json_line(_logger, _method, line):
    return ENCODE(line)


def _for_people(debug):
    return debug and sys.stderr is not None and sys.stderr.isatty()


def configure(debug=False):
    """Send our own lines and those of every library through the same processors to stderr."""
    render = structlog.dev.ConsoleRenderer() if _for_people(debug) else _json_line
    shared = [structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, _add_request_id,
              structlog.processors.format_exc_info, _protect, _add_time]  # fmt: skip
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=STDERR),
        cache_logger_on_first_use=False,  # tests look over the shoulder of loggers made earlier
    )
    _route_libraries([structlog.stdlib.add_logger_name, *shared], render)


def _route_libraries(chain, render):
    handler = logging.StreamHandler(STDERR)
    handler.set_name("gather")
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=chain, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render]
        )
    )
    root = logging.getLogger()
    for old in [each for each in root.handlers if each.get_name() == "gather"]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in TALKING:
        logging.getLogger(name).setLevel(logging.INFO)
    server = logging.getLogger("_granian")
    server.handlers.clear()  # it brings its own, which know nothing of masks
    server.propagate = True


def _begin_request():
    g.request_id = urandom(8).hex()  # ours alone: a visitor's X-Request-Id could forge or poison lines
    g.request_started = perf_counter()


def _end_request(response):
    response.headers["X-Request-Id"] = g.request_id
    if request.endpoint == "static":
        return response
    log = structlog.get_logger()
    (log.error if response.status_code >= 500 else log.info)(
        "request.answered",
        method=request.method,
        path=request.url_rule.rule if request.url_rule else "none",
        status=response.status_code,
        ms=round((perf_counter() - g.request_started) * 1000, 1),
    )
    return response


def _log_exception(exc_info):
    rule = request.url_rule.rule if request.url_rule else "none"
    structlog.get_logger().error("request.failed", path=rule, exc_info=exc_info)


def init_app(app):
    """Goes first among all that look at requests, so that every line and every answer has its request id."""
    configure(app.debug or app.config.get("DEBUG", False))
    app.log_exception = _log_exception  # Flask's own would write the raw path
    app.before_request(_begin_request)
    app.after_request(_end_request)
