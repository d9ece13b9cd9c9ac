"""What a visitor asked to see, read from the address, and which days the words today, week and weekend mean. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

WANTS = {"help": "help", "book": "attend"}
"""What ?want= says, and the kind of slot it means."""
NEAR_KM = 6.0
"""How far from an area's centre something still counts as there."""


@dataclass(frozen=True)
class Reach:
    """What a visitor may take at all (RULES S3): their age in years at the most, 18 for everybody grown up or unknown.

    From the date `turns` on they are `then`.
    """

    age: int = 18
    turns: date = date.max
    then: int = 18

    @property
    def is_young(self):
        """Whether anything may have to be left out."""
        return self.age < 18


def reach_of(age, changes) -> Reach:
    """The reach of somebody of a band that begins at `age`, with the (date, first age) of each later band."""
    day, then = next(((day, first) for day, first in changes if first > age), (date.max, 18))
    return Reach(age, day, then)


@dataclass(frozen=True)
class Filters:
    """What a visitor asked to see; empty means everything. `since` and `until` are dates, both included."""

    want: str = ""
    picture: str = ""
    area: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1
    misread: bool = False

    def address(self, **changes) -> str:
        """The path and query of the list with these filters changed; what is empty is left out."""
        new = replace(self, page=1, **changes) if "page" not in changes else replace(self, **changes)
        parts = {
            "want": new.want, "picture": new.picture, "area": new.area,
            "from": new.since.isoformat() if new.since else "", "to": new.until.isoformat() if new.until else "",
            "page": str(new.page) if new.page > 1 else "",
        }  # fmt: skip
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"/events?{query}" if query else "/events"

    @property
    def is_narrowed(self):
        """Whether anything but the tab was picked."""
        return bool(self.picture or self.area or self.since or self.until)


def read_filters(query, pictures, today=None) -> Filters:
    """The filters in a query string; what cannot be read is left out and `misread` says so.

    A date may also be the word today, which an address that is kept for long needs.
    """
    want, picture = query.get("want", ""), query.get("picture", "")
    since, since_wrong = _date(query.get("from", ""), today)
    until, until_wrong = _date(query.get("to", ""), today)
    page = query.get("page", "1")
    page_wrong = not (page.isdecimal() and 0 < int(page) < 1000) if len(page) < 5 else True
    wrong = (want and want not in WANTS) or (picture and picture not in pictures)
    return Filters(
        want=want if want in WANTS else "",
        picture=picture if picture in pictures else "",
        area=query.get("area", "")[:80],
        since=since,
        until=until,
        page=1 if page_wrong else int(page),
        misread=bool(wrong or since_wrong or until_wrong or page_wrong),
    )


def _date(text, today):
    if text == "today" and today:
        return today, False
    try:
        return (date.fromisoformat(text) if text else None), False
    except ValueError:
        return None, True


def spans(today) -> tuple[tuple[date, date], ...]:
    """First and last day of: today, this week (seven days from today), the weekend (the coming or present one)."""
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    if today.weekday() == 6:
        saturday = today - timedelta(days=1)
    return (
        (today, today),
        (today, today + timedelta(days=6)),
        (max(today, saturday), saturday + timedelta(days=1)),
    )


END = re.compile(r"(?<=[.!?؟۔])\s+|\n+")
"""Where one sentence ends and the next begins, in the scripts that we show."""


def sentences(text) -> list[str]:
    """A text sentence by sentence, as whoever wrote it ended them."""
    return [part.strip() for part in END.split(text or "") if part.strip()]
