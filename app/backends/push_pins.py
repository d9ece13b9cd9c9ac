"""Where a push service is: its name is looked up once, in the background, and pinned to public addresses (P21).

A name server that keeps silent holds up nobody but the parcels for that one service.
"""

from concurrent.futures import Future
from socket import SOCK_STREAM, getaddrinfo
from threading import Lock, Thread
from time import monotonic

from .push_guard import is_public
from .push_parcels import Forbidden

KEPT_SECONDS, LOST_SECONDS, PATIENCE = 300, 5, 3
"""How long a looked-up address is used, how long a name counts as lost, and how long looking it up may take."""
MOST = 1000
"""Services remembered: Windows alone has dozens of names, and a stranger may invent more."""


class Pins:
    """The addresses of push services, and those that are being looked up; may be used by many threads."""

    def __init__(self, ticks=monotonic):
        self._ticks, self._kept, self._asked, self._turn = ticks, {}, {}, Lock()

    def is_asking(self, origin) -> bool:
        """Whether its address is not known yet, and somebody may still say; begins to ask."""
        with self._turn:
            if self._ticks() < self._kept.get(origin, (0.0,))[0]:
                return False
            if origin not in self._asked:
                self._asked[origin] = self._ticks() + PATIENCE, _look_up(origin)
            until, answer = self._asked[origin]
            return not answer.done() and self._ticks() < until

    def addresses(self, origin) -> tuple[str, ...]:
        """The addresses at which it may be reached, all of them public unless the setting vouches for it.

        Raises Forbidden when one is not public, OSError when it has none, or nobody could say in 3 s.
        """
        with self._turn:
            until, found = self._kept.get(origin, (0.0, ()))
            if self._ticks() >= until:
                found = self._answer(origin)
                if len(self._kept) >= MOST:
                    self._kept.clear()
                self._kept[origin] = self._ticks() + (KEPT_SECONDS if found else LOST_SECONDS), found
        if not found:
            raise OSError("a name without an address")
        if not origin.vouched and not all(map(is_public, found)):
            raise Forbidden("This push service has an address that is not on the internet.")
        return found

    def _answer(self, origin):
        _until, answer = self._asked.pop(origin, (0.0, None))
        return answer.result() if answer is not None and answer.done() else ()


def _look_up(origin):
    answer = Future()
    Thread(target=_ask, args=(origin, answer), daemon=True).start()  # a name server may keep silent for a minute
    return answer


def _ask(origin, answer):
    try:
        found = getaddrinfo(origin.host.strip("[]"), origin.port, type=SOCK_STREAM)
        answer.set_result(tuple(dict.fromkeys(one[4][0] for one in found)))
    except (OSError, UnicodeError):  # nobody knows it, or it is no name
        answer.set_result(())
