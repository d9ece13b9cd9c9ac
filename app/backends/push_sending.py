"""Sends parcels for one process: lends an engine to each thread, and says aloud when a push service is in trouble."""

from itertools import count, islice
from threading import Lock

import structlog

from .push_curl import Engine
from .push_guard import Pins
from .push_origins import Origins
from .push_sealing import Sealer

HANDFUL = 64
"""Parcels taken from the caller at a time."""


class Sender:
    """The push sender of one process; may be used by many threads."""

    def __init__(self, key_text, subject):
        self._sealer, self._pins = Sealer(key_text, subject), Pins()
        self._origins = Alarmed()
        self._engines, self._turn = [], Lock()

    def send(self, parcels, listed):
        """Yield (position, Answer) for each parcel, as they come."""
        numbered = zip(count(), parcels, strict=False)

        def take(_wait):
            return list(islice(numbered, HANDFUL)) or None

        with self._turn:
            engine = self._engines.pop() if self._engines else Engine(self._sealer, self._pins)
        try:
            for number, verdict in engine.run(take, self._origins, listed):
                yield number, verdict.answer
        except BaseException:  # given up in the middle: a service may take it ill that so much was called off at once
            engine.close()
            raise
        with self._turn:
            self._engines.append(engine)


class Alarmed(Origins):
    """Origins that say so in the log when a service is paused, and ring when it refuses our key."""

    def note(self, origin, verdict):
        pause = super().note(origin, verdict)
        if pause:
            log = structlog.get_logger()
            say, word = (log.error, "push.refused_key") if verdict.effect == "refusal" else (log.warning, "push.paused")
            say(word, service=origin.name, seconds=round(pause, 1), reason=verdict.answer.reason)
        return pause
