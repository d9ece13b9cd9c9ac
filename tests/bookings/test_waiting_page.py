"""The page of an entry in every state, and its answers (RULES W3 to W5)."""

from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.bookings import queries
from app.bookings.models import Booking, Offer, WaitingEntry
from app.bookings.operations import cancel
from app.bookings.operations_waiting import accept, leave
from app.events.operations import cancel as call_off
from app.extensions import db
from app.privacy import purge_in_time
from tests.bookings.waits import full, wait
from tests.cast import clinic, first_slot, gathering, phone, take


def at_ten(days_before, slot):
    """An instant when people are awake, so many days before a slot."""
    return slot.starts_at - timedelta(days=days_before, hours=4)


@pytest.fixture
def slot(cast):
    return first_slot(gathering(cast, capacity=1, days=12))


@pytest.fixture
def entry(slot):
    holder = full(slot)
    entry = wait(slot)
    entry.holder = holder
    return entry


@pytest.fixture
def offered(entry, slot):
    """An entry that has just got an offer, ten days ahead."""
    with time_machine.travel(at_ten(10, slot)):
        cancel(entry.holder.id)
        yield entry


def state(entry):
    return db.session.get(WaitingEntry, entry.id, populate_existing=True).state


def post(client, entry, what, **data):
    return client.post(f"/waiting/{entry.code}/{what}", data=data)


# --- waiting -------------------------------------------------------------------------------------------------------


def test_it_works(client, entry):
    page = client.get(f"/waiting/{entry.code}")
    assert page.status_code == 200
    assert "You are on the list" in page.text
    assert "Nobody is ahead of you right now." in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_w5_about_so_many_people_are_ahead(client, entry, slot):
    wait(slot, "Anna", 401, party=1)
    last = wait(slot, "Bob", 402)
    assert "About 2 people are ahead of you." in client.get(f"/waiting/{last.code}").text


def test_a_stranger_cannot_guess_it(client, offered):
    for wrong in (offered.code[:-1] + "x", str(offered.id), offered.code_hash):
        assert client.get(f"/waiting/{wrong}").status_code == 404
        for what in ("acceptance", "refusal", "stay", "departure"):
            assert client.post(f"/waiting/{wrong}/{what}").status_code == 404
    assert state(offered) == "offered"


def test_leaving_is_one_tap_and_twice_is_once(client, entry):
    assert "Leave the list" in client.get(f"/waiting/{entry.code}").text
    for _tap in range(2):
        answer = post(client, entry, "departure")
        assert answer.status_code == 303
    assert state(entry) == "left"
    assert "You are off the list" in client.get(answer.headers["Location"]).text


# --- an offer ------------------------------------------------------------------------------------------------------


def test_w3_an_offer_says_until_when_and_both_answers_weigh_the_same(client, offered):
    page = client.get(f"/waiting/{offered.code}").text
    assert "A place is free" in page
    assert "We keep it for you until" in page
    assert page.count('<button class="btn big">') == 2
    assert 'class="answers"' in page


def test_w4_yes_makes_the_booking_and_shows_the_pass(client, offered):
    answer = post(client, offered, "acceptance")
    assert answer.status_code == 303
    assert "Booked for you, Will" in client.get(answer.headers["Location"]).text
    assert "See the pass" in client.get(f"/waiting/{offered.code}").text


def test_w4_two_phones_at_once_make_one_booking(client, town, offered):
    answers = [post(one, offered, "acceptance") for one in (client, town.test_client())]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert db.session.query(Booking).filter_by(state="confirmed").count() == 1


def test_w4_no_is_one_tap_and_passes_it_on(client, slot, offered):
    second = wait(slot, "Next", 403)
    post(client, offered, "refusal")
    assert state(offered) == "left"
    assert state(second) == "offered"
    assert queries.miscounted_slots() == []


def test_no_to_one_time_keeps_waiting_for_the_others(client, cast):
    slots = clinic(cast, days=(12,)).occurrences[0].slots
    holders = [full(slots[0]), take(slots[1], "Other", phone(998))]
    entry = wait([slots[0], slots[1]])
    with time_machine.travel(at_ten(10, slots[0])):
        cancel(holders[0].id)
        post(client, entry, "refusal")
        assert "You are on the list" in client.get(f"/waiting/{entry.code}").text


def test_w3_where_nothing_is_kept_the_first_wins(client, entry, slot):
    other = wait(slot, "Quick", 404)
    with time_machine.travel(slot.starts_at - timedelta(hours=2)):
        cancel(entry.holder.id)
        assert "The first to say yes gets it." in client.get(f"/waiting/{entry.code}").text
        assert accept(other.id)
        late = post(client, entry, "acceptance")
        assert late.status_code == 409
        assert "This place has gone to somebody else." in late.text
    assert db.session.query(Booking).filter_by(state="confirmed").count() == 1


def test_part_of_a_party_is_said(client, cast):
    slot = first_slot(gathering(cast, capacity=4, days=12))
    holder = full(slot, party=2)
    take(slot, "Other", phone(998), party=2)
    entry = wait(slot, party=3, least=2)
    with time_machine.travel(at_ten(10, slot)):
        cancel(holder.id)
        assert "room for 2 of your 3 people" in client.get(f"/waiting/{entry.code}").text


def test_b4_a_clash_is_said_and_can_be_taken_anyway(client, cast, slot, offered):
    take(first_slot(gathering(cast, days=10, title="Choir")), "Will", phone(321))
    answer = post(client, offered, "acceptance")
    assert answer.status_code == 409
    assert "You have something else around that time." in answer.text
    assert "Take it anyway" in answer.text
    assert 'name="despite_clash"' in answer.text
    assert post(client, offered, "acceptance", despite_clash="1").status_code == 303


# --- when time runs out --------------------------------------------------------------------------------------------


@pytest.fixture
def lapsed(offered):
    offer = db.session.query(Offer).filter_by(entry_id=offered.id).one()
    with time_machine.travel(offer.ends_at + timedelta(minutes=1)):
        yield offered


def test_w3_a_lapsed_offer_asks_once_even_before_it_is_written_down(client, lapsed):
    page = client.get(f"/waiting/{lapsed.code}").text
    assert "Your time to say yes is over" in page
    assert "Yes, keep me on" in page
    assert state(lapsed) == "offered"  # looking wrote nothing


def test_w3_an_offer_accepted_after_it_lapsed_is_told_kindly(client, lapsed):
    answer = post(client, lapsed, "acceptance")
    assert answer.status_code == 409
    assert "This place has gone to somebody else." in answer.text
    assert "Yes, keep me on" in answer.text


def test_w3_stay_is_at_the_back(client, slot, offered):
    next_one, last = wait(slot, "Next", 403), wait(slot, "Last", 404)
    offer = db.session.query(Offer).filter_by(entry_id=offered.id).one()
    with time_machine.travel(offer.ends_at + timedelta(minutes=1)):
        answer = post(client, offered, "stay")
        assert [state(one) for one in (offered, next_one, last)] == ["waiting", "offered", "waiting"]
        assert "About 1 person is ahead of you." in client.get(answer.headers["Location"]).text


def test_w3_the_second_time_it_is_over(client, lapsed):
    post(client, lapsed, "stay")
    offer = db.session.query(Offer).filter_by(entry_id=lapsed.id, state="open").one()
    with time_machine.travel(offer.ends_at + timedelta(minutes=1)):
        assert "You are off the list" in client.get(f"/waiting/{lapsed.code}").text
        post(client, lapsed, "stay")
        assert state(lapsed) == "left"


def test_w5_close_to_the_start_the_list_is_closed_kindly(client, cast, entry, slot):
    gathering(cast, days=14, title="Tea and talk")
    with time_machine.travel(slot.starts_at - timedelta(minutes=50)):
        page = client.get(f"/waiting/{entry.code}").text
    assert "The list is closed" in page
    assert "Thank you for waiting." in page
    assert "Tea and talk" in page


def test_a_cancelled_events_link(client, cast, entry, slot):
    call_off(slot.occurrence.event_id, "A storm is coming.")
    page = client.get(f"/waiting/{entry.code}")
    assert page.status_code == 200
    assert "had to call this off" in page.text
    assert "A storm is coming." in page.text
    assert post(client, entry, "acceptance").status_code == 409


def test_a_link_from_last_year(client, entry):
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        purge_in_time()
        page = client.get(f"/waiting/{entry.code}")
        assert page.status_code == 200
        assert "The list is closed" in page.text
        assert post(client, entry, "acceptance").status_code == 409
        assert post(client, entry, "stay").status_code == 303


def test_after_leaving_nothing_can_be_accepted(client, offered):
    leave(offered.id)
    assert post(client, offered, "acceptance").status_code == 409
    assert db.session.query(Booking).filter_by(state="confirmed").count() == 0
