"""When it is full the questions are taken back; when somebody gives a place back it goes on (RALLY 6)."""

import pytest

from app.bookings.operations import cancel
from app.bookings.queries import live_booking
from app.bookings.queries_waiting import live_entry
from app.events import operations as events
from app.rally.operations import pause, start_by_itself, stop
from app.rally.operations_ticking import tick_due
from tests import cast as people

from .asking import again, ask_of, asks_of, look, says, slot_now, start, states, told


@pytest.fixture
def full(folk):
    """A rally for one place that eight were asked for and the first took: (folk, rally, asks)."""
    folk.volunteers(8)
    rally = start(folk.drive(capacity=1))
    asks = asks_of(rally)
    assert len(asks) > 2
    says(asks[0], "yes")
    return folk, rally, asks_of(rally)


def test_it_works(full):
    _folk, rally, asks = full
    assert again(rally).state == "full"
    assert [ask.state for ask in asks] == ["yes"] + ["taken back"] * (len(asks) - 1)
    assert slot_now(rally.slot).left == 0


def test_rally_6_every_open_question_is_taken_back_under_the_same_tag_without_a_sound(full):
    folk, _rally, asks = full
    name_of = {person: name for name, person in folk.of.items()}
    for ask in asks[1:]:
        question, back = folk.shown_to(name_of[ask.person_id])
        assert back["tag"] == question["tag"]
        assert (back["title"], back["silent"]) == ("Filled, thank you", True)
        assert "actions" not in back
    topics = [one.topic for one in folk.phones.asked]
    assert len(set(topics)) == len(asks)  # the second of each person takes the place of the first


def test_rally_6_who_said_yes_gets_no_thank_you_for_nothing(full):
    folk, _rally, asks = full
    name_of = {person: name for name, person in folk.of.items()}
    titles = [one["title"] for one in folk.shown_to(name_of[asks[0].person_id])]
    assert "Filled, thank you" not in titles


def test_rally_6_it_is_taken_back_once(full):
    folk, rally, _asks = full
    before = len(folk.phones.asked)
    look(rally)
    folk.at(minutes=30)
    tick_due()
    assert len(folk.phones.asked) == before


def test_rally_6_somebody_from_the_street_fills_it_too(folk):
    folk.volunteers(4)
    slot = folk.drive(capacity=1)
    rally = start(slot)
    people.take(slot)
    assert again(rally).state == "full"
    assert set(states(rally)) == {"taken back"}


def test_who_came_by_another_door_said_yes(folk):
    folk.volunteers(4)
    slot = folk.drive(capacity=2)
    rally = start(slot)
    (ask, *_rest) = asks_of(rally)
    from app.bookings.operations import Request, book

    book(slot.id, Request(person_id=ask.person_id))
    assert ask_of(rally, ask.person_id).state == "yes"


def test_rally_6_a_late_yes_is_the_first_reserve_and_no_error(full):
    _folk, rally, asks = full
    late = says(asks[1], "yes")
    assert late.outcome == "reserve"
    entry = live_entry(asks[1].person_id, rally.slot.occurrence.event_id)
    assert (entry.priority, entry.state) == (1, "waiting")
    assert ask_of(rally, asks[1].person_id).state == "reserve"


def test_rally_6_the_first_reserve_comes_before_who_only_waits(full):
    from app.bookings.operations_entering import Request
    from app.bookings.operations_waiting import Wishes, join

    folk, rally, asks = full
    first = join(Wishes((rally.slot_id,)), Request(first_name="Ed", address=folk.cast.ed, says_adult=True, door="desk"))
    late = says(asks[1], "yes").entry
    cancel(live_booking(rally.slot_id, asks[0].person_id).id)
    assert (live_entry(late.person_id, late.event_id).state, first.state) == ("offered", "waiting")


def test_rally_6_a_cancellation_takes_it_up_again_at_once(full):
    folk, rally, asks = full
    folk.volunteers(3, likes=("outdoors",))
    before = len(asks_of(rally))
    cancel(live_booking(rally.slot_id, asks[0].person_id).id)
    assert again(rally).state == "running"
    assert len(asks_of(rally)) > before


def test_rally_6_who_gave_the_place_back_is_not_asked_for_it(full):
    folk, rally, asks = full
    cancel(live_booking(rally.slot_id, asks[0].person_id).id)
    for minutes in range(10, 200, 10):
        folk.at(minutes=minutes)
        look(rally)
    assert [ask.person_id for ask in asks_of(rally)].count(asks[0].person_id) == 1


def test_rally_6_with_a_reserve_the_place_goes_there_and_nobody_is_asked(full):
    folk, rally, asks = full
    folk.volunteers(3)
    says(asks[1], "yes")
    cancel(live_booking(rally.slot_id, asks[0].person_id).id)
    assert again(rally).state == "full"


def test_a_lost_call_is_made_good_by_the_sweep(full):
    from sqlalchemy import update

    from app.database import unit_of_work
    from app.events.models import Slot
    from app.extensions import db

    _folk, rally, _asks = full
    with unit_of_work():  # a place is free and nobody said so
        db.session.execute(update(Slot).where(Slot.id == rally.slot_id).values(capacity=2))
    assert start_by_itself() == 1
    assert again(rally).state == "running"


# --- other ends ----------------------------------------------------------------------------------------------------


def test_paused_it_asks_nobody_and_leaves_the_questions_open(folk):
    folk.volunteers(2)
    rally = start(folk.drive())
    pause(rally.id)
    folk.volunteers(2)
    folk.at(minutes=20)
    assert tick_due() == 0
    assert states(rally) == ["open", "open"]
    assert start(rally.slot).state == "running"
    assert len(states(rally)) == 4


def test_stopped_it_takes_back_and_a_yes_still_counts(folk):
    folk.volunteers(2)
    rally = start(folk.drive())
    assert stop(rally.id) is True
    assert stop(rally.id) is False
    assert states(rally) == ["taken back"] * 2
    assert folk.shown_to("V1")[-1]["title"] == "Settled, thank you"
    assert says(asks_of(rally)[0], "yes").outcome == "going"


def test_called_off_it_ends(folk):
    folk.volunteers(2)
    rally = start(folk.drive())
    events.cancel(rally.slot.occurrence.event_id, "Storm")
    folk.at(minutes=10)
    tick_due()
    assert again(rally).state == "called off"
    assert states(rally) == ["taken back"] * 2
    assert says(asks_of(rally)[0], "yes").outcome == "off"


def test_at_the_deadline_it_ends(folk):
    folk.volunteers(2)
    rally = start(folk.drive())
    folk.at(21, 31)
    tick_due()
    assert again(rally).state == "over"
    assert states(rally) == ["taken back"] * 2


def test_moved_far_ahead_it_ends_and_goes_on_in_time(folk):
    folk.volunteers(2)
    slot = folk.drive()
    rally = start(slot)
    date = slot_now(slot).occurrence
    events.move_date(date.id, people.days_ahead(6, 10), people.days_ahead(6, 12))
    folk.at(minutes=10)
    tick_due()
    assert again(rally).state == "over"
    folk.at(24 * 4)
    assert start_by_itself() == 1
    assert again(rally).state == "running"


def test_m2_in_the_night_nothing_is_taken_back_with_a_noise_or_without(folk):
    folk.volunteers(3)
    rally = start(folk.drive(capacity=1, days=2))
    asks = asks_of(rally)
    folk.at(10)  # ten in the evening
    says(asks[0], "yes")
    assert again(rally).state == "full"
    assert all(one["title"] == "Can you help?" for one in folk.shown_to("V2"))
    due = [message.due_at for message in told("rally.taken_back")]
    assert due == [folk.at(20)] * (len(asks) - 1)  # eight in the morning
