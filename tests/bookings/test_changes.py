"""The organiser moves a date, or the place, or calls one date off: it says first how many hear of it."""

from datetime import timedelta

import pytest
from flask import url_for

from app import clock
from app.bookings.models import Booking, WaitingEntry
from app.bookings.operations import Request
from app.bookings.operations_waiting import Wishes, join
from app.events.models import Event, Occurrence
from app.extensions import db
from app.notifications.models import Message
from app.places.operations import add_venue
from tests.cast import clinic, days_ahead, drive, first_slot, phone, signed_in, take


@pytest.fixture
def carol(client, cast):
    return signed_in(client, cast.carol)


def path(event, what="time"):
    return f"/organise/events/{event.slug}/dates/{event.occurrences[0].id}/{what}"


def wanted(days=3, starts="14:00", ends="16:00", **more):
    return {"day": days_ahead(days, 0).date().isoformat(), "starts": starts, "ends": ends, **more}


def fresh(model, row_id):
    return db.session.get(model, row_id, populate_existing=True)


def date_of(event):
    return fresh(Occurrence, event.occurrences[0].id)


def test_it_works(carol, cast):
    event = drive(cast)
    booking = take(first_slot(event))
    page = carol.get(path(event)).text
    assert "1 person has a place. We tell them at once." in page
    page = carol.post(path(event), data=wanted()).text
    assert "Move it?" in page and "We ask them again: can you still come?" in page
    assert date_of(event).starts_local == days_ahead(3, 10)
    answer = carol.post(path(event), data=wanted(sure="1"), follow_redirects=True)
    assert "Moved. We tell everybody." in answer.text
    assert date_of(event).starts_local == days_ahead(3, 14)
    assert fresh(Booking, booking.id).asks_again
    assert "Changed by the organiser" in db.session.query(Message).order_by(Message.id.desc()).first().text


def test_b3_a_small_move_asks_nobody_again(carol, cast):
    event = drive(cast)
    booking = take(first_slot(event))
    assert "Their places stay theirs." in carol.post(path(event), data=wanted(starts="10:30", ends="12:30")).text
    carol.post(path(event), data=wanted(starts="10:30", ends="12:30", sure="1"))
    assert date_of(event).version == 1
    assert not fresh(Booking, booking.id).asks_again


def test_with_nobody_coming_it_is_done_at_once(carol, cast):
    event = drive(cast)
    assert "Moved." in carol.post(path(event), data=wanted(), follow_redirects=True).text
    assert date_of(event).starts_local == days_ahead(3, 14)


def test_twice_is_once(carol, cast):
    event = drive(cast)
    take(first_slot(event))
    for _tap in range(2):
        page = carol.post(path(event), data=wanted(sure="1"), follow_redirects=True).text
    assert "It is at that time now." in page
    assert date_of(event).version == 1
    assert db.session.query(Message).filter(Message.text.is_not(None)).count() == 2  # the place, and one move


def clocks(month):
    """The coming Sunday on which the clocks change."""
    days = (clock.today() + timedelta(days=ahead) for ahead in range(1, 380))
    return next(day for day in days if day.month == month and day.weekday() == 6 and day.day >= 25)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": ""}, "Say which day"),
        ({"day": "2026-02-31"}, "Say which day"),
        ({"day": "2020-01-01"}, "That is in the past"),
        ({"day": "2099-01-01"}, "more than a year ahead"),
        ({"starts": "16:00", "ends": "14:00"}, "The end must be after the start"),
        ({"starts": "teatime"}, "Say when it starts, like 10:00"),
        ({"ends": ""}, "Say when it ends, like 12:00"),
    ],
)
def test_mistakes_get_their_sentence_and_change_nothing(carol, cast, changes, sentence):
    event = drive(cast)
    answer = carol.post(path(event), data={**wanted(), **changes, "sure": "1"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert date_of(event).version == 0


def test_t2_the_spring_gap_is_refused(carol, cast):
    event = drive(cast)
    data = {"day": clocks(3).isoformat(), "starts": "01:30", "ends": "03:00"}
    assert "The clocks go forward that night" in carol.post(path(event), data=data).text


def test_t2_in_the_autumn_fold_it_asks_which(carol, cast):
    event = drive(cast)
    take(first_slot(event))
    data = {"day": clocks(10).isoformat(), "starts": "01:30", "ends": "03:00"}
    page = carol.post(path(event), data=data).text
    assert "1:30am comes twice that night. Say which one" in page
    page = carol.post(path(event), data=data | {"which": "1"}).text
    assert '<input type="hidden" name="which" value="1">' in page
    carol.post(path(event), data=data | {"which": "1", "sure": "1"})
    date = date_of(event)
    assert date.ends_at - date.starts_at == timedelta(hours=1, minutes=30)


def test_timed_slots_move_along(client, cast):
    event = clinic(cast, days=(2,))
    signed_in(client, cast.dev).post(path(event), data=wanted(2, "13:00", "15:00"))
    slots = date_of(event).slots
    assert (slots[0].starts_local, slots[1].starts_local) == (days_ahead(2, 13), days_ahead(2, 13, 20))


def test_b3_another_place_asks_everybody_again(carol, cast):
    event = drive(cast, meeting_point="By the café")
    booking = take(first_slot(event))
    hall = add_venue("Town hall", "Market Street", cast.area.id)
    place = f"/organise/events/{event.slug}/place"
    data = {"venue": str(hall.id), "meeting_point": "At the steps"}
    page = carol.post(place, data=data).text
    assert "New: Town hall." in page and "We ask them again" in page
    carol.post(place, data=data | {"sure": "1"})
    moved = fresh(Event, event.id)
    assert (moved.venue_id, moved.meeting_point) == (hall.id, "At the steps")
    assert fresh(Booking, booking.id).asks_again


def test_where_to_meet_alone_asks_nobody(carol, cast):
    event = drive(cast)
    take(first_slot(event))
    data = {"venue": str(cast.haverigg.id), "meeting_point": "At the steps"}
    assert carol.post(f"/organise/events/{event.slug}/place", data=data).status_code == 303
    assert (fresh(Event, event.id).meeting_point, date_of(event).version) == ("At the steps", 0)


def test_b3_one_date_is_called_off_and_the_others_stay(client, cast):
    event = clinic(cast, days=(2, 3))
    off, stays = event.occurrences
    booking, other = take(off.slots[0]), take(stays.slots[0], "Ann")
    dev = signed_in(client, cast.dev)
    assert "The other dates stay on." in dev.get(path(event, "cancellation")).text
    for _tap in range(2):
        page = dev.post(path(event, "cancellation"), follow_redirects=True).text
    assert "This was called off before." in page
    assert fresh(Booking, booking.id).state == "cancelled by organiser"
    assert fresh(Booking, other.id).state == "confirmed"
    assert fresh(Event, event.id).state == "published"


def test_b3_who_waits_hears_of_it_too(carol, cast):
    event = drive(cast, capacity=1)
    take(first_slot(event))
    entry = join(Wishes((first_slot(event).id,)), Request(first_name="Ann", address=phone(5), says_adult=True))
    assert "1 person on the waiting list hears of it too." in carol.get(path(event, "cancellation")).text
    carol.post(path(event, "cancellation"))
    assert fresh(WaitingEntry, entry.id).state == "closed"
    assert "the waiting list is closed" in db.session.query(Message).order_by(Message.id.desc()).first().text


@pytest.mark.parametrize("what", ["time", "cancellation", "place"])
@pytest.mark.parametrize("who", ["dev", "priya", "ben"])
def test_an_outsider_and_the_desk_find_nothing_to_change(client, cast, what, who):
    event = drive(cast)
    address = f"/organise/events/{event.slug}/place" if what == "place" else path(event, what)
    outsider = signed_in(client, getattr(cast, who))
    assert outsider.get(address).status_code == 404
    assert outsider.post(address, data=wanted(venue="1", sure="1")).status_code == 404
    assert (date_of(event).version, date_of(event).state) == (0, "on")


def test_a_date_of_another_event_is_not_reached_through_ours(carol, cast):
    mine, theirs = drive(cast), clinic(cast)
    address = f"/organise/events/{mine.slug}/dates/{theirs.occurrences[0].id}"
    assert carol.get(f"{address}/time").status_code == 404
    assert carol.post(f"{address}/cancellation").status_code == 404


def test_what_is_over_is_not_moved(carol, cast):
    assert carol.get(path(drive(cast, days=-2))).status_code == 404


def test_the_managers_page_leads_there(carol, cast):
    event = drive(cast)
    page = carol.get(f"/organise/events/{event.slug}").text
    slot = first_slot(event)
    with carol.application.test_request_context():
        ways = [
            url_for("changes.time", slug=event.slug, date_id=slot.occurrence_id),
            url_for("changes.place", slug=event.slug),
            url_for("changes.capacity", slug=event.slug, slot_id=slot.id),
            url_for("roster.people", slug=event.slug),
        ]
    assert [way for way in ways if f'href="{way}"' not in page] == []
