"""Granian as we start it: what its workers share, what each loads, and ears for a stop signal from the first moment.

A forked worker inherits handlers that only its parent acts on; told to stop while it still loads, it would
not hear it, and the whole town would wait for it to be killed.
"""

import gc
import os
import signal
import sys
import threading
from multiprocessing import get_context, get_start_method

from .config import ROOT

THREADS = 8
"""Requests one worker answers at once; more only wait for each other on the database and the interpreter."""
CONNECTIONS = 1024
"""Open connections a worker takes on; Granian counts them, not requests, so slow and idle phones need room."""
HEADER_MILLISECONDS = 30_000
"""How long a client may take over its headers, or stay connected between two requests."""
HEADER_BYTES = 65_536
"""Room for the headers of one request."""
GOODBYE_SECONDS = 10
"""How long requests under way may finish when the town is stopped."""
STOPS = (signal.SIGTERM, signal.SIGINT)


def worker_count(settings) -> int:
    """Worker processes: GATHER_WORKERS, else 1 for the demo and 2 for a town.

    One is up soonest and holds the least memory. Two, because a town goes on while one of them is replaced.
    """
    return settings.workers or (1 if settings.demo else 2)


def granian_arguments(settings, port) -> list[str]:
    """Granian's command line."""
    return [
        *("--interface", "wsgi", "--no-ws"),
        *("--http", "1"),  # no browser speaks HTTP/2 without TLS, and TLS ends at the proxy
        *("--host", settings.host, "--port", str(port)),
        *("--workers", str(worker_count(settings)), "--blocking-threads", str(THREADS)),
        *("--backlog", str(CONNECTIONS), "--backpressure", str(CONNECTIONS)),
        *("--http1-header-read-timeout", str(HEADER_MILLISECONDS), "--http1-buffer-size", str(HEADER_BYTES)),
        *("--respawn-failed-workers", "--respawn-interval", "0.1"),
        *("--workers-kill-timeout", str(GOODBYE_SECONDS)),
        *("--log-level", "error"),  # its warnings are advice on tuning; the app logs for itself
        *("--working-dir", str(ROOT)),
        *("--factory", "app.worker:load"),
    ]


def main():
    """Serve as the command line says: a fresh process, which reads all code first where workers are forked."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if get_start_method() == "fork":
        read_all_code()
    run()


def read_all_code():
    """Import everything once before workers are forked: they share its memory, and a new one is there at once.

    Two workers take 153 MB in place of 194 that way. The app itself is thrown away: each worker makes its own, so
    that no connection, lock or thread is ever shared.
    """
    from . import create_app

    create_app()


def apart(work):
    """Do this in a process that takes the memory it needed with it; when it fails, this one ends in the same way."""
    child = get_context("fork").Process(target=_listening, args=(work,))
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)  # one that comes before we can pass it on waits until we can
    child.start()
    signal.signal(signal.SIGTERM, lambda *_signal: child.terminate())
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        child.join()
    except KeyboardInterrupt:
        child.terminate()
        child.join()
        raise
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if child.exitcode < 0:
        os.kill(os.getpid(), -child.exitcode)
    if child.exitcode:
        sys.exit(child.exitcode)


def _listening(work):
    hear_a_stop()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    gc.freeze()  # what was read is no garbage; looking through it again and again would take a seventh of the work
    work()


def run(arguments=None):
    """Granian's command line, these arguments or the process's own; its handlers come later than a hasty Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.register_at_fork(after_in_child=hear_a_stop)
    from granian.cli import cli

    gc.freeze()  # without a look for garbage first: reading code leaves next to none, and the look takes long
    cli(arguments)


def settle():
    """Keep what is there for good out of the collector's way: it is not copied after a fork, and no visitor waits
    while it is looked through again."""
    gc.collect()
    gc.freeze()


def hear_a_stop():
    """End at once when told to, until Granian has the app and puts its own handlers in place."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process; the parent passes it on


def load():
    """The WSGI app, for one worker."""
    hear_a_stop()  # again, for systems where workers are not forked but started anew
    from wsgi import app

    from .backends import jobs

    # Finish the jobs while there are still threads to finish them in. `atexit` comes after the thread pools of
    # concurrent.futures have closed; this is how they themselves are told, and the last to register is told first.
    threading._register_atexit(jobs.stop, app)
    warm_up(app)
    settle()
    return app


def warm_up(app):
    """Draw the front pages once, so that no visitor waits for templates and statements to be made ready."""
    phone = app.test_client()
    for path in ("/", "/events"):
        phone.get(path, base_url="http://localhost")


if __name__ == "__main__":
    main()
