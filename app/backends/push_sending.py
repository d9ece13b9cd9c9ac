"""Sends parcels for one process: a few by itself, many by a crowd of processes, because encrypting keeps a core busy.

Knows how each push service stands, and says aloud when one is in trouble.
"""

from itertools import chain, count, islice
from threading import Lock

import structlog

from .push_answers import Verdict, of_ourselves, of_pause
from .push_crowd import Crowd
from .push_curl import Engine
from .push_guard import origin_of
from .push_origins import Origins
from .push_parcels import Forbidden
from .push_pins import Pins
from .push_sealing import Sealer

MANY = 250
"""More than this are worth a crowd: by itself a thread would encrypt them in 30 ms, in which no page is drawn."""


class Sender:
    """The push sender of one process; may be used by many threads."""

    def __init__(self, key_text, subject):
        self._sealer, self._pins, self._origins = Sealer(key_text, subject), Pins(), Alarmed()
        self._crowd, self._crowd_is_ours = Crowd(key_text, subject), Lock()
        self._engines, self._turn = [], Lock()

    def send(self, parcels, listed):
        """Yield (position, Answer) for each parcel, as they come."""
        numbered = zip(count(), parcels, strict=False)
        first = list(islice(numbered, MANY + 1))
        numbered = chain(first, numbered)
        if len(first) > MANY and self._crowd_is_ours.acquire(blocking=False):
            try:
                if self._crowd.gather():
                    yield from self._by_crowd(numbered, listed)
            finally:
                self._crowd_is_ours.release()
        yield from self._by_ourselves(numbered, listed)  # what is left: all of it, or nothing

    def rest(self):
        """Let go of the processes that only a big batch needs, when none is under way."""
        with self._crowd_is_ours:
            self._crowd.end()

    def _by_ourselves(self, numbered, listed):
        while some := list(islice(numbered, MANY)):
            # Handed on when all are there: while a reader looks at one answer, requests under way would time out.
            yield from self._at_once(some, listed)

    def _at_once(self, some, listed):
        waiting = iter([some])
        with self._turn:
            engine = self._engines.pop() if self._engines else Engine(self._sealer, self._pins)
        answers = [
            (number, verdict.answer)
            for done in engine.run(lambda _wait: next(waiting, None), self._origins, listed)
            for number, verdict in done
        ]
        with self._turn:
            self._engines.append(engine)
        return answers

    def _by_crowd(self, numbered, listed):
        sifted = self._sifted(numbered, listed)
        for number, origin, verdict in self._crowd.send(sifted, listed):
            self._origins.note(origin, verdict)
            yield number, verdict.answer

    def _sifted(self, numbered, listed):
        """Each parcel with its push service and the verdict that it has already: (number, origin, parcel, verdict).

        When a service's pause is over, one parcel is sent here and now, and its answer decides for the others.
        """
        for number, parcel in numbered:
            try:
                origin = origin_of(parcel.endpoint, listed)
            except Forbidden as problem:
                yield number, None, parcel, of_ourselves("forbidden", problem.sentence)
                continue
            if self._origins.is_well(origin):
                yield number, origin, parcel, None
            elif pause := self._origins.pause(origin):
                yield number, origin, parcel, of_pause(pause)
            else:
                ((_, answer),) = self._at_once([(number, parcel)], listed)
                yield number, origin, parcel, Verdict(answer, "none")


class Alarmed(Origins):
    """Origins that say so in the log when a service is paused, and ring when it refuses our key."""

    def note(self, origin, verdict):
        pause = super().note(origin, verdict)
        if pause:
            log = structlog.get_logger()
            say, word = (log.error, "push.refused_key") if verdict.effect == "refusal" else (log.warning, "push.paused")
            say(word, service=origin.name, seconds=round(pause, 1), reason=verdict.answer.reason)
        return pause
