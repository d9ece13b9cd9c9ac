"""The same person in two places: timed slots are refused, events ask, and back to back is fine (RULES B4)."""

from datetime import timedelta

import pytest

from app.bookings import rules
from app.bookings.operations import cancel
from app.events.rules import SlotPlan
from app.places.operations import add_venue
from tests.cast import _post, clinic, days_ahead, first_slot, gathering, phone, take


def reason(attempt, *arguments, **more):
    """Why an attempt was refused, None when it was not."""
    try:
        attempt(*arguments, **more)
    except rules.NotBookable as refusal:
        return refusal.reason
    return None


def gathering_at(cast, starts_minutes, title="Tea", venue=None):
    """A gathering of 40 minutes, so many minutes from 9am two days ahead."""
    starts = days_ahead(2, 9) + timedelta(minutes=starts_minutes)
    slots = [SlotPlan("attend", "Places", starts, starts + timedelta(minutes=40), 9)]
    elsewhere = cast.haverigg
    if venue:
        cast.haverigg = venue
    event = _post(cast.practice, cast, [(starts, starts + timedelta(minutes=40), slots)], title, "calm")
    cast.haverigg = elsewhere
    return first_slot(event)


def test_it_works(cast):
    first, second, *_ = clinic(cast).occurrences[0].slots
    other = clinic(cast, title="Eye test").occurrences[0].slots[0]
    take(first)
    assert reason(take, other) == "clash"
    assert reason(take, second) is None  # back to back


@pytest.mark.parametrize(("minutes", "expected"), [(-40, None), (-39, "clash?"), (19, "clash?"), (20, None)])
def test_b4_half_open_to_the_minute(cast, minutes, expected):
    take(first_slot(clinic(cast)))  # from 9:00 to 9:20
    assert reason(take, gathering_at(cast, minutes)) == expected


def test_b4_between_a_time_and_a_gathering_the_person_decides(cast):
    take(first_slot(clinic(cast)))
    tea = gathering_at(cast, 10)
    assert reason(take, tea) == "clash?"
    assert take(tea, despite_clash=True).is_live


def test_b4_a_time_is_blocked_by_a_gathering_too_and_staff_may_override(cast):
    take(gathering_at(cast, 0))
    slot = first_slot(clinic(cast))
    assert reason(take, slot) == "clash"
    assert take(slot, by_staff=True).is_live


def test_b4_another_place_adds_the_way_there(cast):
    far = add_venue("Barrow Baths", "Abbey Road, Barrow", cast.area.id, latitude=54.118, longitude=-3.233)
    near = add_venue("Millom Hall", "Market Square", cast.area.id, latitude=54.2108, longitude=-3.2700)
    take(gathering_at(cast, 0, "Swim", far))  # until 9:40
    assert reason(take, gathering_at(cast, 45, "Tea", near)) == "clash?"
    assert reason(take, gathering_at(cast, 45, "Second swim", far)) is None


def test_b4_what_was_given_back_is_no_clash(cast):
    mine = take(first_slot(clinic(cast)))
    cancel(mine.id)
    assert reason(take, gathering_at(cast, 0)) is None


def test_b4_somebody_else_of_the_family_is_no_clash(cast):
    take(first_slot(clinic(cast)))
    assert reason(take, gathering_at(cast, 0), name="Joan") is None


def test_b4_what_is_over_is_no_clash(noon, cast):
    slot = gathering(cast, days=1)
    take(first_slot(slot))
    noon.move_to(first_slot(slot).ends_at)
    assert reason(take, first_slot(gathering(cast, days=1, title="Other")), address=phone(124)) is None
