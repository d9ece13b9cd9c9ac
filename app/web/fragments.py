"""A fragment is a part of a page: one file, included by the page, returned alone to htmx."""

from flask import redirect, render_template, request

HTMX = '{"includeIndicatorCSS":false,"history":"reload"}'
"""htmx as our Content-Security-Policy wants it: no style sheet of its own; Back loads the page anew."""
VARY = {"Vary": "HX-Request-Type, HX-Target"}


def is_partial() -> bool:
    """Whether htmx asked for a part (a restored history entry asks for the whole page)."""
    return request.headers.get("HX-Request-Type") == "partial"


def wants(element_id) -> bool:
    """Whether htmx asked for just this element."""
    return is_partial() and request.headers.get("HX-Target", "").endswith("#" + element_id)


def page(template, part=None, status=200, **context):
    """The page, or just `part` when htmx asked for the element that part fills."""
    if part and wants(part.replace("_", "-")):
        template = f"{template.rpartition('/')[0]}/_{part}.html"
    return render_template(template, **context), status, VARY


def answer(part, otherwise, status=200, **context):
    """After a write: the changed part to htmx, a redirect to a plain browser."""
    if is_partial():
        return render_template(part, **context), status, VARY
    return redirect(otherwise, 303)


def init_app(app):
    app.jinja_env.globals.update(htmx_config=HTMX)
