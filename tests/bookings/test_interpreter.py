"""What somebody needs is asked once; an interpreter makes an appointment as long as two."""

import pytest

from app.bookings import queries, rules
from app.bookings.operations import cancel
from tests.bookings.line import booking, taken
from tests.cast import clinic, first_slot, gathering, phone, take


def test_it_works(cast):
    first, second, *_ = clinic(cast).occurrences[0].slots
    made = take(first, interpreter="Polish")
    assert made.second_slot_id == second.id
    assert (taken(first), taken(second)) == (1, 1)
    assert made.person.interpreter == "Polish"
    assert queries.miscounted_slots() == []


def test_where_the_next_time_is_taken_nothing_is(cast):
    first, second, *_ = clinic(cast).occurrences[0].slots
    take(second, name="Ann", address=phone(124))
    with pytest.raises(rules.NeedsLonger):
        take(first, interpreter="Polish")
    assert (taken(first), taken(second)) == (0, 1)


def test_after_the_last_time_of_a_day_there_is_none(cast):
    *_, last = clinic(cast).occurrences[0].slots
    with pytest.raises(rules.NeedsLonger):
        take(last, interpreter="Polish")
    assert taken(last) == 0


def test_cancelling_frees_both(cast):
    first, second, *_ = clinic(cast).occurrences[0].slots
    cancel(take(first, interpreter="Polish").id)
    assert (taken(first), taken(second)) == (0, 0)


def test_a_gathering_is_no_longer_for_it(cast):
    made = take(first_slot(gathering(cast)), interpreter="Polish")
    assert made.second_slot_id is None


def test_it_is_asked_once(cast):
    first, second, third, fourth, *_ = clinic(cast).occurrences[0].slots
    made = take(first, interpreter="Polish", needs=("wheelchair", "flying"))
    assert booking(made).person.needs == '["wheelchair"]'
    again = take(third, person_id=made.person_id)
    assert again.second_slot_id == fourth.id
    assert second.id != fourth.id
