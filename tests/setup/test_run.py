"""What `./run` promises before anything is installed: it heals, it installs once, and it says what is in the way.

The real script sets up real environments here, with a lock of one tiny wheel made on the spot: no network.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def make_wheel(folder, version):
    """A package `tiny` of one module; returns the line that locks it."""
    path = folder / f"tiny-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("tiny.py", f"version = {version!r}\n")
        wheel.writestr(f"tiny-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
        wheel.writestr(
            f"tiny-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"tiny-{version}.dist-info/RECORD", "")
    return f"tiny=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Copy:
    """A folder with nothing but the script and its locks."""

    def __init__(self, folder):
        self.folder, self.venv, self.wheels = folder, folder / ".venv", folder / "wheels"

    @classmethod
    def make(cls, folder):
        copy = cls(folder)
        (folder / "requirements").mkdir(parents=True)
        copy.wheels.mkdir()
        shutil.copy2(ROOT / "run", folder / "run")
        copy.lock(make_wheel(copy.wheels, "1.0"))
        return copy

    def lock(self, line):
        for name in ("app", "scale", "test"):
            (self.folder / "requirements" / f"{name}.txt").write_text(line)

    def start(self, *arguments, **environment):
        own = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": self.wheels.as_uri(), "PIP_CONFIG_FILE": os.devnull}
        outside = {name: value for name, value in os.environ.items() if not name.startswith("GATHER_")}
        return subprocess.Popen(
            ["sh", str(self.folder / "run"), *arguments],
            env={**outside, "GATHER_PYTHON": sys.executable, **own, **environment},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def run(self, *arguments, **environment):
        """The exit code and everything that was said."""
        process = self.start(*arguments, **environment)
        said = process.communicate(timeout=120)[0]
        return process.returncode, said

    def installed(self):
        code = "import tiny; print(tiny.version)"
        return subprocess.check_output([self.venv / "bin/python", "-c", code], text=True).strip()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Set up once for all tests, in a folder with a space in its name."""
    copy = Copy.make(tmp_path_factory.mktemp("setup") / "gather round")
    code, said = copy.run("setup")
    assert code == 0, said
    return copy


@pytest.fixture
def copy(prepared, tmp_path):
    """A folder that was set up before."""
    return Copy(shutil.copytree(prepared.folder, tmp_path / "gather round", symlinks=True))


@pytest.fixture
def python(prepared, tmp_path):
    """A Python that makes an environment by copying the one that it made before, without what was installed there."""
    fresh = Path(shutil.copytree(prepared.venv, tmp_path / "fresh", symlinks=True))
    for left in (*fresh.glob(".installed-*"), *fresh.glob("lib/python*/site-packages/tiny*")):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    path = tmp_path / "python"
    path.write_text(f"""#!/bin/sh
if [ "$1 $2" = "-m venv" ]; then cp -R '{fresh}' "$3"; else exec '{sys.executable}' "$@"; fi
""")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def bare(tmp_path):
    """A folder that was never set up."""
    return Copy.make(tmp_path / "bare")


NO_NETWORK = {"PIP_FIND_LINKS": "/nowhere"}


def test_it_works(copy):
    assert copy.installed() == "1.0"


def test_once_set_up_it_needs_no_network_and_says_nothing(copy):
    assert copy.run("setup", **NO_NETWORK) == (0, "")


def test_a_bigger_set_stands_for_the_smaller(copy):
    for stamp in copy.venv.glob(".installed-*"):
        stamp.unlink()
    assert copy.run("setup", "scale")[0] == 0
    assert copy.run("setup", **NO_NETWORK) == (0, "")


def test_postgresql_takes_the_set_with_its_driver(copy):
    code, said = copy.run("setup", GATHER_DATABASE_URL="postgresql://db.example.org/town")
    assert code == 0 and "requirements/scale.txt" in said


def test_a_changed_lock_is_installed_and_its_stamp_replaced(copy):
    copy.lock(make_wheel(copy.wheels, "2.0"))
    assert copy.run("setup")[0] == 0
    assert copy.installed() == "2.0"
    assert len(list(copy.venv.glob(".installed-app*"))) == 1


def test_going_back_to_an_older_lock_installs_the_older_package(copy):
    older = (copy.folder / "requirements/app.txt").read_text()
    copy.lock(make_wheel(copy.wheels, "2.0"))
    copy.run("setup")
    copy.lock(older)
    assert copy.run("setup")[0] == 0
    assert copy.installed() == "1.0"


def test_an_install_that_was_cut_off_is_made_anew(copy, python):
    (copy.venv / ".installing").touch()
    (copy.venv / "left-over").touch()
    assert copy.run("setup", GATHER_PYTHON=python)[0] == 0
    assert copy.installed() == "1.0"
    assert not (copy.venv / "left-over").exists()
    assert not (copy.venv / ".installing").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(copy, python):
    gone = copy.venv / "bin/python"
    gone.unlink()
    gone.symlink_to("/nowhere/python3")
    assert copy.run("setup", GATHER_PYTHON=python)[0] == 0
    assert copy.installed() == "1.0"


def test_two_at_once_set_up_one_environment(copy):
    copy.lock(make_wheel(copy.wheels, "2.0"))
    both = [copy.start("setup"), copy.start("setup")]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert copy.installed() == "2.0"
    assert "".join(said).count("installing the packages") == 1


def test_a_lock_left_by_a_dead_set_up_is_no_hindrance(copy):
    ended = subprocess.Popen(["true"])
    ended.wait()
    (copy.folder / ".venv.lock").mkdir()
    (copy.folder / ".venv.lock/pid").write_text(str(ended.pid))
    copy.lock(make_wheel(copy.wheels, "2.0"))
    assert copy.run("setup")[0] == 0
    assert not (copy.folder / ".venv.lock").exists()


def test_a_package_that_is_not_the_locked_one_is_refused(copy):
    copy.lock(f"tiny==2.0 --hash=sha256:{'0' * 64}\n")
    make_wheel(copy.wheels, "2.0")
    code, said = copy.run("setup")
    assert code == 1 and "The packages could not be installed" in said
    assert copy.installed() == "1.0"
    assert not list(copy.venv.glob(".installed-*"))


def test_without_a_network_it_says_what_to_do(copy):
    copy.lock(make_wheel(copy.wheels, "2.0"))
    code, said = copy.run("setup", **NO_NETWORK)
    assert code == 1 and "If this computer is offline, connect it and run the same command again." in said


def fake_python(folder, version):
    path = folder / "python3"
    path.write_text(f'#!/bin/sh\ncase "$2" in *python_version*) echo {version} ;; *) exit 1 ;; esac\n')
    path.chmod(0o755)
    return str(path)


def test_a_python_that_is_too_old_is_named(bare, tmp_path):
    code, said = bare.run("setup", GATHER_PYTHON=fake_python(tmp_path, "3.9.18"))
    assert code == 1
    assert "Gather Round needs Python 3.11 or newer" in said and "which is Python 3.9.18" in said
    assert "docs/install.md" in said


def test_a_python_that_is_not_there_is_named(bare):
    code, said = bare.run("setup", GATHER_PYTHON="/nowhere/python3")
    assert code == 1 and "GATHER_PYTHON is /nowhere/python3, and there is no such program." in said


def test_a_place_that_cannot_be_written_is_named(bare, tmp_path):
    (tmp_path / "file").touch()
    code, said = bare.run("setup", GATHER_VENV=str(tmp_path / "file/venv"))
    assert code == 1 and "can't be written" in said and "GATHER_VENV=" in said


def test_a_folder_with_other_things_in_it_is_left_alone(bare, tmp_path):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/letter").write_text("dear")
    code, said = bare.run("setup", GATHER_VENV=str(tmp_path / "papers"))
    assert code == 1 and "a folder with other things in it" in said
    assert (tmp_path / "papers/letter").read_text() == "dear"


def test_an_unknown_command_shows_the_known_ones(bare):
    code, said = bare.run("srve")
    assert code == 2 and 'There is no "./run srve".' in said and "./run serve" in said
    assert not bare.venv.exists()


@pytest.mark.parametrize("shell", [path for path in map(shutil.which, ("sh", "dash", "bash")) if path])
def test_every_shell_can_read_it(shell):
    subprocess.run([shell, "-n", ROOT / "run"], check=True)


@pytest.mark.parametrize("name", ["run", ".ci/run"])
def test_it_may_be_executed(name):
    assert os.access(ROOT / name, os.X_OK)
