"""P14, for SQLite: on a full disk a write says so in plain words, reads go on, and nothing acknowledged is lost.

The system lets the server's processes write no more bytes to any file, as a full disk does; then it lets them again.
"""

import os
import re
import resource
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.bookings.models import Booking
from app.extensions import db
from tests import cast
from tests.promises.server import Phone, serving

FULL, EMPTY = 1, resource.RLIM_INFINITY


def limit_writes(folder, most):
    """Let every process that has files of this folder open write so many bytes to a file."""
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and process.name != str(os.getpid()) and _has_open(process, folder):
            resource.prlimit(int(process.name), resource.RLIMIT_FSIZE, (most, EMPTY))


def _has_open(process, folder):
    try:
        files = [str(handle.readlink()) for handle in (process / "fd").iterdir()]
    except OSError:
        return False
    return any(name.startswith(f"{folder}/") and ".db" in name for name in files)


@pytest.fixture
def town(tmp_path):
    with serving("sqlite", tmp_path, "full") as (_town, port):
        event = cast.gathering(cast.assemble())
        yield port, event.slug, cast.first_slot(event).id, tmp_path


def ask(port, slot_id, name):
    with Phone(port) as phone:
        page = phone.get(f"/slots/{slot_id}/bookings/new").text
        hidden = {field: re.search(rf'name="{field}"[^>]*value="([^"]+)"', page)[1] for field in ("csrf_token", "key")}
        person = {"who": "me", "first_name": name, "phone": "07700 900123"}
        return phone.post(f"/slots/{slot_id}/bookings", urlencode(hidden | person))


def names():
    db.session.rollback()
    return sorted(booking.person.first_name for booking in db.session.query(Booking))


def test_it_works(town):
    port, slug, slot_id, folder = town
    assert ask(port, slot_id, "Ann").status == 303
    limit_writes(folder, FULL)
    refused = ask(port, slot_id, "Bob")
    assert refused.status == 503
    assert "We can't save anything right now" in refused.text.replace("&#39;", "'")
    with Phone(port) as phone:
        assert phone.get(f"/events/{slug}").status == 200
    assert names() == ["Ann"]
    limit_writes(folder, EMPTY)
    assert ask(port, slot_id, "Bob").status == 303
    assert names() == ["Ann", "Bob"]
