"""Who is coming, for the people who run it and nobody else."""

import json
import re

import pytest
from sqlalchemy import update

from app.addresses import Address
from app.bookings.models import Booking, WaitingEntry
from app.bookings.operations import Request, answer, cancel
from app.bookings.operations_waiting import Wishes, join
from app.database import unit_of_work
from app.events.operations import move_date
from app.extensions import db
from app.notifications.models import Message
from app.organisations.operations import set_role
from tests.cast import days_ahead, drive, email, first_slot, gathering, phone, signed_in, take

LANDLINE = Address("phone", "+441229772211", can_text=False)


@pytest.fixture
def carol(client, cast):
    return signed_in(client, cast.carol)


def path(event):
    return f"/organise/events/{event.slug}/people"


def test_it_works(carol, cast):
    event = drive(cast)
    take(first_slot(event), "Ann", party=3)
    page = carol.get(path(event)).text
    assert "3 people are coming" in page
    assert "Ann" in page and "and 2 more" in page and "Coming" in page


def test_everybodys_state_is_in_words(carol, cast):
    event = drive(cast)
    slot = first_slot(event)
    said, gone, late = (take(slot, name, phone(last)) for last, name in enumerate(("Ann", "Bob", "Cy")))
    answer(said.id)
    cancel(gone.id)
    with unit_of_work():
        db.session.execute(update(Booking).where(Booking.id == late.id).values(state="cancelled", late=True))
    waits = take(slot, "Di", phone(8))
    with unit_of_work():
        db.session.execute(update(Booking).where(Booking.id == waits.id).values(state="pending"))
    page = carol.get(path(event)).text
    for words in ("Said: I&#39;m coming", "Gave it back on the last day", "Waits for a parent&#39;s yes",
                  "2 places given back or called off"):  # fmt: skip
        assert words in page


def test_b3_asked_again_and_not_answered(carol, cast):
    event = drive(cast)
    booking = take(first_slot(event))
    move_date(event.occurrences[0].id, days_ahead(3, 15), days_ahead(3, 17))
    assert "Asked again, not answered yet" in carol.get(path(event)).text
    answer(booking.id)
    assert "Asked again" not in carol.get(path(event)).text


def test_what_they_need_and_who_hears_of_it(carol, cast):
    event = drive(cast)
    take(
        first_slot(event), "Joan", needs=("wheelchair", "calm"), interpreter="Urdu", for_someone_else=True, told="carer"
    )
    page = carol.get(path(event)).text
    for words in ("uses a wheelchair", "needs a calm place", "speaks Urdu, needs an interpreter",
                  "Messages go to their carer"):  # fmt: skip
        assert words in page


def test_w5_who_waits_for_how_long_and_what_was_offered(carol, cast):
    event = drive(cast, capacity=1)
    slot = first_slot(event)
    booking = take(slot)
    ann, _bob = (
        join(Wishes((slot.id,)), Request(first_name=name, address=phone(last), says_adult=True, door="desk"))
        for last, name in enumerate(("Ann", "Bob"))
    )
    with unit_of_work():
        first = update(WaitingEntry).where(WaitingEntry.id == ann.id)
        db.session.execute(first.values(joined_at=ann.joined_at.replace(year=ann.joined_at.year - 1)))
    page = carol.get(path(event)).text
    assert "2 wait for a place" in page and "waits for 365 days" in page and "just joined" in page
    cancel(booking.id)
    page = carol.get(path(event)).text
    assert page.count("Has an offer until") == 1
    assert page.index("Ann") < page.index("Has an offer until") < page.index("Bob")


def test_p1_it_is_kept_nowhere_and_noted(carol, cast, capsys):
    event = drive(cast)
    assert carol.get(path(event)).headers["Cache-Control"] == "no-store"
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"people.seen"' in line]
    assert [(line["account_id"], line["event_id"]) for line in lines] == [(cast.carol.id, event.id)]


def test_the_desk_may_see_it_and_change_nothing(client, cast):
    event = drive(cast)
    take(first_slot(event), "Ann")
    priya = signed_in(client, cast.priya)
    assert "Ann" in priya.get(path(event)).text
    assert f'href="{path(event)}"' in priya.get("/organise/").text
    assert priya.get(f"/organise/events/{event.slug}").status_code == 404


@pytest.mark.parametrize("who", ["dev", "ben"])
def test_an_outsider_finds_nothing(client, cast, who):
    event = drive(cast)
    outsider = signed_in(client, getattr(cast, who))
    assert outsider.get(path(event)).status_code == 404


def test_who_only_welcomes_at_the_door_finds_nothing(client, cast):
    set_role(cast.friends.id, email("Ben"), "door")
    ben = signed_in(client, cast.ben)
    assert ben.get(path(drive(cast))).status_code == 404
    assert ben.get("/organise/calls").status_code == 404


def test_signed_out_one_signs_in_first(client, cast):
    assert client.get(path(drive(cast))).location.startswith("/sign-in?next=")


def test_m5_a_landline_is_on_the_call_list(carol, cast):
    event = drive(cast)
    take(first_slot(event), "Joan", LANDLINE)
    take(first_slot(event), "Ann", phone(4))
    page = carol.get("/organise/calls")
    assert "Joan" in page.text and "01229 772211" in page.text and "Ann" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_m5_who_was_told_by_phone_is_off_the_list(carol, cast):
    take(first_slot(drive(cast)), "Joan", LANDLINE)
    page = carol.get("/organise/calls").text
    assert "You are going: Beach clean" in page
    action = re.search(r'action="(/organise/calls/\d+)"', page)[1]
    assert [carol.post(action).status_code for _tap in range(2)] == [303, 303]
    assert "Nobody to call" in carol.get("/organise/calls").text


def test_m5_who_waits_is_phoned_too(noon, carol, cast):  # nobody is phoned at night
    full = first_slot(drive(cast, capacity=1))
    first = take(full, "Ann", phone(4))
    join(Wishes((full.id,), 1), Request(first_name="Joan", address=LANDLINE, says_adult=True, door="desk"))
    cancel(first.id)
    assert "1 place is free" in carol.get("/organise/calls").text


def test_m5_an_outsider_ticks_nothing_off(client, carol, cast):
    take(first_slot(drive(cast)), "Joan", LANDLINE)
    action = re.search(r'action="(/organise/calls/\d+)"', carol.get("/organise/calls").text)[1]
    signed_in(client, cast.dev).post(action)
    assert db.session.query(Message).filter_by(state="call").count() == 1


def test_m5_only_of_our_own_events_and_what_is_to_come(carol, cast):
    take(first_slot(gathering(cast)), "Stranger", LANDLINE)
    gone = take(first_slot(drive(cast)), "Leaver", LANDLINE)
    cancel(gone.id)
    page = carol.get("/organise/calls").text
    assert "Stranger" not in page and "Leaver" not in page
    assert "Nobody to call" in page
