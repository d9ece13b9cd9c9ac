"""The same form sent again: the same wish is one place, another wish is not lost, and no key breaks anything (C5)."""

import re

import pytest

from app.bookings.models import Booking
from app.extensions import db
from tests.cast import clinic, drive, first_slot, gathering, phone, signed_in, take

ED = {"first_name": "Ed", "phone": "07700 900123", "who": "me", "key": "k" * 22}


@pytest.fixture
def slot(cast):
    return first_slot(gathering(cast))


def send(client, slot, **fields):
    return client.post(f"/slots/{slot.id}/bookings", data={**ED, **fields})


def names():
    return [one.person.first_name for one in db.session.query(Booking).order_by(Booking.id).populate_existing()]


def test_it_works(client, slot):
    first, second = (send(client, slot) for _tap in range(2))
    assert first.location == second.location
    assert names() == ["Ed"]


def test_back_and_another_name_is_another_place(client, slot):
    first = send(client, slot)
    second = send(client, slot, who="someone", first_name="Joan", knows="y")
    assert second.status_code == 303
    assert second.location != first.location
    assert names() == ["Ed", "Joan"]


def test_back_and_another_number_is_another_person(client, slot):
    send(client, slot)
    assert send(client, slot, phone="07700 900124").status_code == 303
    assert names() == ["Ed", "Ed"]


def test_back_and_another_time_is_that_time(client, cast):
    slots = clinic(cast).occurrences[0].slots
    first, second = send(client, slots[0]), send(client, slots[3])
    assert (first.status_code, second.status_code) == (303, 303)
    assert names() == ["Ed", "Ed"]


def test_back_and_another_number_of_people_shows_the_place_they_have(client, slot):
    first = send(client, slot)
    again = send(client, slot, party="3")
    assert again.location == first.location
    assert "You have this place already." in client.get(again.location).text
    assert names() == ["Ed"]


def test_a_key_that_somebody_else_used_opens_nothing_of_theirs(client, town, slot):
    theirs = send(client, slot)
    mine = send(town.test_client(), slot, first_name="Bill", phone="07700 900124")
    assert mine.status_code == 303
    assert mine.location != theirs.location


@pytest.mark.parametrize("key", ["", "short", "k" * 5000, "<script>x</script>", "k k k k k k k k k k k"])
def test_a_key_that_is_none_breaks_nothing(client, slot, key):
    assert send(client, slot, key=key).status_code == 303


@pytest.mark.parametrize("key", ["", "short", "k" * 5000])
def test_nor_with_one_tap(client, cast, key):
    slot = first_slot(drive(cast))
    assert signed_in(client, cast.ben).post(f"/slots/{slot.id}/bookings", data={"key": key}).status_code == 303


def test_one_tap_twice_is_one(client, cast):
    slot = first_slot(drive(cast))
    signed_in(client, cast.ben)
    first, second = (client.post(f"/slots/{slot.id}/bookings", data={"key": "b" * 22}) for _tap in range(2))
    assert first.location == second.location
    assert names() == ["Ben"]


def test_a_page_that_was_open_too_long_keeps_everything_typed(client, town, slot, monkeypatch):
    monkeypatch.setitem(town.config, "WTF_CSRF_ENABLED", True)
    answer = send(client, slot, party="2", needs="calm", shows_needs="1")
    assert answer.status_code == 400
    assert "This page was open for a long time. Nothing is lost. Please tap again." in answer.text
    for kept in ('value="Ed"', 'value="07700 900123"', 'value="2"', 'checked id="needs-3"'):
        assert kept in answer.text
    assert names() == []


def test_and_one_more_tap_sends_it(client, town, slot, monkeypatch):
    monkeypatch.setitem(town.config, "WTF_CSRF_ENABLED", True)
    page = send(client, slot).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    assert send(client, slot, csrf_token=token).status_code == 303


def test_a_page_open_too_long_of_what_nobody_may_see_says_nothing_of_it(client, town, cast, monkeypatch):
    draft = first_slot(drive(cast, title="Secret", publish_now=False))
    monkeypatch.setitem(town.config, "WTF_CSRF_ENABLED", True)
    for slot_id in (draft.id, 999_999):
        answer = client.post(f"/slots/{slot_id}/bookings", data=ED)
        assert answer.status_code == 400
        assert "Secret" not in answer.text


def test_what_has_gone_meanwhile_is_said_with_the_same_key(client, cast):
    slot = first_slot(gathering(cast, capacity=1))
    take(slot, name="Ann", address=phone(124))
    answer = send(client, slot)
    assert answer.status_code == 409
    assert 'value="Ed"' in answer.text
