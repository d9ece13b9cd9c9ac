"""When a rally begins: by a tap, or by itself where the organiser allowed it, and not when it is no use (RALLY 8)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.bookings.operations_organiser import change_capacity
from app.events import operations as events
from app.extensions import db
from app.rally import rules_starting
from app.rally.models import Rally
from app.rally.operations import NotStarted, start_by_itself, stop
from tests import cast as people

from .asking import again, asked, start


def rallies():
    return list(db.session.scalars(select(Rally)))


def why_not(slot, **more):
    with pytest.raises(NotStarted) as refused:
        start(slot, **more)
    return refused.value.reason


def test_it_works(folk):
    folk.volunteer("Ben")
    rally = start(folk.drive(), account_id=folk.cast.carol.id)
    assert (rally.state, rally.started_by, rally.places, rally.lead_minutes) == ("running", folk.cast.carol.id, 3, 30)
    assert rally.kind == "outdoors"


def test_a_second_tap_is_the_same_rally(folk):
    slot = folk.drive()
    assert start(slot).id == start(slot).id
    assert len(rallies()) == 1


@pytest.mark.parametrize(("days", "begins"), [(2, True), (3, True), (4, False)])
def test_rally_8_by_itself_from_72_hours_before_on(folk, days, begins):
    folk.volunteer("Ben")
    folk.drive(days=days, asks_people=True)
    assert start_by_itself() == begins
    assert len(rallies()) == begins


def test_rally_8_not_before_72_hours_by_hand_either(folk):
    assert why_not(folk.drive(days=5)) == "too early"


def test_not_by_itself_where_the_organiser_did_not_allow_it(folk):
    folk.drive()
    assert start_by_itself() == 0


def test_not_by_itself_for_a_draft_nor_for_an_organisation_that_nobody_approved(folk):
    folk.drive(asks_people=True, publish_now=False)
    with_draft = rallies()
    start_by_itself()
    assert with_draft == rallies() == []


def test_not_by_itself_again_after_the_organiser_stopped_it(folk):
    slot = folk.drive(asks_people=True)
    start_by_itself()
    (rally,) = rallies()
    stop(rally.id)
    folk.at(1)
    assert start_by_itself() == 0
    assert again(rally).state == "stopped"
    assert start(slot).state == "running"


def test_bad_input_a_slot_that_starts_in_five_minutes(folk):
    slot = folk.drive(days=1)
    folk.at(21, 55)
    assert why_not(slot) == "too soon"
    assert why_not(slot, lead_minutes=0) == "too soon"


def test_with_enough_time_before_the_lead_it_begins(folk):
    slot = folk.drive(days=1)
    folk.at(21, 19)
    assert start(slot).state == "running"


def test_bad_input_a_slot_in_the_past_or_under_way(folk):
    slot = folk.drive(days=1)
    folk.at(23)
    assert why_not(slot) == "over"
    folk.at(30)
    assert why_not(slot) == "over"


def test_bad_input_zero_places(folk):
    slot = folk.drive(capacity=1)
    people.take(slot)
    assert why_not(slot) == "full"


def test_bad_input_a_slot_that_is_not_there_or_not_for_helpers(folk):
    assert why_not(people.SimpleNamespace(id=10**6)) == "closed"
    assert why_not(people.first_slot(people.gathering(folk.cast, days=1))) == "not help"


def test_bad_input_what_was_called_off(folk):
    slot = folk.drive()
    events.cancel(slot.occurrence.event_id, "Storm")
    assert why_not(slot) == "closed"


def test_bad_input_nobody_eligible(folk):
    rally = start(folk.drive())
    assert asked(rally) == set()
    assert again(rally).state == "running"
    assert again(rally).dry_at is not None


def test_more_places_than_people_is_no_error(folk):
    folk.volunteers(3)
    slot = folk.drive(capacity=1)
    change_capacity(slot.id, 5000)
    assert len(asked(start(slot))) == 3


# --- the pure rule -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"kind": "attend"}, "not help"),
        ({"open": False}, "closed"),
        ({"left": 0}, "full"),
        ({"left": -2}, "full"),
        ({"starts_at": timedelta(hours=72, seconds=1)}, "too early"),
        ({"starts_at": timedelta(hours=72)}, None),
        ({"starts_at": timedelta(minutes=39)}, "too soon"),
        ({"starts_at": timedelta(minutes=40)}, None),
        ({"starts_at": timedelta(minutes=5), "lead": timedelta(0)}, "too soon"),
        ({"starts_at": timedelta(0)}, "over"),
    ],
)
def test_rally_8_when_it_may_begin(changes, reason):
    now = clock.now()
    usual = {"kind": "help", "open": True, "starts_at": timedelta(hours=5), "left": 1, "lead": timedelta(minutes=30)}
    facts = usual | changes
    place = rules_starting.Place(**facts | {"starts_at": now + facts["starts_at"]})
    assert rules_starting.why_not(place, now) == reason


def test_bad_input_a_clock_that_jumped():
    now = clock.now()
    assert rules_starting.is_due(now, now)
    assert not rules_starting.is_due(now + rules_starting.TICK, now)
    assert rules_starting.is_due(now + timedelta(hours=5), now)  # set when the clock was wrong
