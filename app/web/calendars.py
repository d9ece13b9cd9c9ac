"""Calendar files (iCalendar, RFC 5545; invitations, RFC 5546): entries that keep their name, their version and zone.

Knows no event and no booking: whoever has something for a calendar says it as an `Entry`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from ..privacy import lookup

TYPE = "text/calendar; charset=utf-8"
MAKER = "-//Gather Round//Gather Round//EN"
NOT_FOR_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]+")
WEEK = 7 * 24 * 3600


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar.

    `uid` never changes, `sequence` goes up with every change that people were told, `changed_at` is the instant of the
    last. `starts` and `ends` are pairs of wall time and instant, `zone` their IANA name. `state` is confirmed,
    tentative or cancelled. `is_private` hides the words from those a calendar is shared with. `sender` and `guest` are
    (name, e-mail) where the entry is an invitation. `point` is (latitude, longitude).
    """

    uid: str
    sequence: int
    changed_at: datetime
    summary: str
    starts: tuple[datetime, datetime]
    ends: tuple[datetime, datetime]
    zone: str
    place: str = ""
    text: str = ""
    url: str = ""
    state: str = "confirmed"
    is_private: bool = False
    sender: tuple[str, str] | None = None
    guest: tuple[str, str] | None = None
    point: tuple[float, float] | None = None


def entry_uid(kind, row_id) -> str:
    """The name of an entry, the same for ever and of no meaning to anybody but us."""
    return str(UUID(lookup(f"calendar:{kind}:{row_id}")[:32]))


def calendar_file(entries, method="PUBLISH", name="", refresh=None) -> bytes:
    """The entries as one file; `method` is that of RFC 5546, `name` and `refresh` (a timedelta) are for feeds."""
    from icalendar import Calendar

    file = Calendar()
    file.add("VERSION", "2.0")
    file.add("PRODID", MAKER)
    file.add("CALSCALE", "GREGORIAN")
    file.add("METHOD", method)
    if name:
        file.add("NAME", _line(name))
        file.add("X-WR-CALNAME", _line(name))
    if refresh:
        file.add("REFRESH-INTERVAL", refresh, parameters={"VALUE": "DURATION"})
        file.add("X-PUBLISHED-TTL", refresh, parameters={"VALUE": "DURATION"})
    for zone in _zones(entries):
        file.add_component(zone)
    for entry in entries:
        file.add_component(_event(entry))
    return file.to_ical()


def _zones(entries):
    """How the clocks of each zone go from the year before its entries to the year after."""
    for name in sorted({entry.zone for entry in entries}):
        years = [
            instant.year for entry in entries if entry.zone == name for _wall, instant in (entry.starts, entry.ends)
        ]
        yield _zone(name, min(years) - 1, max(years) + 1)


@lru_cache(64)
def _zone(name, first_year, last_year):
    """A zone in these years: how it began, and each change of its clocks.

    By hand, since icalendar 7.3 gives the spring change in the time after it, not in the time before (RFC 5545 3.6.5).
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    since, until = (datetime(year, 1, 1, tzinfo=UTC) for year in (first_year, last_year + 1))
    there, file = ZoneInfo(name), Timezone()
    file.add("TZID", name)
    for before, at in [(since, since), *_changes(there, since, until)]:
        old, new = before.astimezone(there), at.astimezone(there)
        part = TimezoneDaylight() if new.dst() else TimezoneStandard()
        part.add("DTSTART", (at + old.utcoffset()).replace(tzinfo=None))
        part.add("TZOFFSETFROM", old.utcoffset())
        part.add("TZOFFSETTO", new.utcoffset())
        part.add("TZNAME", new.tzname())
        file.add_component(part)
    return file


def _changes(there, since, until):
    """The changes of a zone's clocks between two instants, each as the second before it and the first after it."""

    def offset(second):
        return datetime.fromtimestamp(second, there).utcoffset()

    for start in range(int(since.timestamp()), int(until.timestamp()), WEEK):
        before, after = start, start + WEEK
        if offset(before) == offset(after):
            continue
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (middle, after) if offset(middle) == offset(start) else (before, middle)
        yield datetime.fromtimestamp(before, UTC), datetime.fromtimestamp(after, UTC)


def _event(entry):
    from icalendar import Event

    event = Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.changed_at.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.changed_at.astimezone(UTC))
    event.add("DTSTART", _moment(*entry.starts, entry.zone))
    event.add("DTEND", _moment(*entry.ends, entry.zone))
    event.add("SUMMARY", _plain(entry.summary))
    for field, words in (("LOCATION", entry.place), ("DESCRIPTION", entry.text)):
        if words:
            event.add(field, _plain(words))
    if entry.url:
        event.add("URL", entry.url)
    if entry.point:
        event.add("GEO", entry.point)
    event.add("STATUS", entry.state.upper())
    event.add("TRANSP", "TRANSPARENT" if entry.state == "cancelled" else "OPAQUE")
    event.add("CLASS", "PRIVATE" if entry.is_private else "PUBLIC")
    _add_people(event, entry)
    return event


def _add_people(event, entry):
    from icalendar import vCalAddress

    for field, person in (("ORGANIZER", entry.sender), ("ATTENDEE", entry.guest)):
        if person is None:
            continue
        name, address = person
        value = vCalAddress(f"mailto:{address}")
        value.params["CN"] = _line(name).replace('"', "'")
        if field == "ATTENDEE":  # they said yes already: nobody is to be asked by their mail program
            value.params |= {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
        event.add(field, value)


def _moment(wall, instant, zone):
    """The wall time with its zone, or the bare instant where the clocks show that wall time a second time.

    RFC 5545 3.3.5: a time that occurs twice means the first one, so the second can only be said in UTC (RULES T2).
    """
    local = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    return local if local.astimezone(UTC) == instant.astimezone(UTC) else instant.astimezone(UTC)


def _line(words):
    return _plain(words).replace("\n", " ")


def _plain(words):
    """Words without what only a program could mean: of all control characters a calendar knows the line feed alone."""
    return NOT_FOR_TEXT.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n"))
