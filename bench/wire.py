"""A wire to a server on this machine that counts what comes down it: headers, bodies, and nothing from a memory."""

import socket
from contextlib import contextmanager, suppress
from threading import Thread

CHUNK = 65_536


class Wire:
    """Connections handed through to a server; `bytes` came down since it was last set to 0."""

    def __init__(self, port):
        self.far, self.bytes = port, 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]

    def run(self):
        """Hand connections through until the door is closed."""
        with suppress(OSError):
            while True:
                near, _address = self._door.accept()
                far = socket.create_connection(("127.0.0.1", self.far))
                Thread(target=self._pass, args=(near, far, False), daemon=True).start()
                Thread(target=self._pass, args=(far, near, True), daemon=True).start()

    def _pass(self, source, target, counts):
        with suppress(OSError), source, target:
            while chunk := source.recv(CHUNK):
                self.bytes += len(chunk) if counts else 0
                target.sendall(chunk)

    def close(self):
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()


@contextmanager
def wire_to(port):
    """The wire to a port of this machine, closed again at the end."""
    wire = Wire(port)
    Thread(target=wire.run, daemon=True).start()
    try:
        yield wire
    finally:
        wire.close()
