"""A canary: listens on every address of this machine and counts who comes. Nobody may."""

import socket
from contextlib import contextmanager
from threading import Thread
from time import sleep


class Canary:
    """`port` is where it listens."""

    def __init__(self, doors):
        self.port, self._doors, self._came, self._ours, self._open = doors[0].getsockname()[1], doors, [], set(), True
        self._threads = [Thread(target=self._listen, args=[door]) for door in doors]
        for thread in self._threads:
            thread.start()

    def _listen(self, door):
        while self._open:
            try:
                visitor, address = door.accept()
            except TimeoutError:
                continue
            self._came.append(address[:2])
            visitor.close()

    def visits(self) -> int:
        """How many connections were made so far, those included that still stand in the queue."""
        for door in self._doors:
            host = "::1" if door.family == socket.AF_INET6 else "127.0.0.1"
            with socket.create_connection((host, self.port)) as knock:  # queues are fair: it comes after all others
                ours = knock.getsockname()[:2]
                self._ours.add(ours)
                while ours not in self._came:
                    sleep(0.001)
        return len([one for one in self._came if one not in self._ours])

    def close(self):
        self._open = False
        for thread in self._threads:
            thread.join()
        for door in self._doors:
            door.close()


@contextmanager
def canary(*hosts, port=0):
    """Listen on these addresses, or on all there are of IPv4 and IPv6, at one port."""
    doors = []
    for host in hosts or ("0.0.0.0", "::"):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        door = socket.socket(family)
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.settimeout(0.02)
        door.bind((host, port or (doors[0].getsockname()[1] if doors else 0)))
        door.listen(64)
        doors.append(door)
    bird = Canary(doors)
    try:
        yield bird
    finally:
        bird.close()
