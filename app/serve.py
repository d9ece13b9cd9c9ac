"""The front door: `python -m app.serve [--demo]` gets a town ready and hands over to the web server.

It checks what would otherwise end in a traceback (settings, port, data folder, database), brings the
database up to date, fills an empty demo, says the address, and becomes Granian. Never answers a request itself.
"""

import errno
import logging
import os
import signal
import socket
import sys
import tempfile
from argparse import ArgumentParser
from contextlib import contextmanager
from functools import partial
from ipaddress import ip_address
from multiprocessing import get_start_method

import click

from . import worker
from .config import ROOT, SettingsError, load_settings

DEMO_FOLDER = "var/demo"
"""Where the demo keeps its town, apart from the `var/` of a real one."""


class CannotServe(Exception):
    """The town cannot be served; the message says why and what to do."""


def main(arguments=None):
    """Get the town ready and serve it until it is stopped; exits with 2 and a plain sentence when that can't be."""
    parser = ArgumentParser(prog="./run", description="Serve a town.")
    parser.add_argument("--demo", action="store_true", help="the demo town, on this computer only")
    demo = parser.parse_args(arguments).demo
    with _ends_in_a_sentence():
        port = read_port(os.environ.get("PORT", ""))
        settings = demo_settings(port) if demo else town_settings()
        settings.host = listening_address(settings.host)
        check_port(settings.host, port)
        check_folder(settings.data_dir)
        get_ready(settings)
    click.echo(_welcome(settings, port))
    become_granian(settings, port)


@contextmanager
def _ends_in_a_sentence():
    try:
        yield
    except CannotServe as problem:
        sys.exit(_say(problem))
    except SettingsError as problem:
        sys.exit(_say("\n".join(problem.sentences)))
    except KeyboardInterrupt:
        sys.exit(130)


def _say(problem):
    click.echo(f"\n{problem}", err=True)
    return 2


def read_port(text) -> int:
    """The port asked for, 8000 unless one is; CannotServe when it is no port."""
    try:
        port = int(text or 8000)
    except ValueError:
        port = 0
    if not 1 <= port <= 65535:
        raise CannotServe(f"PORT is {text}, and that is no port. Use a number from 1 to 65535: PORT=8001 ./run")
    return port


def demo_settings(port):
    """The settings of the demo town, also put into the environment for the workers; raises SettingsError."""
    os.environ["GATHER_DEMO"] = "1"
    os.environ["GATHER_DATA_DIR"] = os.environ.get("GATHER_DATA_DIR") or DEMO_FOLDER
    os.environ["GATHER_BASE_URL"] = os.environ.get("GATHER_BASE_URL") or f"http://localhost:{port}"
    return load_settings()


def town_settings():
    """The settings of a real town; raises SettingsError, or CannotServe when the demo is asked for or no address."""
    settings = load_settings()
    if settings.demo:
        raise CannotServe("GATHER_DEMO is on, and ./run serve is for a real town. Leave GATHER_DEMO out.")
    if not settings.base_url:
        raise CannotServe(
            "GATHER_BASE_URL is missing. It is the address people will type, and every link in a message uses it:\n"
            "GATHER_BASE_URL=https://town.example.org ./run serve\n"
            "To look around first, start the demo town: ./run"
        )
    return settings


def listening_address(host) -> str:
    """The IP address to listen on, as Granian wants no names; CannotServe when `host` is none."""
    try:
        return str(ip_address("127.0.0.1" if host == "localhost" else host.strip("[]")))
    except ValueError as problem:
        raise CannotServe(
            f"GATHER_HOST is {host}, and that is no address. Leave it out, or use one like 127.0.0.1"
        ) from problem


def check_port(host, port):
    """Raise CannotServe when another program has the port; for this computer's own address, on IPv6 too."""
    # a browser tries both addresses for "localhost", and might meet the other program
    for address in [host, "::1"] if host == "127.0.0.1" else [host]:
        problem = _bind_problem(address, port)
        if problem == errno.EADDRINUSE:
            raise CannotServe(
                f"Port {port} is already in use. Another program is using it.\n"
                f"Stop it, or choose another: PORT={port + 1 if port < 65535 else 8000} ./run"
            )
        if problem == errno.EACCES:
            raise CannotServe(f"Port {port} is kept for administrators. Choose another: PORT=8000 ./run")
        if problem and address == host:
            raise CannotServe(f"GATHER_HOST is {host}, and this computer has no such address. Leave it out.")


def _bind_problem(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as problem:
        return problem.errno or errno.EADDRNOTAVAIL
    return 0


def check_folder(folder):
    """Make the data folder and write a file there; CannotServe when that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"can be written")
    except OSError as problem:
        raise CannotServe(
            f"The data folder {folder} can't be written ({problem.strerror}).\n"
            "Let this user write there, or choose another folder: GATHER_DATA_DIR=/path/to/folder ./run"
        ) from problem


def get_ready(settings):
    """Migrate the database and fill an empty demo; CannotServe, or the end of the process, when that can't be.

    Where workers are forked, this process reads all code, once for all of them, and a child does the work: what that
    takes of memory goes with it, and no worker inherits a connection.
    """
    from . import create_app

    with _database_in_words():
        app = create_app(settings)
    if get_start_method() == "fork":
        worker.apart(partial(_prepare_apart, app, settings))
    else:
        prepare(app, settings)


def _prepare_apart(app, settings):
    with _ends_in_a_sentence():
        prepare(app, settings)


def prepare(app, settings):
    """Migrate the database and fill an empty demo in this process; CannotServe when that can't be."""
    from .demo.operations import load_town

    with _database_in_words(), app.app_context():
        _migrate(quietly=settings.demo)
        check_town(settings)
        if settings.demo:
            load_town("town")


@contextmanager
def _database_in_words():
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except SQLAlchemyError as problem:
        reason = str(getattr(problem, "orig", problem)).strip().splitlines()[0]
        raise CannotServe(
            f"The database can't be used: {reason}\n"
            "Check GATHER_DATABASE_URL, the space on the disk, and that the database is running."
        ) from problem


def _migrate(quietly):
    from flask_migrate import upgrade

    if quietly:  # an operator wants to read in the log which upgrade ran; a visitor of the demo does not
        logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)
    upgrade(directory=str(ROOT / "migrations"))


def check_town(settings):
    """Raise CannotServe when a real town would be shown as the demo, or the demo as a real town."""
    from .accounts.queries import account_at, stewards
    from .demo.operations import address_of
    from .demo.town import PEOPLE

    invented = any(account_at(address_of(name)) for name in PEOPLE)
    if settings.demo and stewards() and not invented:
        raise CannotServe(
            f"The data in {settings.data_dir} is a real town's, and the demo has one-tap sign-ins.\n"
            "Serve it with ./run serve, or leave out GATHER_DATA_DIR and GATHER_DATABASE_URL."
        )
    if invented and not settings.demo:
        raise CannotServe(
            f"The data in {settings.data_dir} is the demo town's, and its people are invented.\n"
            "Name another folder for your town: GATHER_DATA_DIR=/path/to/folder ./run serve"
        )


def _welcome(settings, port):
    if settings.demo:
        return f"The demo town is at http://localhost:{port}   (Ctrl+C stops it)"
    return (
        f"{settings.town} is at {settings.base_url}, served on {settings.host}:{port}   (Ctrl+C stops it)\n"
        "The first steward: ./run flask account create --email you@example.org --role steward"
    )


def become_granian(settings, port):
    """Become the web server: in this process, which has read all code, or where nothing is forked in a fresh one."""
    import resource

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = 4 * worker.CONNECTIONS
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if most < 0 else min(wanted, most), most))
    os.chdir(ROOT)
    arguments = worker.granian_arguments(settings, port)
    if get_start_method() == "fork":
        worker.run(arguments)
    else:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Python that has just begun answers it with a traceback
        os.execve(sys.executable, [sys.executable, "-m", "app.worker", *arguments], os.environ)


if __name__ == "__main__":
    main()
