"""When a message is sent, tried again, passed on to the next address, and given up; what a person may choose."""

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

PASS_ON_AFTER = timedelta(minutes=8)
"""How long after it was due a notice may still wait for a phone; then the next address has it (RULES M5)."""
PHONES_EACH = 10
"""How many phones and computers of one person hear of us; the one that was seen longest ago gives way."""
ASKS_A_WEEK, MOST_ASKS_A_WEEK, YOUNG_ASKS_A_WEEK = 2, 4, 2
"""How often somebody is asked to help in a week unless they say otherwise, at the most, and under 18 (RALLY)."""
QUIET_FROM = tuple(time(hour) for hour in range(17, 22))
QUIET_UNTIL = tuple(time(hour) for hour in range(8, 13))
"""When somebody's own quiet may begin and end: they widen the town's and never narrow it (RULES M2)."""
SWITCHES = ("reminders", "asks", "news")
SWITCH_OF = {"reminder": ("reminders",), "ask": ("asks",), "news": ("news",), "answer": SWITCHES}
"""By which switches each kind of notice is heard: an answer by whoever wants to hear anything at all."""


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


def send_time(
    due, useless, now, zone, *, young=False, pace="normal", is_school_day=lambda day: False, quiet=(CLOSES, OPENS)
):
    """When to send what is due at an instant and of no use from another on; None when there is no decent time left.

    An answer or something urgent goes at once. Anything else keeps the quiet hours: it goes earlier if there is still
    time for that, else as soon as the quiet is over. `zone` is the town's, `is_school_day` tells of a date. `quiet`
    is when the person's own quiet begins and ends, which adds to everybody's and takes nothing from it.
    """
    wanted = max(due, now)
    if wanted >= useless:
        return None
    if pace != "normal":
        return wanted
    windows = _windows(wanted.astimezone(zone).date(), zone, young, is_school_day, quiet)
    if any(opens <= wanted < closes for opens, closes in windows):
        return wanted
    earlier = [max(opens, now, closes - MARGIN) for opens, closes in windows if now < closes <= wanted]
    if earlier:
        return earlier[-1]
    later = min(opens for opens, _closes in windows if opens > wanted)
    return later if later < useless else None


def is_decent(instant, zone, young, at_school, quiet=(CLOSES, OPENS)) -> bool:
    """Whether somebody may be written to at an instant; `at_school` says whether its day is a school day."""
    wall = instant.astimezone(zone).time()
    return any(opens <= wall < closes for opens, closes in _decent_spans(young, at_school, quiet))


def _windows(day, zone, young, is_school_day, quiet):
    """The decent times from the day before to the day after, as pairs of instants, half-open."""
    days = [day + timedelta(days=ahead) for ahead in (-1, 0, 1)]
    return [
        tuple(datetime.combine(each, wall, zone).astimezone(UTC) for wall in span)
        for each in days
        for span in _decent_spans(young, is_school_day(each), quiet)
    ]


def _decent_spans(young, at_school, quiet):
    own_closes, own_opens = quiet
    closes = YOUNG_CLOSES if young else CLOSES
    spans = [(OPENS, SCHOOL_OPENS), (SCHOOL_CLOSES, closes)] if young and at_school else [(OPENS, closes)]
    own = [(max(first, own_opens), min(last, own_closes)) for first, last in spans]
    return [(first, last) for first, last in own if first < last]


def asks_each_week(wanted, young) -> int:
    """How often somebody may be asked in a week, from what they said (None: nothing yet)."""
    most = YOUNG_ASKS_A_WEEK if young else MOST_ASKS_A_WEEK
    return min(max(1, wanted or ASKS_A_WEEK), most)


def next_morning(now, zone) -> datetime:
    """The first instant of the town's next day at which people may be written to."""
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), OPENS, zone).astimezone(UTC)


def day_places(person_key, day) -> list[str]:
    """The names of the places that one person's day has for messages; each is given once."""
    return [f"{person_key}:{day:%y%m%d}{number}" for number in range(A_DAY)]


def owner(person_id, phone_mark) -> str:
    """Whose phones are meant, in the code's own words: a person's, those of a browser without an account, or both."""
    mine = ([f"person:{person_id}"] if person_id else []) + ([f"phone:{phone_mark}"] if phone_mark else [])
    return " ".join(mine)


def read_owner(words) -> tuple[int | None, str | None]:
    """The person's id and the browser's mark in such words, None for what is not there."""
    person, _is_followed_by, mark = words.partition("phone:")
    number = person.strip().removeprefix("person:")
    return int(number) if number else None, mark or None
