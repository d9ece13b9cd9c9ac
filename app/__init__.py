"""The roof: puts the house together. Nothing inside the house imports it."""

import gc
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from urllib.parse import urlsplit

from flask import Flask

SLICES = {
    "health": ("routes",),
    "pwa": ("routes",),
    "notifications": ("models", "tasks", "routes"),
    "accounts": ("models", "routes", "routes_passkeys", "routes_proof"),
    "organisations": ("models", "routes"),
    "places": ("models", "routes"),
    "consents": ("models", "tasks", "routes"),
    "events": ("models", "tasks", "routes"),
    "bookings": (
        *("models", "tasks", "routes", "routes_holds", "routes_guardian", "routes_passes", "routes_waiting"),
        *("routes_changes", "routes_checks", "routes_roster", "routes_calendars", "routes_notices"),
    ),
    "reminders": ("tasks", "routes"),
    "push": ("routes", "routes_status"),
    "rally": ("models", "tasks", "routes", "routes_organiser"),
    "feedback": ("models", "tasks", "routes", "routes_reports", "routes_organiser"),
    "reading": ("routes",),
    "demo": ("routes",),
    "discovery": ("routes",),
    "api": ("models", "routes"),
}
"""The slices from the ground up, and the rooms by which each is joined to the whole."""


def create_app(settings=None, **changes):
    """The whole application for these Settings, read from the environment unless given; `changes` go on top.

    Raises config.SettingsError when they must not serve anybody.
    """
    with _undisturbed():
        return _put_together(settings, changes)


@contextmanager
def _undisturbed():
    """Nothing that is imported is garbage: a collector that looks for it all the same takes a fifth of a start."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _put_together(settings, changes):
    from .config import ROOT, load_settings, with_keys

    settings = with_keys(settings or load_settings())
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping(flask_settings(settings))
    app.config.from_mapping(changes)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _lay_ground(app)
    for slice_name, rooms in SLICES.items():
        for room in rooms:
            module = import_module(f".{slice_name}.{room}", __package__)
            if room.startswith("routes"):
                app.register_blueprint(module.blueprint)
    from . import cli

    cli.init_app(app)
    _wrap(app)
    return app


def flask_settings(settings) -> dict:
    """The settings under the names that Flask and its extensions know, beside their own in capitals."""
    from .database import address, engine_options

    url = address(settings)
    secure = settings.base_url.startswith("https://")
    return {name.upper(): value for name, value in settings} | {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        "SECRET_KEY_FALLBACKS": settings.secret_key_fallbacks,
        "TRUSTED_HOSTS": trusted_hosts(settings),
        "SESSION_COOKIE_NAME": "__Host-gather" if secure else "gather",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=400),
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 300,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the cookie: a form that waited overnight still works
        "WTF_CSRF_SSL_STRICT": False,  # the Origin check in web/guards.py does this for every browser
        "RATELIMIT_STORAGE_URI": settings.limits_url,
        "BABEL_DEFAULT_TIMEZONE": settings.timezone,
        "BABEL_TRANSLATION_DIRECTORIES": str(_root() / "translations"),
    }


def trusted_hosts(settings) -> list[str]:
    """The Host headers that we answer to: the town's own, and this machine's for its operator."""
    return [*filter(None, [urlsplit(settings.base_url).hostname]), "localhost", "127.0.0.1"]


def _lay_ground(app):
    from . import catalogues, logs, metrics, migrating, privacy
    from .backends import files, jobs, mail, push, sms
    from .extensions import babel, csrf, db, limiter, login_manager
    from .pictures import GROUPS, PICTURES
    from .web import drawn, errors, fragments, guards, headers, keeping, language, packing, page_cache, ways, words

    logs.init_app(app)
    db.init_app(app)
    app.extensions["migrate"] = migrating.Migrations(db, _root() / "migrations")
    privacy.init_app(app)
    login_manager.session_protection = None  # a phone changes its address all day; our rows can be revoked instead
    login_manager.init_app(app)
    catalogues.compile_all()
    babel.init_app(app, locale_selector=language.choose)
    csrf.init_app(app)
    limiter.init_app(app)
    for engine in (metrics, jobs, mail, sms, push, files):
        engine.init_app(app)
    for ground in (drawn, errors, fragments, guards, headers, keeping, language, page_cache, packing, ways, words):
        ground.init_app(app)
    app.jinja_env.globals.update(PICTURES=PICTURES, GROUPS=GROUPS)


def _root():
    from .config import ROOT

    return ROOT


def _wrap(app):
    """Put in front of Flask what answers before it: the proxy's word about the visitor, and static files."""
    from werkzeug.middleware.proxy_fix import ProxyFix

    from . import assets

    if hops := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    assets.init_app(app)
