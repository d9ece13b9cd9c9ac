"""A place in somebody's calendar: from the pass and with each e-mail, the same entry under a rising number (B3, M1)."""

from datetime import UTC, datetime

import icalendar
import pytest

from app.bookings.calendars import attachment
from app.bookings.models import Booking
from app.bookings.operations import cancel, move
from app.database import unit_of_work
from app.events.operations import cancel as call_off, move_date, move_place
from app.extensions import db
from app.notifications.models import Message
from app.places.operations import add_venue
from tests import calendar_reader as reader
from tests.cast import clinic, days_ahead, drive, email, first_slot, phone, take


def entry_in(data):
    return reader.read(data).of("VEVENT")[0]


def offered(client, booking):
    """The entry that the pass offers."""
    return entry_in(client.get(f"/bookings/{booking.code}/calendar").data)


def sent():
    """What the e-mails so far carried, the oldest first: (method, entry)."""
    found = []
    for message in db.session.query(Message).order_by(Message.id):
        for name, kind, data in message.files:
            assert name == "place.ics"
            method = reader.read(data)["METHOD"]
            assert kind == f"text/calendar; method={method}; charset=utf-8"
            found.append((method, entry_in(data)))
    return found


# --- from the pass -------------------------------------------------------------------------------------------------


def test_it_works(client, cast):
    booking = take(first_slot(drive(cast)))
    answer = client.get(f"/bookings/{booking.code}/calendar")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "place.ics" in answer.headers["Content-Disposition"]
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    entry = entry_in(answer.data)
    assert reader.instant(answer.data, entry, "DTSTART") == booking.slot.starts_at
    assert reader.instant(answer.data, entry, "DTEND") == booking.slot.ends_at
    assert reader.words(entry["LOCATION"]) == "Haverigg beach, Sea View, Haverigg"
    assert entry["URL"] == f"http://localhost/bookings/{booking.code}"
    assert (entry["SUMMARY"], entry["STATUS"], entry["SEQUENCE"]) == ("Beach clean", "CONFIRMED", "0")
    assert "ATTENDEE" not in entry.fields


def test_another_reader_finds_the_same(client, cast):
    booking = take(first_slot(drive(cast)))
    data = client.get(f"/bookings/{booking.code}/calendar").data
    (entry,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert entry["DTSTART"].dt.astimezone(UTC) == booking.slot.starts_at
    assert entry["SUMMARY"] == "Beach clean"


def test_the_pass_leads_to_it_while_it_is_held(client, cast):
    booking = take(first_slot(drive(cast)))
    assert f"/bookings/{booking.code}/calendar" in client.get(f"/bookings/{booking.code}").text
    cancel(booking.id)
    assert f"/bookings/{booking.code}/calendar" not in client.get(f"/bookings/{booking.code}").text


def test_an_interpreters_time_is_in_it(client, cast):
    booking = take(first_slot(clinic(cast)), interpreter="Arabic")
    data = client.get(f"/bookings/{booking.code}/calendar").data
    length = reader.instant(data, entry_in(data), "DTEND") - reader.instant(data, entry_in(data), "DTSTART")
    assert length.total_seconds() == 40 * 60


@pytest.mark.parametrize(
    ("more", "summary"),
    [({"picture": "health-check"}, "Your appointment"), ({"picture": "calm"}, "Your appointment"),
     ({"picture": "medicines"}, "Your appointment"), ({"picture": "coffee"}, "Health check"),
     ({"picture": "coffee", "eligibility": "nhs-health-check"}, "Your appointment")],
)  # fmt: skip
def test_p1_a_shared_calendar_says_nothing_of_somebodys_health(client, cast, more, summary):
    event = clinic(cast, meeting_point="At the blood pressure desk")
    with unit_of_work():
        for name, value in more.items():
            setattr(event, name, value)
    booking = take(first_slot(event), passed=event.eligibility)
    entry = offered(client, booking)
    assert (entry["SUMMARY"], entry["CLASS"]) == (summary, "PRIVATE")
    assert ("blood" in entry["DESCRIPTION"]) == (summary == "Health check")


def test_nobody_is_named_in_it(client, cast):
    booking = take(first_slot(clinic(cast)), "Zebediah", for_someone_else=True)
    assert b"Zebediah" not in client.get(f"/bookings/{booking.code}/calendar").data
    assert booking.code_words.encode() not in client.get(f"/bookings/{booking.code}/calendar").data


def test_a_stranger_finds_nothing(client, cast):
    booking = take(first_slot(drive(cast)))
    assert client.get(f"/bookings/{booking.code[:-1]}x/calendar").status_code == 404


# --- through its life ----------------------------------------------------------------------------------------------


def test_b3_one_entry_rises_with_every_change_and_never_falls(client, cast):
    event = clinic(cast, lanes=2)
    booking = take(first_slot(event))
    move_date(event.occurrences[0].id, days_ahead(2, 9, 10), days_ahead(2, 11, 10))
    seen = [offered(client, booking)]
    move(booking.id, event.occurrences[1].slots[0].id)  # to a date that nobody ever moved
    seen.append(offered(client, booking))
    move_place(event.id, add_venue("Village hall", "", cast.area.id).id)
    seen.append(offered(client, booking))
    cancel(booking.id)
    seen.append(offered(client, booking))
    assert len({entry["UID"] for entry in seen}) == 1
    numbers = [int(entry["SEQUENCE"]) for entry in seen]
    assert numbers == sorted(set(numbers))
    assert numbers[0] >= 1
    assert [entry["STATUS"] for entry in seen] == ["CONFIRMED"] * 3 + ["CANCELLED"]
    assert seen[2]["LOCATION"] == "Village hall"


def test_a_place_that_waits_for_a_guardian_is_tentative(client, cast):
    booking = take(first_slot(drive(cast)))
    with unit_of_work():
        db.session.get(Booking, booking.id).state = "pending"
    assert offered(client, booking)["STATUS"] == "TENTATIVE"


def test_m1_the_e_mail_has_it(cast):
    booking = take(first_slot(drive(cast)), address=email("Ed"))
    ((method, entry),) = sent()
    assert (method, entry["SUMMARY"], entry["SEQUENCE"]) == ("REQUEST", "Beach clean", "0")
    assert entry["ATTENDEE"] == "mailto:ed@example.org"
    assert entry["ORGANIZER"].startswith("mailto:")
    assert entry["URL"].endswith(booking.code)


def test_each_change_is_told_under_a_higher_number(cast):
    event = clinic(cast)
    booking = take(first_slot(event), address=email("Ed"))
    move(booking.id, event.occurrences[1].slots[0].id)
    cancel(booking.id)
    assert [method for method, _entry in sent()] == ["REQUEST", "REQUEST", "CANCEL"]
    entries = [entry for _method, entry in sent()]
    assert len({entry["UID"] for entry in entries}) == 1
    assert [int(entry["SEQUENCE"]) for entry in entries] == [0, 1, 2]
    assert [entry["STATUS"] for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert entries[1]["DTSTART"] != entries[0]["DTSTART"]


def test_b3_what_the_organiser_changes_is_told_too(cast):
    event = drive(cast)
    take(first_slot(event), address=email("Ed"))
    move_date(event.occurrences[0].id, days_ahead(3, 15), days_ahead(3, 17))
    call_off(event.id, "A storm.")
    assert [(method, int(entry["SEQUENCE"]), entry["STATUS"]) for method, entry in sent()] == [
        ("REQUEST", 0, "CONFIRMED"), ("REQUEST", 1, "CONFIRMED"), ("CANCEL", 2, "CANCELLED"),
    ]  # fmt: skip
    assert sent()[1][1]["DTSTART"].endswith("T150000")


def test_who_has_no_e_mail_address_gets_no_file(cast):
    take(first_slot(drive(cast)), address=phone(123))
    assert sent() == []


def test_p10_in_the_night_the_clocks_go_back_it_is_the_hour_that_was_meant(cast):
    event = drive(cast)
    slot = first_slot(event)
    with unit_of_work():
        slot.starts_local, slot.ends_local = datetime(2027, 10, 31, 1, 30), datetime(2027, 10, 31, 6)
        slot.starts_at = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # the second 1:30 of that night
        slot.ends_at = datetime(2027, 10, 31, 6, tzinfo=UTC)
    data = attachment(take(slot, address=email("Ed")), "REQUEST")
    assert reader.instant(data, entry_in(data), "DTSTART") == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert reader.instant(data, entry_in(data), "DTEND") == datetime(2027, 10, 31, 6, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["END:VEVENT\r\nBEGIN:VALARM", "a;b,c\\n", "<b>x</b>", "x\nATTACH:http://evil"])
def test_p22_what_an_organiser_typed_stays_words(client, cast, typed):
    event = drive(cast, title=typed, meeting_point=typed)
    entry = offered(client, take(first_slot(event)))
    assert entry.parts == []
    assert "ATTACH" not in entry.fields
    assert reader.words(entry["SUMMARY"]).split() == typed.split()
