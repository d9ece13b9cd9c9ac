"""Another time takes the new place first and frees the old one in the same transaction (RULES B2)."""

from datetime import timedelta

import pytest

from app.bookings import queries, rules
from app.bookings.models import BookingChange
from app.bookings.operations import Request, cancel, move
from app.bookings.operations_holds import hold
from app.events.operations import EventPlan, post
from app.events.rules import SlotPlan
from app.extensions import db
from tests.bookings.line import booking, fill, state, taken, wait
from tests.cast import clinic, days_ahead, drive, first_slot, phone, take
from tests.own import all_at_once


def two_times(cast, **more):
    return clinic(cast, **more).occurrences[0].slots[:2]


def test_it_works(cast):
    first, second = two_times(cast)
    made = take(first)
    code, words = made.code, made.code_words
    moved = move(made.id, second.id)
    assert (moved.id, moved.slot_id, moved.code, moved.code_words) == (made.id, second.id, code, words)
    assert (taken(first), taken(second)) == (0, 1)
    assert moved.sequence == 1


def test_b2_the_old_place_stays_when_the_new_one_is_gone(cast):
    first, second = two_times(cast)
    made = take(first)
    fill(second)
    with pytest.raises(rules.Full):
        move(made.id, second.id)
    assert (booking(made).slot_id, taken(first), taken(second)) == (first.id, 1, 1)
    assert queries.miscounted_slots() == []


def test_b2_what_somebody_keeps_or_is_offered_is_not_free(cast):
    first, second = two_times(cast)
    made = take(first)
    hold(second, "t" * 64)
    with pytest.raises(rules.Full):
        move(made.id, second.id)


def test_w2_the_old_place_goes_to_who_waits(cast):
    first, second = two_times(cast, days=(10,))
    made = take(first)
    entry = wait(first, 1)
    move(made.id, second.id)
    assert (state(entry), taken(first)) == ("offered", 1)


def test_the_same_time_changes_nothing(cast):
    first, _second = two_times(cast)
    made = take(first)
    assert move(made.id, first.id).sequence == 0
    assert db.session.query(BookingChange).count() == 1


def test_a_whole_party_moves_or_nobody(cast):
    first, second = two_times(cast, lanes=3)
    made = take(first, party=3)
    take(second, name="Ann", address=phone(124))
    with pytest.raises(rules.Full):
        move(made.id, second.id)
    assert (taken(first), taken(second)) == (3, 1)


def test_the_history_says_so(cast):
    first, second = two_times(cast)
    made = take(first)
    move(made.id, second.id)
    steps = db.session.query(BookingChange.state).filter_by(booking_id=made.id).order_by(BookingChange.id)
    assert [state for (state,) in steps] == ["confirmed", "moved"]


@pytest.mark.parametrize("there", ["another event", "another kind", "nowhere"])
def test_only_within_the_event_and_the_kind(cast, there):
    day = (days_ahead(3, 10), days_ahead(3, 12))
    slots = [SlotPlan("attend", "Places", *day, 5), SlotPlan("help", "Helpers", *day, 5)]
    fair = post(EventPlan(cast.practice.id, cast.haverigg.id, "Fair", "calm", [(*day, slots)]), None)
    mine, helping = fair.occurrences[0].slots
    made = take(mine)
    where = {"another event": first_slot(drive(cast)).id, "another kind": helping.id, "nowhere": 987654}[there]
    with pytest.raises(rules.NotBookable):
        move(made.id, where)
    assert taken(mine) == 1


def test_not_once_it_has_begun(noon, cast):
    first, second = two_times(cast, days=(1,))
    made = take(first)
    noon.move_to(first.starts_at)
    with pytest.raises(rules.NotBookable) as refusal:
        move(made.id, second.id)
    assert refusal.value.reason == "over"


def test_b1_not_to_a_time_that_is_too_near(noon, cast):
    first, _second, third = clinic(cast, days=(1,)).occurrences[0].slots[:3]
    made = take(third)
    noon.move_to(first.starts_at - timedelta(minutes=59))
    with pytest.raises(rules.NotBookable) as refusal:
        move(made.id, first.id)
    assert refusal.value.reason == "too late"


def test_what_was_given_back_does_not_move(cast):
    first, second = two_times(cast)
    made = take(first)
    cancel(made.id)
    with pytest.raises(rules.NotBookable):
        move(made.id, second.id)
    assert (taken(first), taken(second)) == (0, 0)


def test_b4_the_place_it_replaces_is_no_clash(cast):
    first, second = two_times(cast)
    made = take(first, name="Ann")
    assert move(made.id, second.id).is_live


def test_on_another_day_the_code_words_are_free_there(cast):
    monday, tuesday = (date.slots[0] for date in clinic(cast, days=(2, 3)).occurrences)
    made = take(monday)
    key = made.door_key
    assert move(made.id, tuesday.id).door_key != key


def test_an_interpreter_moves_both_times(cast):
    slots = clinic(cast).occurrences[0].slots[:5]
    made = take(slots[0], interpreter="Polish")
    assert move(made.id, slots[2].id).second_slot_id == slots[3].id
    assert [taken(slot) for slot in slots] == [0, 0, 1, 1, 0]
    assert move(made.id, slots[1].id).second_slot_id == slots[2].id  # one of the two was theirs already
    assert [taken(slot) for slot in slots] == [0, 1, 1, 0, 0]
    assert move(made.id, slots[2].id).second_slot_id == slots[3].id
    assert queries.miscounted_slots() == []


def test_an_interpreter_needs_the_time_after_the_new_one_too(cast):
    slots = clinic(cast).occurrences[0].slots[:5]
    made = take(slots[0], interpreter="Polish")
    take(slots[3], name="Ann", address=phone(124))
    with pytest.raises(rules.NeedsLonger):
        move(made.id, slots[2].id)
    assert [taken(slot) for slot in slots] == [1, 1, 0, 1, 0]
    assert booking(made).slot_id == slots[0].id


def test_two_who_want_each_others_place_both_keep_their_own(town, cast):
    first, second = two_times(cast)
    ids = [(take(first).id, second.id), (take(second, name="Ann", address=phone(124)).id, first.id)]
    db.session.rollback()

    def swap(number):
        with town.app_context():
            return move(*ids[number])

    assert {type(answer) for answer in all_at_once(swap, 2)} == {rules.Full}
    assert (taken(first), taken(second)) == (1, 1)


def test_two_who_want_the_same_place_one_gets_it(town, cast):
    first, second, third = clinic(cast).occurrences[0].slots[:3]
    ids = [take(first).id, take(second, name="Ann", address=phone(124)).id]
    third_id = third.id
    db.session.rollback()

    def go(number):
        with town.app_context():
            return move(ids[number], third_id).slot_id

    answers = all_at_once(go, 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["Full", "int"]
    assert (taken(third), taken(first) + taken(second)) == (1, 1)
    assert queries.miscounted_slots() == []


def test_a_move_needs_no_yes_to_what_was_said_before(cast):
    first, second = two_times(cast, eligibility="nhs-health-check")
    made = take(first, passed="nhs-health-check")
    assert move(made.id, second.id).eligibility == "nhs-health-check"
    assert Request().passed == ""
