"""What goes into a calendar comes out of it the same, in two readers that share no code (PROMISES P10, P22)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from app.events.rules import NoSuchTime, instant as instant_of
from app.web.calendars import Entry, calendar_file, entry_uid
from tests import calendar_reader as reader

LONDON = ZoneInfo("Europe/London")
NIGHTS = ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def entry(starts=datetime(2026, 11, 24, 10, 20), minutes=20, **more):
    begins = instant_of(starts, LONDON)
    ends = begins + timedelta(minutes=minutes)
    ends_local = ends.astimezone(LONDON).replace(tzinfo=None)
    told = {"uid": "one", "sequence": 0, "changed_at": NOW, "summary": "Beach clean"} | more
    return Entry(starts=(starts, begins), ends=(ends_local, ends), zone="Europe/London", **told)


def both(data):
    """The first entry as icalendar and as our reader see it."""
    return icalendar.Calendar.from_ical(data).walk("VEVENT")[0], reader.read(data).of("VEVENT")[0]


def test_it_works(town):
    data = calendar_file([entry(place="Haverigg beach", url="https://town.example/x", sequence=3)], "REQUEST")
    theirs, ours = both(data)
    assert (theirs["SUMMARY"], ours["SUMMARY"]) == ("Beach clean", "Beach clean")
    assert (theirs["SEQUENCE"], ours["SEQUENCE"]) == (3, "3")
    assert (theirs["UID"], ours["UID"]) == ("one", "one")
    assert theirs["DTSTART"].dt == datetime(2026, 11, 24, 10, 20, tzinfo=LONDON)
    assert reader.instant(data, ours, "DTSTART") == datetime(2026, 11, 24, 10, 20, tzinfo=UTC)
    assert reader.read(data)["METHOD"] == "REQUEST"
    assert (ours["STATUS"], ours["LOCATION"], ours["URL"]) == ("CONFIRMED", "Haverigg beach", "https://town.example/x")


def test_the_zone_is_in_the_file():
    data = calendar_file([entry()])
    (zone,) = reader.read(data).of("VTIMEZONE")
    assert zone["TZID"] == "Europe/London"
    assert {part.name for part in zone.parts} == {"STANDARD", "DAYLIGHT"}
    changes = {(part["DTSTART"], part["TZOFFSETFROM"], part["TZOFFSETTO"]) for part in zone.parts}
    assert {("20270328T010000", "+0000", "+0100"), ("20271031T020000", "+0100", "+0000")} <= changes
    assert both(data)[1].fields["DTSTART"] == ("20261124T102000", {"TZID": "Europe/London"})


def quarter_hours(night):
    """Every wall time around a night in which the clocks change, once or twice as the clocks show it."""
    noon = datetime.fromisoformat(night + "T12:00")
    for quarter in range(-18 * 4, 1):
        wall = noon + timedelta(minutes=15 * quarter)
        try:
            yield from {(wall, instant_of(wall.replace(fold=fold), LONDON)) for fold in (0, 1)}
        except NoSuchTime:
            continue


@pytest.mark.parametrize("minutes", [20, 120, 540])
@pytest.mark.parametrize("night", NIGHTS)
def test_p10_in_no_night_does_an_entry_move(night, minutes):
    times = list(quarter_hours(night))
    assert len(times) == (73 + 4 if "-10-" in night else 73 - 4)
    for wall, begins in times:
        ends = begins + timedelta(minutes=minutes)
        ends_local = ends.astimezone(LONDON).replace(tzinfo=None)
        walk = Entry("x", 0, NOW, "Night walk", (wall, begins), (ends_local, ends), "Europe/London")
        data = calendar_file([walk])
        theirs, ours = both(data)
        assert theirs["DTSTART"].dt.astimezone(UTC) == begins, wall
        assert theirs["DTEND"].dt.astimezone(UTC) == ends, wall
        assert reader.instant(data, ours, "DTSTART") == begins, wall
        assert reader.instant(data, ours, "DTEND") == ends, wall


def test_control_without_its_zone_it_would_move():
    starts = datetime(2026, 7, 1, 10)
    data = calendar_file([entry(starts)]).replace(b"TZOFFSETTO:+0100", b"TZOFFSETTO:+0000")
    assert reader.instant(data, both(data)[1], "DTSTART") != instant_of(starts, LONDON)


def test_t2_the_second_of_two_times_is_said_in_utc():
    second = datetime(2026, 10, 25, 1, 30, fold=1)
    data = calendar_file([entry(second)])
    assert both(data)[1].fields["DTSTART"] == ("20261025T013000Z", {})


HOSTILE = [
    "END:VEVENT\r\nBEGIN:VALARM\r\nACTION:AUDIO", "a\nATTACH:https://evil.example/x", "x;y,z\\n\\", 'q"uote',
    "<script>alert(1)</script>", "\x00\x07\x0b\x1b[31m", "=HYPERLINK(1)", "línea\u2028dos\u2029tres", "🦀" * 60,
    "x" * 300, "\r\r\n\n", "BEGIN:VCALENDAR", "ü" * 100, ":;,", "\t",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_p22_nothing_typed_becomes_anything_but_words(typed):
    person = (typed, "ed@example.org")
    data = calendar_file([entry(summary=typed, place=typed, text=typed, sender=person, guest=person)], name=typed)
    file = reader.read(data)
    assert sorted(part.name for part in file.parts) == ["VEVENT", "VTIMEZONE"]
    (ours,) = file.of("VEVENT")
    assert ours.parts == []
    expected = {"UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION",
                "STATUS", "TRANSP", "CLASS", "ORGANIZER", "ATTENDEE"}  # fmt: skip
    assert set(ours.fields) == expected
    assert ours["ATTENDEE"] == "mailto:ed@example.org"
    theirs, _ours = both(data)
    assert str(theirs["SUMMARY"]) == reader.words(ours["SUMMARY"])
    plain = [letter for letter in typed if letter.isprintable()]
    assert [letter for letter in str(theirs["SUMMARY"]) if letter.isprintable() and letter != " "] == [
        letter for letter in plain if letter != " "
    ]


def test_somebody_invited_is_not_asked_by_their_mail_program():
    data = calendar_file([entry(sender=("Millom", "hello@town.example"), guest=("Ed", "ed@example.org"))], "REQUEST")
    fields = both(data)[1].fields
    assert fields["ORGANIZER"] == ("mailto:hello@town.example", {"CN": "Millom"})
    assert fields["ATTENDEE"][1] == {"CN": "Ed", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}


def test_what_is_off_frees_the_time():
    ours = both(calendar_file([entry(state="cancelled")]))[1]
    assert (ours["STATUS"], ours["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_a_feed_says_its_name_and_how_often_to_ask():
    file = reader.read(calendar_file([entry()], name="My plans", refresh=timedelta(hours=1)))
    assert (file["X-WR-CALNAME"], file["NAME"]) == ("My plans", "My plans")
    assert file.fields["REFRESH-INTERVAL"] == ("PT1H", {"VALUE": "DURATION"})


def test_an_empty_feed_is_a_calendar_too():
    assert reader.read(calendar_file([], name="My plans")).parts == []


def test_the_name_of_an_entry_is_stable_and_says_nothing(town):
    assert entry_uid("booking", 41) == entry_uid("booking", 41)
    assert len({entry_uid("booking", 41), entry_uid("booking", 42), entry_uid("date", 41)}) == 3
    assert len(entry_uid("booking", 41)) == 36
