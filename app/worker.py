"""What Granian loads in each of its workers: the app of `wsgi.py`, and until that is made, ears for a stop signal.

A worker inherits handlers that only its parent acts on, so one told to stop while it still loads would not hear it.
"""

import signal


def load():
    """The WSGI app; Granian puts its own signal handlers in place once it has it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process; the parent passes it on
    from wsgi import app

    return app
