"""The number of places: more go to whoever waits, fewer than are taken drop nobody (RULES C4)."""

import pytest

from app.bookings.operations import Request
from app.bookings.operations_waiting import Wishes, join
from app.bookings.queries_waiting import open_offer
from app.bookings.rules import Full
from app.events.models import Slot
from app.extensions import db
from tests.cast import clinic, drive, first_slot, phone, signed_in, take


@pytest.fixture
def carol(client, cast):
    return signed_in(client, cast.carol)


def path(slot):
    return f"/organise/events/{slot.occurrence.event.slug}/slots/{slot.id}/capacity"


def fresh(slot):
    return db.session.get(Slot, slot.id, populate_existing=True)


def test_it_works(carol, cast):
    slot = first_slot(drive(cast, capacity=2))
    assert "0 of 2 taken" in carol.get(path(slot)).text
    assert "Saved." in carol.post(path(slot), data={"places": "5"}, follow_redirects=True).text
    assert fresh(slot).capacity == 5


def test_c4_fewer_than_are_taken_asks_first_and_drops_nobody(carol, cast):
    slot = first_slot(drive(cast, capacity=3))
    for last, name in enumerate(("Ann", "Bob", "Cy")):
        take(slot, name, phone(last))
    page = carol.post(path(slot), data={"places": "1"}).text
    assert "Over by 2. Nobody is dropped. Nothing new is sold." in page
    assert fresh(slot).capacity == 3
    page = carol.post(path(slot), data={"places": "1", "sure": "1"}, follow_redirects=True).text
    assert "Over by 2. Nobody is dropped. Nothing new is sold." in page
    assert (fresh(slot).capacity, fresh(slot).taken) == (1, 3)
    with pytest.raises(Full):
        take(slot, "Di", phone(9))


def test_c4_more_places_go_to_who_waits_first(carol, cast):
    slot = first_slot(drive(cast, capacity=1))
    take(slot)
    ann, bob = (
        join(Wishes((slot.id,)), Request(first_name=name, address=phone(last), says_adult=True))
        for last, name in enumerate(("Ann", "Bob"))
    )
    assert "2 people wait. New places go to whoever waited longest." in carol.get(path(slot)).text
    carol.post(path(slot), data={"places": "2"})
    assert open_offer(ann.id) is not None
    assert open_offer(bob.id) is None


@pytest.mark.parametrize("places", ["0", "-1", "5001", "many", ""])
def test_only_numbers_that_make_sense(carol, cast, places):
    slot = first_slot(drive(cast, capacity=2))
    answer = carol.post(path(slot), data={"places": places, "sure": "1"})
    assert answer.status_code == 422
    assert fresh(slot).capacity == 2


@pytest.mark.parametrize("who", ["dev", "priya", "ben"])
def test_an_outsider_and_the_desk_change_nothing(client, cast, who):
    slot = first_slot(drive(cast, capacity=2))
    outsider = signed_in(client, getattr(cast, who))
    assert outsider.get(path(slot)).status_code == 404
    assert outsider.post(path(slot), data={"places": "9"}).status_code == 404
    assert fresh(slot).capacity == 2


def test_a_slot_of_another_event_is_not_reached_through_ours(carol, cast):
    mine, theirs = drive(cast), first_slot(clinic(cast))
    assert carol.get(f"/organise/events/{mine.slug}/slots/{theirs.id}/capacity").status_code == 404
