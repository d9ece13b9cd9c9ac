"""The last place, wanted by forty phones at once over HTTP: one gets it (P3), and two taps are one (P4), nobody is
told that the database is locked (P13). A town that looks first and writes then is the control, and must fail."""

import pytest

from app.bookings.queries import miscounted_slots
from tests import cast as people, databases

from .race import PHONES, booked, by_picking, filled_in, place_for, rush, somebody, straight, taken
from .server import Phone, serving
from .taps import tap_twice

WAYS, ROUNDS, FAMILIES = (straight, by_picking), 2, 12


@pytest.fixture(scope="module", params=databases.ENGINES)
def engine(request):
    """One for both towns, so that they end in the opposite order in which they began."""
    return request.param


@pytest.fixture(scope="module")
def served(engine, tmp_path_factory):
    with serving(engine, tmp_path_factory.mktemp("race"), "race") as (town, port):
        yield town, people.assemble(), port


@pytest.fixture(scope="module")
def carelessly_served(engine, tmp_path_factory):
    folder = tmp_path_factory.mktemp("careless")
    with serving(engine, folder, "careless", "tests.promises.careless:load") as (_town, port):
        yield people.assemble(), port


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_p3_one_of_forty_gets_the_last_place(served, way, round_number):
    _town, cast, port = served
    place = place_for(cast, capacity=1)
    assert rush(port, place, way) == [303] + [409] * (PHONES - 1)
    assert (booked(place), taken(place)) == (1, 1)


@pytest.mark.parametrize("way", WAYS)
def test_p3_no_place_is_left_unsold_either(served, way):
    _town, cast, port = served
    place = place_for(cast, capacity=7)
    assert rush(port, place, way) == [303] * 7 + [409] * (PHONES - 7)
    assert (booked(place), taken(place)) == (7, 7)
    assert miscounted_slots() == []


def test_p3_the_others_see_a_kind_page_that_keeps_what_they_typed(served):
    _town, cast, port = served
    place, number = place_for(cast, capacity=1), somebody()
    with Phone(port, number) as late:
        form = filled_in(late.get(place.form), number)
        assert rush(port, place, straight, phones=1) == [303]
        answer = late.post(place.bookings, form)
    assert answer.status == 409
    assert f"Phone {number}" in answer.text
    assert "Pick again" in answer.text


def test_p4_two_taps_are_one_booking_and_show_the_same_pass(served):
    _town, cast, port = served
    place = place_for(cast, capacity=PHONES)
    passes = tap_twice(port, place, FAMILIES)
    assert [first for first, second in passes if first != second] == []
    assert len(set(passes)) == FAMILIES
    assert (booked(place), taken(place)) == (FAMILIES, FAMILIES)


def test_p4_a_reload_long_after_shows_the_same_pass(served):
    _town, cast, port = served
    place, number = place_for(cast, capacity=1), somebody()
    with Phone(port, number) as phone:
        form = filled_in(phone.get(place.form), number)
        first = phone.post(place.bookings, form)
        again = phone.post(place.bookings, form)
        assert (first.status, again.status) == (303, 303)
        assert first.headers["Location"] == again.headers["Location"]
        assert phone.get(first.headers["Location"]).status == 200


def test_p13_the_log_tells_of_no_lock_and_no_failure(served):
    town, *_ = served
    said = (town.config["DATA_DIR"] / "server.log").read_text()
    assert '"request.answered"' in said
    assert [word for word in ("locked", "database.busy", "request.failed", "Traceback") if word in said] == []


@pytest.mark.parametrize("way", WAYS)
def test_control_a_town_that_looks_first_and_writes_then_gives_the_place_twice(carelessly_served, way):
    cast, port = carelessly_served
    place = place_for(cast, capacity=1)
    assert rush(port, place, way).count(303) > 1
    assert booked(place) > 1
