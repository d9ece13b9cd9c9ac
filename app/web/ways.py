"""How a page is set for who reads it: in larger words, or as Easy Read. Kept on the phone, known to nobody else."""

from flask import current_app, has_request_context, request

COOKIE = "reading"
WAYS = ("large", "easy")
KEPT_DAYS = 400


def ways(cookies) -> tuple[str, ...]:
    """The ways in which this phone wants its pages, of WAYS and in their order."""
    wanted = cookies.get(COOKIE, "").split(".")
    return tuple(way for way in WAYS if way in wanted)


def reads(way) -> bool:
    """Whether the visitor reads in this way, one of WAYS."""
    return has_request_context() and way in ways(request.cookies)


def keep(answer, name, value):
    """Keep on the phone how it reads: this answer sets the cookie of that name, or takes it away where value is ""."""
    if value:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(name, value, KEPT_DAYS * 86400, secure=secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(name)
    return answer


def reading_class() -> str:
    """The ways of this page as the frame has them in its class."""
    return " ".join(ways(request.cookies)) if has_request_context() else ""


def init_app(app):
    app.jinja_env.globals.update(reads=reads, reading_class=reading_class)
