"""The dates of an event for anybody's calendar (DESIGN: /events/<slug>.ics)."""

import icalendar

from app.events.operations import cancel, cancel_date, move_date
from app.web.page_cache import SECONDS
from tests import calendar_reader as reader
from tests.cast import _post, clinic, days_ahead, drive, first_slot, take


def file_of(client, event):
    answer = client.get(f"/events/{event.slug}.ics")
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    return answer.data


def entries(client, event):
    return reader.read(file_of(client, event)).of("VEVENT")


def test_it_works(client, cast):
    event = drive(cast, summary="We give you gloves.")
    data = file_of(client, event)
    (entry,) = reader.read(data).of("VEVENT")
    assert (entry["SUMMARY"], entry["CLASS"], entry["STATUS"]) == ("Beach clean", "PUBLIC", "CONFIRMED")
    assert entry["URL"] == f"http://localhost/events/{event.slug}"
    assert reader.instant(data, entry, "DTSTART") == event.occurrences[0].starts_at
    assert str(icalendar.Calendar.from_ical(data).walk("VEVENT")[0]["SUMMARY"]) == "Beach clean"


def test_every_date_is_in_it_under_its_own_name(client, cast):
    found = entries(client, clinic(cast))
    assert len(found) == len({entry["UID"] for entry in found}) == 2


def test_b3_a_date_that_moved_or_is_off_says_so(client, cast):
    event = clinic(cast)
    before = {entry["UID"]: int(entry["SEQUENCE"]) for entry in entries(client, event)}
    move_date(event.occurrences[0].id, days_ahead(2, 13), days_ahead(2, 15))
    cancel_date(event.occurrences[1].id)
    moved, off = entries(client, event)
    assert moved["DTSTART"].endswith("T130000")
    assert (moved["STATUS"], off["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert all(int(entry["SEQUENCE"]) > before[entry["UID"]] for entry in (moved, off))


def test_an_event_that_is_called_off(client, cast):
    event = drive(cast)
    cancel(event.id, "A storm.")
    (entry,) = entries(client, event)
    assert entry["STATUS"] == "CANCELLED"
    assert "A storm." in entry["DESCRIPTION"]


def test_what_the_town_may_not_see_is_not_there(client, cast):
    assert client.get(f"/events/{drive(cast, publish_now=False).slug}.ics").status_code == 404
    assert client.get("/events/nothing.ics").status_code == 404


def test_nobody_who_goes_is_in_it(client, cast):
    event = drive(cast, for_helpers="12 Market Street")
    booking = take(first_slot(event), "Zebediah")
    data = file_of(client, event)
    assert not any(secret in data for secret in (b"Zebediah", booking.code.encode(), b"Market"))


def test_it_is_asked_for_again_only_when_something_changed(client, cast):
    event = drive(cast)
    first = client.get(f"/events/{event.slug}.ics")
    assert SECONDS <= 15
    assert client.get(f"/events/{event.slug}.ics", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_where_people_just_walk_in_the_page_leads_to_it(client, cast):
    starts = days_ahead(2, 10)
    walk_in = _post(cast.practice, cast, [(starts, days_ahead(2, 12), [])], "Coffee morning", "coffee")
    assert f'href="/events/{walk_in.slug}.ics"' in client.get(f"/events/{walk_in.slug}").text
