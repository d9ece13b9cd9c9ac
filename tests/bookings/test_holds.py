"""A time is kept for ten minutes by the server's clock, and is never lost or counted twice (RULES H1, H2)."""

from datetime import timedelta

import pytest

from app.bookings import queries, rules
from app.bookings.models import Hold
from app.bookings.operations_holds import extend, hold, release
from app.bookings.operations_offers import settle_all
from app.config import HOLD_EXTENDS_MINUTES, HOLD_MINUTES
from app.events.queries import slot_with_event
from app.extensions import db
from tests.bookings.line import NOON, offers, state, taken, wait
from tests.cast import clinic, first_slot, gathering, take
from tests.own import all_at_once

MINE, THEIRS = "m" * 64, "t" * 64
MINUTE = timedelta(minutes=1)


def kept(slot, mark=MINE):
    return db.session.query(Hold).filter_by(slot_id=slot.id, phone_mark=mark).populate_existing().one_or_none()


def test_it_works(noon, cast):
    slot = first_slot(clinic(cast))
    made = hold(slot, MINE)
    assert made.ends_at == NOON + HOLD_MINUTES * MINUTE
    assert taken(slot) == 1
    assert take(slot, phone_mark=MINE).is_live
    assert (taken(slot), kept(slot)) == (1, None)


def test_h1_what_one_keeps_another_does_not_get(cast):
    slot = first_slot(clinic(cast))
    hold(slot, MINE)
    for attempt in (lambda: hold(slot, THEIRS), lambda: take(slot, phone_mark=THEIRS)):
        with pytest.raises(rules.Full):
            attempt()
    assert taken(slot) == 1


def test_h1_one_for_each_date(cast):
    event = clinic(cast, days=(2, 3))
    (first, second, *_), (other_day, *_) = (date.slots for date in event.occurrences)
    for slot in (first, second, other_day):
        hold(slot, MINE)
    assert [taken(slot) for slot in (first, second, other_day)] == [0, 1, 1]


def test_h1_an_earlier_hold_stays_when_the_new_time_is_gone(cast):
    first, second, *_ = clinic(cast).occurrences[0].slots
    hold(first, MINE)
    take(second)
    with pytest.raises(rules.Full):
        hold(second, MINE)
    assert kept(first) is not None
    assert queries.miscounted_slots() == []


@pytest.mark.parametrize(("before", "after"), [(1, 3), (3, 1), (2, 2)])
def test_h1_for_another_number_of_people_it_is_the_same_hold(noon, cast, before, after):
    slot = first_slot(gathering(cast, capacity=3))
    ends_at = hold(slot, MINE, before).ends_at
    noon.shift(MINUTE)
    assert hold(slot, MINE, after).ends_at == ends_at
    assert (kept(slot).party, taken(slot)) == (after, after)


def test_h1_more_people_than_fit_keep_what_they_had(cast):
    slot = first_slot(gathering(cast, capacity=3))
    hold(slot, MINE, 2)
    with pytest.raises(rules.Full):
        hold(slot, MINE, 4)
    assert (kept(slot).party, taken(slot)) == (2, 2)


@pytest.mark.parametrize(("kept_for", "booked_for"), [(1, 3), (3, 1)])
def test_h1_a_booking_for_more_or_fewer_than_kept(cast, kept_for, booked_for):
    slot = first_slot(gathering(cast, capacity=3))
    hold(slot, MINE, kept_for)
    take(slot, phone_mark=MINE, party=booked_for)
    assert taken(slot) == booked_for
    assert queries.miscounted_slots() == []


def test_h1_what_a_smaller_booking_frees_goes_to_who_waits(cast):
    slot = first_slot(gathering(cast, capacity=3, days=10))
    hold(slot, MINE, 3)
    entry = wait(slot, 1, party=2)
    take(slot, phone_mark=MINE)
    assert offers(entry) == [(slot.id, 2, 2, "open")]


def test_h1_a_refused_booking_leaves_the_hold(cast):
    slot = first_slot(gathering(cast, capacity=3))
    hold(slot, MINE)
    with pytest.raises(rules.Full):
        take(slot, phone_mark=MINE, party=4)
    assert (kept(slot).party, taken(slot)) == (1, 1)


def test_h1_it_lapses_at_the_next_request_that_looks_with_no_scheduler(noon, cast):
    slot = first_slot(clinic(cast))
    hold(slot, MINE)
    noon.shift(HOLD_MINUTES * MINUTE)
    assert take(slot, phone_mark=THEIRS).is_live
    assert (taken(slot), kept(slot)) == (1, None)
    assert queries.miscounted_slots() == []


def test_h1_a_moment_before_it_is_still_kept(noon, cast):
    slot = first_slot(clinic(cast))
    hold(slot, MINE)
    noon.shift(HOLD_MINUTES * MINUTE - timedelta(seconds=1))
    with pytest.raises(rules.Full):
        take(slot, phone_mark=THEIRS)


def test_h1_one_extension_of_five_minutes(noon, cast):
    slot = first_slot(clinic(cast))
    ends_at = hold(slot, MINE).ends_at
    noon.shift(9 * MINUTE)
    assert extend(slot.id, MINE)
    assert kept(slot).ends_at == ends_at + HOLD_EXTENDS_MINUTES * MINUTE
    assert not extend(slot.id, MINE)
    assert not extend(slot.id, THEIRS)


def test_h1_what_lapsed_cannot_be_extended(noon, cast):
    slot = first_slot(clinic(cast))
    hold(slot, MINE)
    noon.shift(HOLD_MINUTES * MINUTE)
    assert not extend(slot.id, MINE)


def test_h2_after_it_lapsed_it_books_where_there_is_room(noon, cast):
    slot = first_slot(clinic(cast))
    hold(slot, MINE)
    noon.shift(HOLD_MINUTES * MINUTE)
    assert take(slot, phone_mark=MINE).is_live
    assert queries.miscounted_slots() == []


def test_w2_a_lapsed_hold_is_offered_to_who_waits(noon, cast):
    slot = first_slot(gathering(cast, capacity=1, days=10))
    hold(slot, MINE)
    entry = wait(slot, 1)
    noon.shift(HOLD_MINUTES * MINUTE)
    assert settle_all() == 1
    assert offers(entry) == [(slot.id, 1, 1, "open")]
    assert queries.miscounted_slots() == []


def test_w2_a_hold_that_is_let_go_is_offered_to_who_waits(cast):
    slot = first_slot(gathering(cast, capacity=1, days=10))
    hold(slot, MINE)
    entry = wait(slot, 1)
    release(slot.occurrence_id, THEIRS)
    assert state(entry) == "waiting"
    release(slot.occurrence_id, MINE)
    release(slot.occurrence_id, MINE)
    assert (state(entry), taken(slot)) == ("offered", 1)


def test_h1_one_phone_that_taps_eight_times_at_once_keeps_one_place(town, cast):
    slots = [(slot.id, slot.occurrence_id) for slot in clinic(cast).occurrences[0].slots[:2]]
    db.session.rollback()

    def tap(number):
        with town.app_context():
            hold(slot_with_event(slots[number % 2][0]), MINE)  # another tap may let go of it at once: nothing is read

    assert [each for each in all_at_once(tap, 8) if isinstance(each, Exception)] == []
    assert db.session.query(Hold).count() == 1
    assert queries.miscounted_slots() == []
