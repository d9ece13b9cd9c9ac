"""The last place, wanted by forty phones at once over HTTP: one gets it (P3), and two taps are one (P4), nobody is
told that the database is locked (P13). A town that looks first and writes then is the control, and must fail."""

import re
from threading import Event
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from app.bookings.models import Booking
from app.bookings.queries import miscounted_slots
from app.events.models import Slot
from app.extensions import db
from tests import cast as people, databases
from tests.cast import first_slot, gathering
from tests.own import all_at_once

from .server import Phone, serving

PHONES, ROUNDS, FAMILIES = 40, 5, 12
THINKING = 0.002
"""Seconds between the form and the tap."""


@pytest.fixture(scope="module", params=databases.ENGINES)
def served(request, tmp_path_factory):
    with serving(request.param, tmp_path_factory.mktemp("race"), "race") as (town, port):
        yield town, people.assemble(), port


@pytest.fixture(scope="module", params=databases.ENGINES)
def carelessly_served(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("careless")
    with serving(request.param, folder, "careless", "tests.promises.careless:load") as (town, port):
        yield town, people.assemble(), port


def form_of(phone, slot_id, number):
    """The form as the page has it, filled in."""
    page = phone.get(f"/slots/{slot_id}/bookings/new")
    assert page.status in (200, 409), page.text
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page.text)[1] for name in ("csrf_token", "key")}
    person = {"who": "me", "first_name": f"Phone {number}", "phone": f"07400 {123000 + number}"}
    return urlencode({**hidden, **person})


def open_form(port, slot_id, number):
    """The cookies of a phone that has the form before it, and the form."""
    with Phone(port) as phone:
        return phone.cookies, form_of(phone, slot_id, number)


def rush(port, slot_id, phones=PHONES):
    """Everybody opens the form, thinks, and taps; the answers."""

    def come(number):
        with Phone(port) as phone:
            form = form_of(phone, slot_id, number)
            Event().wait(THINKING)
            return phone.post(f"/slots/{slot_id}/bookings", form)

    answers = all_at_once(come, phones)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    return answers


def slot_for(cast, capacity):
    return first_slot(gathering(cast, capacity=capacity)).id


def booked(slot_id):
    db.session.rollback()
    return db.session.scalar(select(func.count(Booking.id)).where(Booking.slot_id == slot_id))


def taken(slot_id):
    return db.session.scalar(select(Slot.taken).where(Slot.id == slot_id))


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_p3_one_of_forty_gets_the_last_place(served, round_number):
    _town, cast, port = served
    slot_id = slot_for(cast, capacity=1)
    answers = rush(port, slot_id)
    assert sorted(answer.status for answer in answers) == [303] + [409] * (PHONES - 1)
    assert (booked(slot_id), taken(slot_id)) == (1, 1)


def test_p3_no_place_is_left_unsold_either(served):
    _town, cast, port = served
    slot_id = slot_for(cast, capacity=7)
    answers = rush(port, slot_id)
    assert sorted(answer.status for answer in answers) == [303] * 7 + [409] * (PHONES - 7)
    assert (booked(slot_id), taken(slot_id)) == (7, 7)
    assert miscounted_slots() == []


def test_p3_the_others_see_a_kind_page_that_keeps_what_they_typed(served):
    _town, cast, port = served
    slot_id = slot_for(cast, capacity=1)
    with Phone(port) as late:
        form = form_of(late, slot_id, 99)
        assert rush(port, slot_id, phones=1)[0].status == 303
        answer = late.post(f"/slots/{slot_id}/bookings", form)
    assert answer.status == 409
    assert "Phone 99" in answer.text
    assert "Pick again" in answer.text


def test_p4_two_taps_are_one_booking_and_show_the_same_pass(served):
    _town, cast, port = served
    slot_id = slot_for(cast, capacity=PHONES)
    opened = [open_form(port, slot_id, number) for number in range(FAMILIES)]

    def tap(number):
        cookies, form = opened[number % FAMILIES]
        with Phone(port, cookies) as finger:
            return finger.post(f"/slots/{slot_id}/bookings", form)

    answers = all_at_once(tap, 2 * FAMILIES)
    assert [answer.status for answer in answers] == [303] * 2 * FAMILIES
    passes = [answer.headers["Location"] for answer in answers]
    assert passes[:FAMILIES] == passes[FAMILIES:]
    assert len(set(passes)) == FAMILIES
    assert (booked(slot_id), taken(slot_id)) == (FAMILIES, FAMILIES)


def test_p4_a_reload_long_after_shows_the_same_pass(served):
    _town, cast, port = served
    slot_id = slot_for(cast, capacity=1)
    with Phone(port) as phone:
        form = form_of(phone, slot_id, 1)
        first = phone.post(f"/slots/{slot_id}/bookings", form)
        again = phone.post(f"/slots/{slot_id}/bookings", form)
        assert (first.status, again.status) == (303, 303)
        assert first.headers["Location"] == again.headers["Location"]
        assert phone.get(first.headers["Location"]).status == 200


def test_p13_the_log_tells_of_no_lock_and_no_failure(served):
    town, *_ = served
    said = (town.config["DATA_DIR"] / "server.log").read_text()
    assert '"request.answered"' in said
    assert [word for word in ("locked", "database.busy", "request.failed", "Traceback") if word in said] == []


def test_control_a_town_that_looks_first_and_writes_then_gives_the_place_twice(carelessly_served):
    _town, cast, port = carelessly_served
    slot_id = slot_for(cast, capacity=1)
    answers = rush(port, slot_id)
    assert [answer.status for answer in answers].count(303) > 1
    assert booked(slot_id) > 1
