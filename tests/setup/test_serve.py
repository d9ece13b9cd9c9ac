"""What a person meets who starts a town: an address that answers, a clean end, and a sentence for what is in the way.

Real processes on free ports; `./run` ends in exactly this program (see test_run for what comes before).
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from app import create_app
from app.accounts.operations import make_steward
from app.addresses import read_address
from app.config import ROOT, load_settings
from tests.own import close
from tests.setup.towns import Town, free_port

pytestmark = pytest.mark.slow


@pytest.fixture
def start(tmp_path):
    """Start towns that are stopped again whatever happens."""
    started = []

    def _start(*arguments, **environment):
        started.append(Town(environment.pop("data", tmp_path / "data"), *arguments, **environment))
        return started[-1]

    yield _start
    for town in started:
        town.end()


@pytest.fixture(scope="module")
def first_demo(tmp_path_factory):
    """The data of a demo that was started once, answered, and was stopped."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    town = Town(folder, "--demo")
    try:
        town.wait_until_up()
        assert town.get("/events")[0] == 200
        town.stop()
    finally:
        town.end()
    return folder


@pytest.fixture
def demo(first_demo, tmp_path):
    """The same data, for a start of the test's own."""
    return copytree(first_demo, tmp_path / "data")


def refusal(outcome):
    """What a town says that won't start; it must end by itself, not with success and not with a traceback."""
    code = outcome.process.wait(60)
    said = outcome.said()
    assert code == 2, said
    assert "Traceback" not in said
    return said


def own_addresses():
    """The addresses by which a browser here may look for "localhost": IPv4, and IPv6 where there is one."""
    found = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.bind((address, 0))
        except OSError:
            continue
        found.append((family, address))
    return found


@pytest.fixture(params=own_addresses(), ids=str)
def busy_port(request):
    """A port that another program listens on, on one of this computer's own addresses."""
    family, address = request.param
    with socket.socket(family) as other:
        other.bind((address, 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_works(start, sign):
    """The demo answers, says where it is, and a signal stops it without a word."""
    town = start("--demo")
    assert town.wait_until_up()[0] == 200
    assert town.get("/")[0] == 200
    assert town.stop(sign) == 0
    assert f"The demo town is at http://localhost:{town.port} " in town.said()
    assert "Traceback" not in town.said()


@pytest.mark.usefixtures("demo")
def test_where_nothing_is_forked_a_fresh_process_serves(start):
    """As on a Mac, where a process that forks may not live."""
    code = "import multiprocessing as m; m.set_start_method('spawn'); from app.serve import main; main(['--demo'])"
    town = start(words=["-c", code])
    assert town.wait_until_up()[0] == 200
    words = ["ps", "-o", "args=", "-p", str(town.process.pid)]
    assert "app.worker" in subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert town.stop(signal.SIGINT) == 0
    assert "Traceback" not in town.said()


@pytest.mark.usefixtures("demo")
def test_a_stop_while_it_still_starts(start):
    town = start("--demo")
    while "is at" not in town.said():
        town.still_running()
    assert town.stop() in (0, -signal.SIGTERM)
    assert "Traceback" not in town.said()


def test_the_second_start_finds_the_town_of_the_first(start, demo):
    again = start("--demo")
    again.wait_until_up()
    assert again.get("/events")[0] == 200
    assert [path.name for path in demo.glob("*.db")] == ["gather.db"]


def test_a_real_town_is_served_without_demo_pages(start):
    town = start(GATHER_BASE_URL="https://town.example.org")
    assert town.wait_until_up()[0] == 200
    assert town.get("/demo/outbox")[0] == 404
    assert "./run flask account create --email you@example.org --role steward" in town.said()


@pytest.mark.parametrize("arguments", [["--demo"], []])
def test_a_busy_port(start, busy_port, arguments):
    town = start(*arguments, PORT=str(busy_port), GATHER_BASE_URL="http://localhost")
    said = refusal(town)
    assert f"Port {busy_port} is already in use. Another program is using it." in said
    assert f"PORT={busy_port + 1} ./run" in said


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_none(start, port):
    assert f"PORT is {port}, and that is no port." in refusal(start("--demo", PORT=port))


def test_a_data_folder_that_cannot_be_made(start, tmp_path):
    (tmp_path / "file").touch()
    said = refusal(start("--demo", data=tmp_path / "file-log", GATHER_DATA_DIR=str(tmp_path / "file/data")))
    assert f"The data folder {tmp_path}/file/data can't be written" in said
    assert "GATHER_DATA_DIR=" in said


def test_a_data_folder_that_may_only_be_read(start, tmp_path):
    """The administrator may write anywhere, so where the tests run as one they use a place where nobody can."""
    folder = Path("/proc") if os.geteuid() == 0 else tmp_path / "locked"
    if os.geteuid() != 0:
        folder.mkdir(mode=0o500)
    assert "can't be written" in refusal(start("--demo", data=tmp_path / "log", GATHER_DATA_DIR=str(folder)))


@pytest.mark.parametrize("changed", [{"GATHER_HOST": "0.0.0.0"}, {"GATHER_BASE_URL": "https://town.example.org"}])
def test_the_demo_stays_on_this_computer(start, changed):
    assert "so it only runs on this computer. Use ./run serve." in refusal(start("--demo", **changed))


def test_a_real_town_needs_its_address(start):
    assert "GATHER_BASE_URL is missing." in refusal(start())


def test_a_real_town_is_no_demo(start):
    assert "Leave GATHER_DEMO out." in refusal(start(GATHER_DEMO="1", GATHER_BASE_URL="http://localhost"))


def test_a_real_town_is_never_shown_as_the_demo(start, tmp_path):
    data = tmp_path / "data"
    words = [sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"]
    subprocess.run(words, cwd=ROOT, env={**os.environ, "GATHER_DATA_DIR": str(data)}, check=True)
    app = create_app(load_settings(data_dir=data))
    with app.app_context():
        make_steward(read_address("lee@town.example.org"))
    close(app)
    assert "is a real town's, and the demo has one-tap sign-ins." in refusal(start("--demo"))


@pytest.mark.usefixtures("demo")
def test_the_demo_is_never_shown_as_a_real_town(start):
    assert "is the demo town's, and its people are invented." in refusal(
        start(GATHER_BASE_URL="https://town.example.org")
    )


def test_a_host_that_is_no_address(start):
    said = refusal(start(GATHER_HOST="my-computer", GATHER_BASE_URL="https://town.example.org"))
    assert "GATHER_HOST is my-computer, and that is no address." in said


def test_a_setting_that_is_wrong_is_named(start):
    assert "GATHER_WORKERS" in refusal(start("--demo", GATHER_WORKERS="many"))


def test_a_database_that_does_not_answer(start):
    url = f"postgresql://town:secret@127.0.0.1:{free_port()}/town"
    said = refusal(start(GATHER_DATABASE_URL=url, GATHER_BASE_URL="https://town.example.org"))
    assert "The database can't be used:" in said
    assert "secret" not in said
