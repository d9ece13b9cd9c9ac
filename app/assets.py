"""Static files as the phone gets them: bundled, named after their content, compressed once.

Built from static/ into static/dist/ when something changed; served ahead of Flask, kept by the phone for ever.
"""

import gzip
import json
import os
import re
from hashlib import sha256
from pathlib import Path

from .config import ROOT

SOURCE = ROOT / "static"
STYLES = ("tokens", "base", "logo", "topbar", "button", "pictogram", "hero", "chip", "card", "code", "seats", "tabs",
          "nav", "bar", "toast", "note", "steps", "option", "form", "reading", "answers", "faces", "pass", "acts",
          "bring", "install", "paper", "motion")  # fmt: skip
"""The parts of the style sheet in their order: tokens name the colours, motion has the last word."""
SCRIPTS = ("badge", "copy", "count", "echo", "focus-summary", "install", "leave", "listen", "outbox", "passkey",
           "print", "push", "register-worker", "share", "shown-when", "main")  # fmt: skip
ALONE = ("start",)
"""Scripts that travel by themselves."""
SERVED = ("icons", "screenshots", "vendor")
TEXT = {".css", ".js", ".svg", ".webmanifest"}
PREFIX = "/static/"


def build(source=SOURCE) -> dict[str, str]:
    """Make source/dist from source when it is out of date; the address of each file by its plain name."""
    dist = source / "dist"
    manifest = dist / "manifest.json"
    state = _state(source)
    try:
        known = json.loads(manifest.read_text())
        if known["state"] == state:
            return known["files"]
    except (OSError, ValueError, KeyError):
        pass  # never built, or cut off in the middle: build it
    dist.mkdir(exist_ok=True)
    files = {name: _write(dist, name, data) for name, data in _contents(source)}
    _put(manifest, json.dumps({"state": state, "files": files}, indent=1).encode())
    return files


def _state(source):
    found = sorted(path for path in source.rglob("*") if path.is_file() and "dist" not in path.parts)
    marks = [(path.as_posix(), path.stat().st_mtime_ns, path.stat().st_size) for path in found]
    return sha256(repr((marks, Path(__file__).stat().st_mtime_ns)).encode()).hexdigest()


def _contents(source):
    styles = (small_css((source / "css" / f"{name}.css").read_text()) for name in STYLES)
    scripts = (plain_script((source / "js" / f"{name}.js").read_text()) for name in SCRIPTS)
    yield "dist/gather.css", "".join(styles).encode()
    for name in ALONE:
        yield f"dist/{name}.js", plain_script((source / "js" / f"{name}.js").read_text()).encode()
    yield "dist/gather.js", "\n".join(scripts).encode()
    for folder in SERVED:
        for path in sorted((source / folder).rglob("*.*")):
            yield path.relative_to(source).as_posix(), path.read_bytes()


def small_css(text) -> str:
    """A style sheet without comments and needless white space."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*|\s+", lambda found: found[1] or " ", text).strip()


def plain_script(text) -> str:
    """A module of ours as a part of the one script: its imports stand above it, its names need no export."""
    text = re.sub(r"^import .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^//.*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^export ", "", text, flags=re.MULTILINE).strip()


def _write(dist, name, data):
    plain = Path(name)
    flat = f"{plain.stem}.{sha256(data).hexdigest()[:10]}{plain.suffix}"
    if not (dist / flat).exists():
        _put(dist / flat, data)
        if plain.suffix in TEXT:
            import brotli

            _put(dist / f"{flat}.gz", gzip.compress(data, 9, mtime=0))
            _put(dist / f"{flat}.br", brotli.compress(data, quality=11))
    return PREFIX + flat


def _put(path, data):
    """Write beside and rename: another process that starts now sees all of the file or none."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)


def init_app(app):
    """Give templates `asset(name)` and put the files in front of Flask."""
    from whitenoise import WhiteNoise

    from .web.headers import dress_file

    files = build()
    app.extensions["gather_assets"] = files
    app.jinja_env.globals["asset"] = files.__getitem__
    app.wsgi_app = WhiteNoise(
        app.wsgi_app, root=str(SOURCE / "dist"), prefix=PREFIX, immutable_file_test=lambda _path, _url: True,
        add_headers_function=dress_file,
    )  # fmt: skip
