"""The contract of every file engine, kept by the real ones."""

import os
import stat

import pytest

from app.backends import files
from app.backends.engines import UnknownEngine

OUTSIDE = [
    "", ".", "..", "../secret", "aa/../../secret", "/etc/passwd", "aa/" + "b" * 31, "aa/" + "b" * 32 + "\n",
    "aa/" + "b" * 32 + ".png/../../x", "aa\\" + "b" * 32, "aa/" + "b" * 32 + ".", "aa/" + "b" * 32 + "\0.png",
]  # fmt: skip


@pytest.fixture(params=sorted(files.ENGINES))
def app(request, build, tmp_path):
    assert request.param == "folder", "a new engine needs its address here"
    app = build()
    with app.app_context():
        yield app


def test_it_works(app):
    key = files.save("Beach Clean.PNG", b"\x00picture\xff")
    assert key.endswith(".png")
    assert files.exists(key)
    with files.open(key) as file:
        assert file.read() == b"\x00picture\xff"
    files.delete(key)
    assert not files.exists(key)


def test_the_same_name_twice_is_two_files(app):
    first, second = files.save("a.txt", b"first"), files.save("a.txt", b"second")
    assert first != second
    with files.open(first) as file:
        assert file.read() == b"first"


@pytest.mark.parametrize("name", ["../../evil", "a.p/ng", "noending", "x.\n", "a.tar.verylongending", "", ".\0"])
def test_nothing_of_a_strange_name_gets_into_the_key(app, name):
    assert files.KEY.fullmatch(files.save(name, b""))


@pytest.mark.parametrize("key", OUTSIDE)
def test_a_key_that_is_not_ours_leads_nowhere(app, key):
    assert not files.exists(key)
    for use in (files.open, files.delete):
        with pytest.raises(files.NoSuchFile):
            use(key)


def test_a_lost_file_is_said_to_be_lost_and_may_be_deleted_again(app):
    key = files.new_key("a.txt")
    with pytest.raises(files.NoSuchFile):
        files.open(key)
    files.delete(key)


def test_an_unknown_engine_is_refused(build):
    with pytest.raises(UnknownEngine, match="GATHER_FILES_URL"):
        build(FILES_URL="ftp://somewhere")


def test_the_folder_is_only_ours_to_read(app):
    path = app.config["DATA_DIR"] / "files" / files.save("a.txt", b"private")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_folder_elsewhere_can_be_asked_for(build, tmp_path):
    with build(FILES_URL=f"folder:{tmp_path / 'elsewhere'}").app_context():
        key = files.save("a.txt", b"there")
    assert (tmp_path / "elsewhere" / key).read_bytes() == b"there"


def test_a_write_that_fails_leaves_nothing_behind(app, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.save("a.txt", b"half")
    assert [path for path in (app.config["DATA_DIR"] / "files").rglob("*") if path.is_file()] == []
