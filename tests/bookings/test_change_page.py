"""Another time, from the pass: the new place is theirs before the old one goes, and a full one costs nothing (B2)."""

import time_machine

from app.bookings.models import Booking, BookingChange
from app.bookings.queries import miscounted_slots
from app.events.models import Slot
from app.events.operations import cancel_date
from app.extensions import db
from tests.cast import clinic, drive, first_slot, gathering, phone, take
from tests.own import all_at_once


def slots_of(event):
    return [slot for date in event.occurrences for slot in date.slots]


def taken(*slots):
    return [db.session.get(Slot, slot.id, populate_existing=True).taken for slot in slots]


def slot_of(booking):
    return db.session.get(Booking, booking.id, populate_existing=True).slot_id


def change(client, booking, slot, **more):
    return client.post(f"/bookings/{booking.code}/change", data={"slot": slot.id, **more})


def test_it_works(client, cast):
    old, new, *_rest = slots_of(clinic(cast))
    booking = take(old)
    page = client.get(f"/bookings/{booking.code}/change")
    assert page.status_code == 200
    assert f'value="{new.id}"' in page.text
    assert f'value="{old.id}"' not in page.text
    answer = change(client, booking, new)
    assert (answer.status_code, answer.location) == (303, f"/bookings/{booking.code}")
    assert (slot_of(booking), taken(old, new)) == (new.id, [0, 1])
    assert "Done. This is your new time." in client.get(answer.location).text


def test_the_pass_leads_there_only_where_there_is_another_time(client, cast):
    timed, alone = take(first_slot(clinic(cast))), take(first_slot(gathering(cast, days=9)))
    assert f"/bookings/{timed.code}/change" in client.get(f"/bookings/{timed.code}").text
    assert f"/bookings/{alone.code}/change" not in client.get(f"/bookings/{alone.code}").text
    assert "There is no other time with room." in client.get(f"/bookings/{alone.code}/change").text


def test_each_day_has_its_own_page_without_a_script(client, cast):
    event = clinic(cast)
    booking = take(first_slot(event))
    later = event.occurrences[1]
    first = client.get(f"/bookings/{booking.code}/change").text
    day = later.starts_local.date().isoformat()
    assert f"/bookings/{booking.code}/change?day={day}" in first
    assert f'value="{later.slots[0].id}"' not in first
    assert f'value="{later.slots[0].id}"' in client.get(f"/bookings/{booking.code}/change?day={day}").text
    for wrong in ("yesterday", "2001-01-01", "9999-99-99", ""):
        assert client.get(f"/bookings/{booking.code}/change?day={wrong}").status_code == 200


def test_only_times_with_room_for_the_whole_party(client, cast):
    event = clinic(cast, lanes=3)
    mine, tight, wide, *_rest = slots_of(event)
    booking = take(mine, party=2)
    take(tight, "Ann", phone(124), party=2)
    page = client.get(f"/bookings/{booking.code}/change").text
    assert f'value="{wide.id}"' in page
    assert f'value="{tight.id}"' not in page


def test_nothing_of_a_date_that_is_off(client, cast):
    event = clinic(cast)
    booking = take(first_slot(event))
    cancel_date(event.occurrences[1].id)
    page = client.get(f"/bookings/{booking.code}/change").text
    assert "Which day?" not in page
    assert change(client, booking, event.occurrences[1].slots[0]).status_code == 409


def test_b2_where_the_new_time_has_gone_the_old_one_stays(client, cast):
    old, new, other, *_rest = slots_of(clinic(cast))
    booking = take(old)
    take(new, "Ann", phone(124))
    answer = change(client, booking, new)
    assert answer.status_code == 409
    assert "That time has just gone." in answer.text
    assert "Your old place is still yours." in answer.text
    assert f'value="{other.id}"' in answer.text
    assert (slot_of(booking), taken(old, new)) == (old.id, [1, 1])


def test_two_taps_are_one_move(client, cast):
    old, new, *_rest = slots_of(clinic(cast))
    booking = take(old)
    answers = [change(client, booking, new) for _tap in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (slot_of(booking), taken(old, new)) == (new.id, [0, 1])
    steps = db.session.query(BookingChange).filter_by(booking_id=booking.id, state="moved")
    assert steps.count() == 1
    assert miscounted_slots() == []


def test_nothing_picked_is_said(client, cast):
    booking = take(first_slot(clinic(cast)))
    for data in ({}, {"slot": ""}, {"slot": "x"}):
        answer = client.post(f"/bookings/{booking.code}/change", data=data)
        assert answer.status_code == 422
        assert "Pick a time first." in answer.text


def test_the_slot_of_another_event_is_none_of_it(client, cast):
    booking, other = take(first_slot(clinic(cast))), first_slot(gathering(cast))
    for slot_id in (other.id, 999_999):
        answer = client.post(f"/bookings/{booking.code}/change", data={"slot": slot_id})
        assert answer.status_code == 409
        assert "Your old place is still yours." in answer.text
    assert taken(other) == [0]


def test_b4_a_clash_is_said_and_can_be_taken_anyway(client, cast):
    event = drive(cast, days=4)
    booking = take(first_slot(event))
    second = drive(cast, days=6, title="Litter pick")
    take(first_slot(second))
    with_two = first_slot(event)
    other = second_date_of(event, days=6)
    answer = change(client, booking, other)
    assert answer.status_code == 409
    assert "You have something else around that time." in answer.text
    assert "Take it anyway" in answer.text
    assert slot_of(booking) == with_two.id
    assert change(client, booking, other, despite_clash="1").status_code == 303
    assert slot_of(booking) == other.id


def second_date_of(event, days):
    """One more date of an event, with the same role."""
    from app.database import unit_of_work
    from app.events.operations import _occurrence
    from app.events.rules import SlotPlan
    from tests.cast import days_ahead

    starts, ends = days_ahead(days, 10), days_ahead(days, 12)
    with unit_of_work():
        date = _occurrence(starts, ends, [SlotPlan("help", "Helpers", starts, ends, 5)])
        date.slots[0].open = True
        event.occurrences.append(date)
        db.session.add(event)
        db.session.flush()
    return date.slots[0]


def test_after_the_start_there_is_nothing_to_change(client, cast):
    event = clinic(cast)
    booking = take(first_slot(event))
    with time_machine.travel(booking.slot.starts_at):
        assert client.get(f"/bookings/{booking.code}/change").status_code == 303
        change(client, booking, slots_of(event)[-1])
    assert slot_of(booking) == first_slot(event).id


def test_a_stranger_cannot_change_it(client, cast):
    event = clinic(cast)
    booking = take(first_slot(event))
    for wrong in (booking.code[:-1] + "x", str(booking.id), booking.code_hash):
        assert client.get(f"/bookings/{wrong}/change").status_code == 404
        assert client.post(f"/bookings/{wrong}/change", data={"slot": slots_of(event)[1].id}).status_code == 404
    assert slot_of(booking) == first_slot(event).id


def test_k1_the_square_code_follows_to_another_date(client, cast, town):
    from app.bookings.pass_page import square
    from app.bookings.passes import pass_text

    event = clinic(cast)
    booking = take(first_slot(event))
    before = square(booking)
    change(client, booking, event.occurrences[1].slots[0])
    moved = db.session.get(Booking, booking.id, populate_existing=True)
    assert square(moved) != before
    key = town.config["PASS_KEY"]
    assert f"#1.{event.occurrences[1].id}." in pass_text("", moved.code, moved.occurrence_id, key)


def test_b2_two_people_want_the_same_time_at_once(town, cast):
    one, two, wanted, *_rest = slots_of(clinic(cast))
    bookings = [take(one), take(two, "Ann", phone(124))]
    codes = [booking.code for booking in bookings]
    data = {"slot": wanted.id}
    db.session.rollback()
    answers = all_at_once(lambda number: town.test_client().post(f"/bookings/{codes[number]}/change", data=data), 2)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    loser = 0 if answers[0].status_code == 409 else 1
    assert slot_of(bookings[loser]) == (one, two)[loser].id
    assert slot_of(bookings[1 - loser]) == wanted.id
    assert taken(wanted) == [1]
    assert miscounted_slots() == []


def test_the_same_tap_from_two_phones_at_once_is_one_move(town, cast):
    old, new, *_rest = slots_of(clinic(cast, lanes=2))
    booking = take(old)
    path, data = f"/bookings/{booking.code}/change", {"slot": new.id}
    db.session.rollback()
    answers = all_at_once(lambda _number: town.test_client().post(path, data=data), 4)
    assert {answer.status_code for answer in answers} == {303}
    assert taken(old, new) == [0, 1]
    assert db.session.query(BookingChange).filter_by(booking_id=booking.id, state="moved").count() == 1
