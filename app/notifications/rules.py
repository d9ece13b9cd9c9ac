"""When a message is sent, tried again, passed on to the next address, and given up."""

from datetime import UTC, datetime, time, timedelta

LEASE = timedelta(minutes=2)
"""How long a sender that died keeps its messages from the next one."""
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=30)
TRIES_EACH = 4
"""How often one address is tried before the next has its turn: at most 210 s of pauses, so within 10 min (RULES M5)."""
A_DAY = 2
"""How many messages of normal pace one person gets in a day of the town, over all sources (RULES M2)."""
CALL_NEEDS = timedelta(hours=1)
"""How long news must stay of use for somebody to phone with it."""
ASK_FOR = timedelta(hours=72)
"""How long a provider is asked what became of a message (GOV.UK Notify gives up after three days)."""

OPENS, CLOSES = time(8), time(21)
"""The day in which people may be written to, town time (RULES M2)."""
YOUNG_CLOSES = time(20)
SCHOOL_OPENS, SCHOOL_CLOSES = time(8, 30), time(15, 30)
MARGIN = timedelta(minutes=15)
"""What is sent early goes this long before the quiet begins, so that a second try still fits."""


def pause(tries, luck) -> timedelta:
    """How long to wait after so many failed tries: doubled each time, with full jitter; `luck` is from 0 to 1."""
    return min(FIRST_PAUSE * 2 ** min(tries, 10), LONGEST_PAUSE) * luck


def gives_up(now, next_try, useless_at, retryable) -> bool:
    """Whether a failed message is not worth another try."""
    return not retryable or next_try >= useless_at or now >= useless_at


def turn_is_over(tries) -> bool:
    """Whether an address that failed so often must let the next one try."""
    return tries % TRIES_EACH == 0


def worth_a_call(now, useless_at) -> bool:
    """Whether there is time for somebody to phone with it."""
    return useless_at - now >= CALL_NEEDS


def next_look(sent_at, now) -> datetime | None:
    """When to ask the provider again what became of a message; None when it is asked no more."""
    age = now - sent_at
    if age >= ASK_FOR:
        return None
    if age < timedelta(hours=1):
        return now + timedelta(minutes=4)  # and within 10 min of its failure the next address has it (RULES M5)
    return now + (timedelta(minutes=15) if age < timedelta(hours=6) else timedelta(hours=2))


def send_time(due, useless, now, zone, *, young=False, pace="normal", is_school_day=lambda day: False):
    """When to send what is due at an instant and of no use from another on; None when there is no decent time left.

    An answer or something urgent goes at once. Anything else keeps the quiet hours: it goes earlier if there is still
    time for that, else as soon as the quiet is over. `zone` is the town's, `is_school_day` tells of a date.
    """
    wanted = max(due, now)
    if wanted >= useless:
        return None
    if pace != "normal":
        return wanted
    windows = _windows(wanted.astimezone(zone).date(), zone, young, is_school_day)
    if any(opens <= wanted < closes for opens, closes in windows):
        return wanted
    earlier = [max(opens, now, closes - MARGIN) for opens, closes in windows if now < closes <= wanted]
    if earlier:
        return earlier[-1]
    later = min(opens for opens, _closes in windows if opens > wanted)
    return later if later < useless else None


def _windows(day, zone, young, is_school_day):
    """The decent times from the day before to the day after, as pairs of instants, half-open."""
    days = [day + timedelta(days=ahead) for ahead in (-1, 0, 1)]
    return [
        tuple(datetime.combine(each, wall, zone).astimezone(UTC) for wall in span)
        for each in days
        for span in _decent_spans(young, is_school_day(each))
    ]


def _decent_spans(young, at_school):
    if not young:
        return [(OPENS, CLOSES)]
    return [(OPENS, SCHOOL_OPENS), (SCHOOL_CLOSES, YOUNG_CLOSES)] if at_school else [(OPENS, YOUNG_CLOSES)]


def next_morning(now, zone) -> datetime:
    """The first instant of the town's next day at which people may be written to."""
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), OPENS, zone).astimezone(UTC)


def day_places(person_key, day) -> list[str]:
    """The names of the places that one person's day has for messages; each is given once."""
    return [f"{person_key}:{day:%y%m%d}{number}" for number in range(A_DAY)]
