"""What becomes free goes down the line in one transaction with whatever freed it (RULES W2)."""

from datetime import timedelta

from app.bookings import queries
from app.bookings.operations import cancel
from app.bookings.operations_offers import settle_all
from app.bookings.operations_organiser import change_capacity
from app.bookings.operations_waiting import accept, decline
from app.bookings.rules_waiting import SAVE_UNTIL, SKIPS
from tests.bookings.line import fill, full, offers, state, taken, wait
from tests.cast import clinic, take


def test_it_works(cast):
    slot, early = full(cast)
    entry = wait(slot, 1)
    cancel(early[0].id)
    assert offers(entry) == [(slot.id, 1, 1, "open")]
    assert taken(slot) == 1  # kept for them


def test_w2_first_in_line_first(cast):
    slot, early = full(cast, capacity=2)
    line = [wait(slot, number) for number in range(3)]
    cancel(early[0].id)
    assert [state(entry) for entry in line] == ["offered", "waiting", "waiting"]
    cancel(early[1].id)
    assert [state(entry) for entry in line] == ["offered", "offered", "waiting"]


def test_c3_a_newcomer_does_not_jump_the_queue(cast):
    slot, early = full(cast)
    wait(slot, 1)
    cancel(early[0].id)
    assert queries.miscounted_slots() == []
    assert taken(slot) == slot.capacity


def test_w2_who_fits_goes_before_who_does_not(cast):
    slot, early = full(cast, capacity=2)
    family, single = wait(slot, 1, party=2), wait(slot, 2)
    cancel(early[0].id)
    assert (state(family), state(single)) == ("waiting", "offered")


def test_w1_at_least_some_gets_what_there_is(cast):
    slot, early = full(cast, capacity=3)
    family = wait(slot, 1, party=3, least=2)
    cancel(early[0].id)
    assert offers(family) == []
    cancel(early[1].id)
    assert offers(family) == [(slot.id, 2, 2, "open")]
    assert accept(family.id).party == 2


def skip(slot, early, family):
    """Pass a family over as often as one may, each time for one person behind them."""
    for number in range(SKIPS):
        single = wait(slot, 10 + number)
        cancel(early.pop().id)
        early.append(accept(single.id))
    assert state(family) == "waiting"


def test_w2_passed_over_three_times_places_are_saved_up(cast):
    slot, early = full(cast, capacity=2)
    family = wait(slot, 1, party=2)
    skip(slot, early, family)
    last = wait(slot, 20)
    cancel(early.pop().id)
    assert offers(family) == [(slot.id, 1, 1, "saving")]
    assert (state(family), state(last), taken(slot)) == ("waiting", "waiting", 2)
    cancel(early.pop().id)
    assert offers(family) == [(slot.id, 1, 1, "offered"), (slot.id, 2, 2, "open")]
    assert queries.miscounted_slots() == []


def test_w2_what_was_saved_goes_on_a_day_before_the_start(noon, cast):
    slot, early = full(cast, capacity=2)
    family = wait(slot, 1, party=2)
    skip(slot, early, family)
    last = wait(slot, 20)
    cancel(early.pop().id)
    noon.move_to(slot.starts_at - SAVE_UNTIL)
    settle_all()
    assert offers(family) == [(slot.id, 1, 1, "lapsed")]
    assert (state(family), state(last)) == ("waiting", "offered")
    assert queries.miscounted_slots() == []


def test_w2_who_waited_over_a_day_is_saved_for(noon, cast):
    slot, early = full(cast, capacity=2)
    family = wait(slot, 1, party=2)
    noon.shift(timedelta(hours=24, seconds=1))
    wait(slot, 2)
    cancel(early.pop().id)
    assert offers(family) == [(slot.id, 1, 1, "saving")]


def test_w1_any_of_several_times_will_do(cast):
    first, second, *_ = clinic(cast, days=(10,)).occurrences[0].slots
    fill(first)
    early = take(second, name="Ann")
    entry = wait([first, second], 1)
    cancel(early.id)
    assert offers(entry) == [(second.id, 1, 1, "open")]


def test_w4_a_no_to_one_time_waits_on_for_the_other(cast):
    first, second, *_ = clinic(cast, days=(10,)).occurrences[0].slots
    early, late = fill(first)[0], take(second, name="Ann")
    entry, behind = wait([first, second], 1), wait(first, 2)
    cancel(early.id)
    decline(entry.id)
    assert (state(entry), state(behind)) == ("waiting", "offered")
    cancel(late.id)
    assert offers(entry)[-1] == (second.id, 1, 1, "open")


def test_c4_more_places_go_to_who_waits(cast):
    slot, _early = full(cast, capacity=1)
    line = [wait(slot, number) for number in range(3)]
    change_capacity(slot.id, 3)
    assert [state(entry) for entry in line] == ["offered", "offered", "waiting"]
    assert taken(slot) == 3
