"""What somebody who waited says to an offer, how long it stands, and who is next (RULES W3, W4)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from app.bookings import operations_waiting, queries, rules
from app.bookings.models import Booking, Offer, WaitingEntry
from app.bookings.operations import cancel
from app.bookings.operations_offers import settle_all
from app.bookings.operations_waiting import OfferOver, accept, decline, leave, stay
from app.extensions import db
from tests.bookings.line import NOON, booking, fill, full, offers, state, taken, told, wait
from tests.cast import clinic, first_slot, gathering, phone, take
from tests.own import all_at_once


def offer_to(slot, early):
    """Somebody in line who has an offer."""
    entry = wait(slot, 1)
    cancel(early[0].id)
    assert state(entry) == "offered"
    return entry


def test_it_works(cast):
    slot, early = full(cast)
    entry = offer_to(slot, early)
    made = accept(entry.id)
    assert (made.state, made.person.first_name) == ("confirmed", "Late 1")
    assert (state(entry), taken(slot)) == ("booked", 1)
    assert offers(entry) == [(slot.id, 1, 1, "accepted")]
    assert queries.miscounted_slots() == []


def test_w4_nothing_is_theirs_before_they_say_yes(cast):
    slot, early = full(cast)
    entry = offer_to(slot, early)
    assert db.session.query(Booking).filter_by(person_id=entry.person_id).count() == 0
    assert "Yes or no" in told(1)[-1]


def test_w4_yes_twice_is_one_booking(cast):
    slot, early = full(cast)
    entry = offer_to(slot, early)
    assert accept(entry.id).id == accept(entry.id).id
    assert taken(slot) == 1


def test_w4_two_phones_that_say_yes_at_once_make_one_booking(town, cast):
    slot, early = full(cast)
    entry_id = offer_to(slot, early).id
    db.session.rollback()

    def say_yes(_number):
        with town.app_context():
            return accept(entry_id).id

    assert len(set(all_at_once(say_yes, 4))) == 1
    assert taken(slot) == 1
    assert queries.miscounted_slots() == []


def test_w4_a_no_passes_it_on_at_once(cast):
    slot, early = full(cast)
    entry, behind = offer_to(slot, early), wait(slot, 2)
    assert decline(entry.id)
    assert (state(entry), state(behind), taken(slot)) == ("left", "offered", 1)
    assert not decline(entry.id)


def test_w4_a_yes_after_a_no_is_too_late(cast):
    slot, early = full(cast)
    entry = offer_to(slot, early)
    decline(entry.id)
    with pytest.raises(OfferOver):
        accept(entry.id)


def test_w3_a_yes_after_it_lapsed_is_too_late_and_the_next_has_it(noon, cast):
    slot, early = full(cast)
    entry, behind = offer_to(slot, early), wait(slot, 2)
    noon.shift(timedelta(days=3))
    with pytest.raises(OfferOver):
        accept(entry.id)
    assert settle_all() == 1
    assert (state(entry), state(behind), taken(slot)) == ("lapsed", "offered", 1)


def test_w3_a_lapsed_offer_asks_once_and_goes_to_the_back(noon, cast):
    slot, early = full(cast)
    entry, behind = offer_to(slot, early), wait(slot, 2)
    noon.shift(timedelta(days=3))
    settle_all()
    assert "Still want a place?" in told(1)[-1]
    assert stay(entry.id)
    assert not stay(entry.id)
    decline(behind.id)
    assert state(entry) == "offered"  # nobody else is left
    noon.shift(timedelta(days=3))
    settle_all()
    assert state(entry) == "left"
    assert "You are off the list." in told(1)[-1]
    assert not stay(entry.id)


def test_w3_back_on_the_list_is_behind_who_joined_meanwhile(noon, cast):
    slot, early = full(cast, capacity=2)
    entry, second = offer_to(slot, early), wait(slot, 2)
    noon.shift(timedelta(days=3))
    settle_all()
    third = wait(slot, 3)
    noon.shift(timedelta(minutes=1))
    assert stay(entry.id)
    decline(second.id)
    cancel(early[1].id)
    assert [state(each) for each in (third, entry)] == ["offered", "offered"]
    first_offers = db.session.query(Offer.entry_id).filter(Offer.state == "open").order_by(Offer.id).all()
    assert first_offers == [(third.id,), (entry.id,)]


def test_w3_a_newcomer_does_not_get_what_lapsed(noon, cast):
    slot, early = full(cast)
    offer_to(slot, early)
    behind = wait(slot, 2)
    noon.shift(timedelta(days=3))
    with pytest.raises(rules.Full):
        take(slot, name="Newcomer")
    assert settle_all() == 1
    assert state(behind) == "offered"


def test_w3_without_anybody_behind_a_newcomer_gets_what_lapsed_with_no_scheduler(noon, cast):
    slot, early = full(cast)
    entry = offer_to(slot, early)
    noon.shift(timedelta(days=3))
    assert take(slot, name="Newcomer").is_live
    assert (state(entry), taken(slot)) == ("lapsed", 1)


def test_w3_the_clock_stops_at_night(noon, cast):
    slot, early = full(cast, days=4)
    noon.move_to(datetime(2026, 11, 23, 20, tzinfo=UTC))
    entry = offer_to(slot, early)
    made = db.session.query(Offer).filter_by(entry_id=entry.id).one()
    assert made.ends_at == datetime(2026, 11, 24, 19, tzinfo=UTC)  # twelve hours: one, a night, and eleven


def test_w3_within_three_hours_everybody_is_told_and_the_first_wins(noon, cast):
    slot, early = full(cast, days=1)
    line = [wait(slot, number) for number in range(3)]
    noon.move_to(slot.starts_at - timedelta(hours=2, minutes=30))
    cancel(early[0].id)
    assert [offers(entry) for entry in line] == [[(slot.id, 1, 0, "told")]] * 3
    assert taken(slot) == 0
    assert accept(line[2].id).is_live
    with pytest.raises(OfferOver):
        accept(line[0].id)
    assert taken(slot) == 1
    assert queries.miscounted_slots() == []


def test_w3_what_nobody_waking_could_answer_is_told_to_all(noon, cast):
    early_bird = clinic(cast, days=(1,)).occurrences[0].slots[0]  # at nine in the morning
    mine = fill(early_bird)
    line = [wait(early_bird, number) for number in range(2)]
    noon.move_to(datetime(2026, 11, 23, 23, tzinfo=UTC))
    cancel(mine[0].id)
    assert [offers(entry)[0][-1] for entry in line] == ["told", "told"]


def test_w4_an_offer_at_a_time_that_clashes_is_asked_about(cast):
    slot, early = full(cast)
    entry = offer_to(slot, early)
    other = first_slot(gathering(cast, days=10, title="Breathing"))
    take(other, person_id=entry.person_id)
    with pytest.raises(rules.NotBookable) as refusal:
        accept(entry.id)
    assert (refusal.value.reason, state(entry)) == ("clash?", "offered")
    assert accept(entry.id, despite_clash=True).is_live


def test_w4_with_an_interpreter_the_time_after_it_is_taken_too_where_it_is_free(cast):
    first, second, third, *_ = clinic(cast, days=(10,)).occurrences[0].slots
    early = [fill(first)[0], take(second, name="Ann", address=phone(124))]
    entries = [wait(first, 1, interpreter="Polish"), wait(second, 2, interpreter="Urdu")]
    for one in early:
        cancel(one.id)
    assert [accept(entry.id).second_slot_id for entry in entries] == [None, third.id]
    assert queries.miscounted_slots() == []


def test_w4_who_says_no_in_the_moment_in_which_it_is_offered_is_heard(cast, monkeypatch):
    """What was read of an entry before it was our turn is out of date by then."""
    first, second, *_ = clinic(cast, days=(10,)).occurrences[0].slots
    fill(first)
    take(second, name="Ann", address=phone(124))
    entry = wait([first, second], 1)
    our_turn, offer = operations_waiting.in_line, _offer_behind_our_back(entry, first)
    monkeypatch.setattr(operations_waiting, "in_line", lambda event_id: (offer(), our_turn(event_id)))
    assert decline(entry.id)
    assert (state(entry), offers(entry)) == ("waiting", [(first.id, 1, 0, "declined")])


def _offer_behind_our_back(entry, slot):
    entry_id, ends_at = entry.id, NOON + timedelta(days=3650)
    made = {"entry_id": entry_id, "slot_id": slot.id, "party": 1, "kept": 0, "state": "open", "made_at": NOON}
    unseen = {"synchronize_session": False}

    def offer():
        db.session.execute(insert(Offer.__table__).values(ends_at=ends_at, **made))
        theirs = update(WaitingEntry).where(WaitingEntry.id == entry_id).values(state="offered")
        db.session.execute(theirs, execution_options=unseen)

    return offer


def test_leaving_with_an_offer_passes_it_on(cast):
    slot, early = full(cast)
    entry, behind = offer_to(slot, early), wait(slot, 2)
    leave(entry.id)
    assert (offers(entry), state(behind)) == ([(slot.id, 1, 1, "withdrawn")], "offered")


def test_the_booking_keeps_what_the_entry_said(cast):
    slot, early = full(cast)
    entry = wait(slot, 1, for_someone_else=True, told="carer", phone_mark="m" * 64)
    cancel(early[0].id)
    made = booking(accept(entry.id))
    assert (made.for_someone_else, made.told, made.phone_mark) == (True, "carer", "m" * 64)
