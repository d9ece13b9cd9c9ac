"""Who wants a place that is taken gets in line, sees what else there is, and can leave again (RULES W1, W5)."""

from datetime import timedelta

import pytest

from app.bookings import queries, queries_waiting, rules
from app.bookings.models import WaitingEntry
from app.bookings.operations import cancel
from app.bookings.operations_waiting import HasRoom, ListClosed, close_lists, leave
from app.bookings.rules_waiting import CLOSES
from app.extensions import db
from tests.bookings.line import fill, full, offers, state, taken, told, wait
from tests.cast import clinic, drive, first_slot, gathering, take


def test_it_works(cast):
    slot, _early = full(cast)
    entry = wait(slot, 1)
    assert state(entry) == "waiting"
    assert queries_waiting.entry_with_code(entry.code).person.first_name == "Late 1"
    assert taken(slot) == 1


def test_who_waits_is_told_so(cast):
    slot, _early = full(cast)
    entry = wait(slot, 1)
    [text] = told(1)
    assert f"http://localhost/waiting/{entry.code}" in text


def test_nobody_waits_where_there_is_room(cast):
    slot = first_slot(gathering(cast, capacity=1))
    with pytest.raises(HasRoom) as room:
        wait(slot, 1)
    assert room.value.slot_id == slot.id
    assert db.session.query(WaitingEntry).count() == 0


def test_one_of_two_times_with_room_is_enough(cast):
    first, second, *_ = clinic(cast, days=(10,)).occurrences[0].slots
    fill(first)
    with pytest.raises(HasRoom) as room:
        wait([first, second], 1)
    assert room.value.slot_id == second.id


def test_a_party_waits_where_there_is_room_for_fewer(cast):
    slot, _early = full(cast, capacity=2)
    cancel(_early[0].id)
    assert state(wait(slot, 1, party=2)) == "waiting"
    with pytest.raises(HasRoom):
        wait(slot, 2, party=2, least=1)


def test_c5_the_same_form_twice_is_one_entry(cast):
    slot, _early = full(cast)
    assert wait(slot, 1, form_key="k" * 22).id == wait(slot, 1, form_key="k" * 22).id
    assert db.session.query(WaitingEntry).count() == 1


def test_a_person_waits_once_for_an_event(cast):
    slot, _early = full(cast)
    assert wait(slot, 1).id == wait(slot, 1).id


def test_who_has_a_place_does_not_wait_for_it(cast):
    slot, _early = full(cast)
    with pytest.raises(rules.AlreadyBooked):
        wait(slot, 1, person_id=_early[0].person_id)


def test_times_of_two_events_are_not_one_line(cast):
    one, _early = full(cast)
    other, _others = full(cast, title="Breathing")
    with pytest.raises(ListClosed):
        wait([one, other], 1)


def test_w1_a_party_larger_than_the_slot_is_told_so(cast):
    slot, _early = full(cast, capacity=2)
    with pytest.raises(ListClosed):
        wait(slot, 1, party=3)
    assert state(wait(slot, 2, party=3, least=2)) == "waiting"


@pytest.mark.parametrize(("party", "least"), [(2, 3), (1, -1)])
def test_w1_at_least_more_than_all_makes_no_sense(cast, party, least):
    slot, _early = full(cast)
    with pytest.raises(rules.NotBookable):
        wait(slot, 1, party=party, least=least)


def test_b8_who_may_not_take_a_place_does_not_wait_for_one(cast):
    slot = first_slot(drive(cast, capacity=1))
    take(slot)
    with pytest.raises(rules.NotBookable) as refusal:
        wait(slot, 1, person_id=cast.asha.person_id)
    assert refusal.value.reason == "organisation may not"


def test_w5_about_how_many_wait_ahead(cast):
    slot, _early = full(cast)
    entries = [wait(slot, 1, party=1), wait(slot, 2), wait(slot, 3)]
    assert [queries_waiting.people_ahead(entry) for entry in entries] == [0, 1, 2]


def test_w5_the_list_closes_an_hour_before_the_start(noon, cast):
    slot, early = full(cast, days=1)
    entry = wait(slot, 1)
    noon.move_to(slot.starts_at - CLOSES)
    with pytest.raises(ListClosed):
        wait(slot, 2)
    assert close_lists() == 1
    assert state(entry) == "closed"
    assert told(1)[-1].startswith("Sorry, no place became free")
    cancel(early[0].id)
    assert offers(entry) == []


def test_w5_the_list_is_open_until_then(noon, cast):
    slot, _early = full(cast, days=1)
    entry = wait(slot, 1)
    noon.move_to(slot.starts_at - CLOSES - timedelta(seconds=1))
    assert close_lists() == 0
    assert state(entry) == "waiting"
    assert state(wait(slot, 2)) == "waiting"


def test_w5_closing_twice_tells_once(noon, cast):
    slot, _early = full(cast, days=1)
    wait(slot, 1)
    noon.move_to(slot.starts_at - CLOSES)
    close_lists()
    close_lists()
    assert len(told(1)) == 2  # on the list, and off it


def test_leaving_twice_is_once_and_gives_the_offer_to_the_next(cast):
    slot, early = full(cast)
    first, second = wait(slot, 1), wait(slot, 2)
    cancel(early[0].id)
    assert state(first) == "offered"
    assert leave(first.id)
    assert not leave(first.id)
    assert (state(first), state(second)) == ("left", "offered")
    assert queries.miscounted_slots() == []
