"""What a push service's answer means for one parcel and for all others to the same service. Pure."""

from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from .push_parcels import Answer

LONGEST_PAUSE = timedelta(hours=1)
"""The most that Retry-After is believed: then one notice asks again, which costs nobody anything."""


class Verdict(NamedTuple):
    """An Answer, and what it says about its service.

    `effect` is well (it works), fault (this one failed), wait (leave us alone), refusal (it does not want our key) or
    none (the service was not asked).
    """

    answer: Answer
    effect: str


TOOK, GONE = "The push service took it.", "This phone has no push any more."
TOO_LONG = "The push service says that the notice is too long."
ELSEWHERE = "The push service sends us elsewhere, and we do not go there."
WAIT, FAULT = "The push service asks us to wait ({}).", "The push service has a fault ({})."
KEY, NO = "The push service does not accept our key ({}).", "The push service says no ({})."
MEANS = {
    404: ("gone", GONE, "well"), 410: ("gone", GONE, "well"), 413: ("too_long", TOO_LONG, "well"),
    401: ("refused", KEY, "refusal"), 403: ("refused", KEY, "refusal"),
    406: ("later", WAIT, "wait"), 429: ("later", WAIT, "wait"),  # Windows says 406 where others say 429
    408: ("later", FAULT, "fault"), 425: ("later", FAULT, "fault"),
}  # fmt: skip
FAMILIES = {2: ("accepted", TOOK, "well"), 3: ("forbidden", ELSEWHERE, "well"), 5: ("later", FAULT, "fault")}
OTHERWISE = ("refused", NO, "refusal")
"""A fault of ours, most likely, which an update may mend: nothing is dropped for it."""


@lru_cache(256)
def of_status(status, retry_after=0) -> Verdict:
    """What an HTTP status means; `retry_after` is in seconds, 0 where nothing was said (RFC 8030, 8292, 9110)."""
    kind, reason, effect = MEANS.get(status) or FAMILIES.get(status // 100, OTHERWISE)
    pause = None
    if retry_after > 0 and kind in ("later", "refused"):
        pause = min(timedelta(seconds=retry_after), LONGEST_PAUSE)
    if pause and effect == "fault":
        reason, effect = WAIT, "wait"
    return Verdict(Answer(kind, reason.format(status), pause), effect)


def of_silence(reason) -> Verdict:
    """Nobody answered; `reason` is a sentence."""
    return Verdict(Answer("unreachable", reason), "fault")


def of_pause(seconds) -> Verdict:
    """The service was not asked, because it is left alone for so long."""
    return Verdict(Answer("later", "The push service is left alone for a while.", timedelta(seconds=seconds)), "none")


def of_ourselves(kind, reason) -> Verdict:
    """We did not even try."""
    return Verdict(Answer(kind, reason), "none")
