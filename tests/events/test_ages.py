"""From which age people may help: worked out when posted, and again whenever something of it changes."""

import pytest

from app.events.models import Event, Slot
from app.events.operations import move_date, renew_ages
from app.extensions import db
from app.organisations.operations import add_organisation, approve, change_organisation
from tests.cast import days_ahead, drive, first_slot, gathering


def led(organisation, youngest=None):
    """Name a safeguarding lead, and perhaps a least age of helpers."""
    change_organisation(organisation.id, organisation.name, "charity", "", "Carol Tyson", youngest)


def saturday(town, **more):
    """A drive on no school day."""
    ahead = next(days for days in range(1, 8) if days_ahead(days, 10).weekday() == 5)
    return drive(town, days=ahead, **more)


def youngest(event):
    return db.session.get(Slot, first_slot(event).id, populate_existing=True).youngest


def test_it_works(cast):
    led(cast.friends)
    assert youngest(saturday(cast, min_age=13)) == 13


@pytest.mark.parametrize(("min_age", "hazards", "age"), [(13, ["money"], 16), (13, ["home"], 18), (16, ["alone"], 16),
                                                         (0, [], 13), (18, [], 18)])  # fmt: skip
def test_s1_risky_work_is_for_older_people(cast, min_age, hazards, age):
    led(cast.friends)
    assert youngest(saturday(cast, min_age=min_age, hazards=hazards)) == age


def test_s5_without_a_safeguarding_lead_it_is_18(cast):
    assert youngest(saturday(cast, min_age=13)) == 18


def test_s5_when_one_is_named_or_leaves_what_is_to_come_follows(cast):
    event = saturday(cast, min_age=13)
    led(cast.friends)
    assert youngest(event) == 13
    change_organisation(cast.friends.id, "Millom Beach Friends", "charity", "", "")
    assert youngest(event) == 18


def test_s5_a_stewards_yes_counts_too(cast):
    new = add_organisation("New group", "group", "", cast.carol)
    led(new)
    cast.friends = new
    event = saturday(cast, min_age=16)
    assert youngest(event) == 18
    approve(new.id)
    assert youngest(event) == 16


def test_s1_an_organisation_may_only_be_stricter(cast):
    led(cast.friends, 16)
    event = saturday(cast, min_age=13)
    assert youngest(event) == 16
    led(cast.friends, 13)
    assert youngest(event) == 13
    late = saturday(cast, min_age=13, hazards=["machines"])
    assert youngest(late) == 16


def test_s1_a_move_into_the_evening_is_for_older_people(cast):
    led(cast.friends)
    event = saturday(cast, min_age=13)
    day = event.occurrences[0].starts_local
    move_date(event.occurrences[0].id, day.replace(hour=18), day.replace(hour=20))
    assert youngest(event) == 16
    move_date(event.occurrences[0].id, day.replace(hour=20), day.replace(hour=23))
    assert youngest(event) == 18


def test_nothing_to_come_nothing_to_change(cast):
    led(cast.friends)
    past, attend = drive(cast, days=-2, min_age=13), gathering(cast)
    before = youngest(past), youngest(attend)
    assert renew_ages() == 0
    assert (youngest(past), youngest(attend)) == before
    assert db.session.query(Event).count() == 2
