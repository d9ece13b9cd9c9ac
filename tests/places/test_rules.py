"""Distances by our own arithmetic, by pure rules."""

import pytest
from hypothesis import given, strategies as st

from app.places import rules

MILLOM, HAVERIGG, BLETCHLEY = (54.2106, -3.2718), (54.1961, -3.2906), (51.9945, -0.7326)
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_it_works():
    assert rules.distance_km(MILLOM, BLETCHLEY) == pytest.approx(299, abs=2)


def test_a_degree_along_the_equator():
    assert rules.distance_km((0, 0), (0, 1)) == pytest.approx(111.19, abs=0.01)


def test_the_far_side_of_the_earth_is_half_way_round():
    assert rules.distance_km((0, 0), (0, 180)) == pytest.approx(20015, abs=1)


@given(here=points, there=points)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_way_round(here, there):
    distance = rules.distance_km(here, there)
    assert 0 <= distance <= 20016
    assert distance == pytest.approx(rules.distance_km(there, here), abs=1e-6)
    assert rules.distance_km(here, here) == 0


@pytest.mark.parametrize(("km", "minutes"), [(0, 1), (0.01, 1), (1, 17), (2, 33), (0.74, 13)])
def test_a_walk_is_rounded_up_to_the_minute(km, minutes):
    assert rules.walk_minutes(km) == minutes


def test_from_millom_to_haverigg_is_about_half_an_hour():
    assert 30 <= rules.walk_minutes(rules.distance_km(MILLOM, HAVERIGG)) <= 40


@given(st.floats(0, 100), st.floats(0, 100))
def test_further_is_never_quicker(one, other):
    near, far = sorted((one, other))
    assert rules.walk_minutes(near) <= rules.walk_minutes(far)


@pytest.mark.parametrize(("latitude", "longitude", "on"), [
    (90, 180, True), (-90, -180, True), (90.1, 0, False), (0, 180.1, False), (float("nan"), 0, False),
    (0, float("inf"), False)])  # fmt: skip
def test_some_numbers_are_no_place(latitude, longitude, on):
    assert rules.on_earth(latitude, longitude) is on
