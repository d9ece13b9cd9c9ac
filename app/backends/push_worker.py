"""One process of the crowd: `python -m app.backends.push_worker DESCRIPTOR` sends what push_crowd.py hands it.

It is told over a socket: once the key and whom to write to, then for each batch the hosts of the setting, portions of
parcels, and None. It answers with lists of what came of them, and with None at the end. It keeps its connections to
the push services from batch to batch, and no memory of how they stand: that is for who hands out the parcels.
"""

import signal
import sys
from multiprocessing.connection import Connection
from select import POLLIN, poll

from .push_curl import Engine
from .push_origins import Origins
from .push_parcels import Parcel
from .push_pins import Pins
from .push_sealing import Sealer


def main(descriptor):
    """Work until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process; ours is ended by its parent
    connection = Connection(descriptor)
    try:
        engine = Engine(Sealer(*connection.recv()), Pins())
        while True:
            listed = connection.recv()
            for done in engine.run(_taker(connection), Origins(probes=False), listed):
                connection.send([_plain(number, verdict) for number, verdict in done])
            connection.send(None)
    except (EOFError, OSError):
        return  # nobody is there any more


def _taker(connection):
    doorbell = poll()  # the connection has one too, and makes it anew each time
    doorbell.register(connection, POLLIN)

    def take(wait):
        if not wait and not doorbell.poll(0):
            return []
        told = connection.recv()
        return told and [(number, Parcel(*fields)) for number, *fields in told]

    return take


def _plain(number, verdict):
    answer = verdict.answer
    return number, answer.kind, answer.reason, answer.retry_after, verdict.effect


if __name__ == "__main__":
    main(int(sys.argv[1]))
