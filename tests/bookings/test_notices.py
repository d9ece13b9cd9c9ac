"""What a phone shows of a place tells nothing to whoever looks over a shoulder (RULES M6, V4)."""

import json
import re

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.bookings import notices
from app.bookings.models import Booking
from app.bookings.operations import Request, book, cancel, move
from app.bookings.operations_organiser import follow_organiser
from app.bookings.operations_waiting import Wishes, join
from app.demo.operations import address_of, load_town
from app.demo.town import HELPER_NAMES, ORGANISATIONS, PEOPLE, VENUES
from app.events.models import Event, Slot
from app.events.operations import cancel as call_off, move_date
from app.extensions import db
from app.notifications.models import Message
from app.notifications.notices import LONGEST, packed, payload, unpacked
from app.reminders import notices as reminder_notices
from tests import cast as people
from tests.cast import clinic, drive, first_slot, gathering

HEALTH = re.compile(
    r"health|check|flu|jab|medic|mindful|diabet|autis|baby|clinic|surgery|nurse|doctor|hospital|blood|calm|group", re.I
)


@pytest.fixture
def ben(cast, phones):
    phones.of(cast.ben.person_id)
    return cast.ben.person_id


@pytest.fixture
def by_day():
    """Offers and what is not urgent go by day alone; a signature of 13 hours made at eleven is good all day."""
    with time_machine.travel(clock.now().replace(hour=11, minute=0), tick=False):
        yield


def newest(phones):
    return phones.shown[-1][1]["notification"]


def test_it_works(cast, phones, ben):
    booking = book(first_slot(drive(cast)).id, Request(person_id=ben))
    notice = newest(phones)
    assert notice["title"] == "You are going"
    assert re.fullmatch(r"Clean-up: \w+ \d+ \w+, 10am, Millom\.", notice["body"])
    assert notice["navigate"] == f"http://localhost/bookings/{booking.code}"
    assert notice["tag"] == f"place-{booking.id}"


def test_a_stranger_s_phone_stays_silent(cast, phones):
    phones.of(cast.dev.person_id)
    book(first_slot(drive(cast)).id, Request(person_id=cast.ben.person_id))
    assert phones.shown == []


def test_m6_a_matter_of_health_is_an_appointment(cast, phones, ben):
    book(first_slot(clinic(cast)).id, Request(person_id=ben))
    assert newest(phones)["body"].startswith("Your appointment: ")
    book(first_slot(gathering(cast, days=9)).id, Request(person_id=ben))
    assert newest(phones)["body"].startswith("Your place: ")


def test_the_newest_takes_the_place_of_the_older(cast, phones, ben):
    event = clinic(cast)
    booking = book(first_slot(event).id, Request(person_id=ben))
    move(booking.id, event.occurrences[0].slots[3].id)
    cancel(booking.id)
    said = [payload["notification"] for _phone, payload in phones.shown]
    assert [one["title"] for one in said] == ["Booked", "Changed: your new time", "You are no longer down for this"]
    assert len({one["tag"] for one in said}) == 1
    assert len({one.topic for one in phones.asked}) == 1


def test_what_an_organiser_calls_off_is_shown_without_the_reason_they_typed(cast, phones, ben, by_day):
    event = drive(cast, days=1)
    book(first_slot(event).id, Request(person_id=ben))
    call_off(event.id, "A storm is coming to Haverigg.")
    follow_organiser()
    assert newest(phones)["title"] == "Sorry, this is called off"
    assert "storm" not in json.dumps(newest(phones))


def test_a_place_for_who_waited(cast, phones, ben, by_day):
    slot = first_slot(gathering(cast, capacity=1, days=9))
    held = people.take(slot)
    entry = join(Wishes((slot.id,)), Request(person_id=ben, says_adult=True))
    cancel(held.id)
    notice = newest(phones)
    assert notice["title"] == "1 place is free"
    assert "Kept for you until" in notice["body"]
    assert notice["navigate"].endswith(f"/waiting/{entry.code}")


def test_somebody_without_an_account_keeps_the_message_with_their_link(cast, phones):
    """A notice goes; the text with the link and the code stays, for it is all they have."""
    phones.of(None, phone_mark="m" * 64)
    slot = first_slot(drive(cast, days=5))
    request = Request(first_name="Joan", address=people.phone(321), says_adult=True, phone_mark="m" * 64)
    booking = book(slot.id, request)
    assert db.session.scalars(select(Message)).one().channel == "sms"
    cancel(booking.id)
    assert newest(phones)["title"] == "You are no longer down for this"


# --- the whole demo town -------------------------------------------------------------------------------------------


def everything_said(town, phones):
    """Every notice that could be made of every event of the demo, for somebody who has a place on it."""
    load_town()
    account = people.account_for(address_of("Ben"))
    phones.of(account.person_id)
    said = []
    for slot in db.session.scalars(select(Slot).join(Slot.occurrence).join(Event).group_by(Slot.id)).all():
        booking = db.session.scalars(select(Booking).where(Booking.slot_id == slot.id).limit(1)).first()
        if booking is None:
            continue
        said += _of(booking)
    return said


def _of(booking):
    abouts = ("confirmation", "pending", "not_agreed", "changed", "moved", "cancelled", "called_off")
    made = [notices.of_place(f"bookings.{about}", booking) for about in abouts]
    return [*made, reminder_notices.reminder(booking, True), reminder_notices.soon(booking)]


def test_m6_no_name_no_address_and_no_word_of_health_in_anything_the_demo_says(town, phones):
    said = everything_said(town, phones)
    assert len(said) > 300
    words = {f"{notice.title} {notice.body}" for notice in said}
    helped = {"Fell", "Market Street", "Furness", "neighbour"}
    places = {name for name, *_rest in VENUES.values()} | {address for _name, address, *_rest in VENUES.values()}
    organisations = {facts[0] for facts in ORGANISATIONS.values()}
    forbidden = helped | places | organisations | set(PEOPLE) | set(HELPER_NAMES) - {"Will"}
    forbidden -= {"Millom"}  # the address of Market Square is the town's own name
    assert [line for line in words for name in forbidden if re.search(rf"\b{re.escape(name)}\b", line)] == []
    assert [line for line in words if HEALTH.search(line)] == []


def test_m6_control_titles_would_tell(town, phones):
    load_town()
    titles = db.session.scalars(select(Event.title)).all()
    assert [title for title in titles if HEALTH.search(title)] != []


def test_every_notice_of_the_demo_fits(town, phones):
    sizes = [len(payload(unpacked(packed(notice)))) for notice in everything_said(town, phones)]
    assert max(sizes) < LONGEST / 2


def test_p22_what_somebody_typed_never_gets_there(cast, phones, ben, by_day):
    event = drive(cast, title="<script>alert(1)</script>", meeting_point="<b>here</b>")
    book(first_slot(event).id, Request(person_id=ben))
    move_date(event.occurrences[0].id, people.days_ahead(5, 10), people.days_ahead(5, 12))
    follow_organiser()
    assert len(phones.shown) > 1
    assert all("<" not in json.dumps(payload) for _phone, payload in phones.shown)
