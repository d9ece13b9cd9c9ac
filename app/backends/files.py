"""One seam for whole files under random keys: pictures, exports. Knows neither what is in them nor who may see them."""

import re
from secrets import token_hex

from flask import current_app

from .engines import find, scheme

ENGINES = {"folder": ".files_folder"}
KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}(\.[a-z0-9]{1,8})?")


class NoSuchFile(LookupError):
    """No file is kept under this key, or this is not a key of ours at all."""


def save(name, data) -> str:
    """Keep the bytes and tell the key; of `name` only the ending is used, and only when it is plain."""
    key = new_key(name)
    _engine().save(key, data)
    return key


def open(key):
    """The file as a stream of bytes, for a `with`. Raises NoSuchFile."""
    return _engine().open(_safe(key))


def exists(key) -> bool:
    """Whether a file is kept under this key."""
    return bool(KEY.fullmatch(key)) and _engine().exists(key)


def delete(key):
    """Forget the file; one that is gone already is no error. Raises NoSuchFile for what is no key."""
    _engine().delete(_safe(key))


def new_key(name) -> str:
    """A random key of 128 bits, with the ending of the name when it is made of a few letters and digits."""
    number = token_hex(16)
    ending = re.search(r"\.[a-z0-9]{1,8}$", name.lower())
    return f"{number[:2]}/{number}{ending.group() if ending else ''}"


def init_app(app):
    """Choose the engine by GATHER_FILES_URL: folder:/path, and `files` in the data folder when it is empty."""
    url = app.config["FILES_URL"] or f"folder:{app.config['DATA_DIR'] / 'files'}"
    app.extensions["gather_files"] = find(ENGINES, scheme(url), "GATHER_FILES_URL")(url)


def _engine():
    return current_app.extensions["gather_files"]


def _safe(key):
    if not KEY.fullmatch(key):
        raise NoSuchFile
    return key
