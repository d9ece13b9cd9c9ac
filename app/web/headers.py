"""The headers of every response (PROMISES, headers). Decides nothing about who may see what."""

from flask import current_app, request, session

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
CLOSED = ("accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
          "microphone", "midi", "payment", "usb")  # fmt: skip
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in CLOSED),
}
NOT_MODIFIED = 304
"""Only says that what was kept still holds, and it was kept with these headers (RFC 9110, 15.4.5)."""
STYLES = "dist/gather.css"
"""Named ahead of every page: a phone asks for its style sheet before it has read the first line."""
SECURE = "max-age=31536000; includeSubDomains"


def dress(response):
    """Add what is missing; a view that set a header itself keeps it."""
    if response.status_code != NOT_MODIFIED:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", SECURE)
    if response.mimetype == "text/html" and request.headers.get("HX-Request-Type") != "partial":
        response.headers["Link"] = f"<{current_app.extensions['gather_assets'][STYLES]}>; rel=preload; as=style"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if recognised() else "no-cache"
    return response


def recognised() -> bool:
    """Whether this answer may carry something of one visitor: they came with, or leave with, a session."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies or session.modified


def link_page(response):
    """A page whose address is itself a secret: it is neither kept nor told to anybody."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def dress_file(headers, _path, _url):
    """The same for static files, which are answered before Flask."""
    for name, value in FIXED.items():
        headers[name] = value


def init_app(app):
    app.after_request(dress)
    app.jinja_env.globals["recognised"] = recognised
