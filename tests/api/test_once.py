"""One key, one deed: the same request again gets the same answer, also after a crash and from two at once (P4)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text

from app import clock, privacy
from app.api.models import KeptAnswer
from app.bookings.models import Booking
from app.bookings.operations import cancel
from app.bookings.queries import miscounted_slots
from app.extensions import db
from tests.api.calling import Program, booking, event, refusal
from tests.cast import first_slot, gathering, take
from tests.own import all_at_once


@pytest.fixture
def slot(cast):
    return first_slot(gathering(cast, capacity=3))


def bookings():
    db.session.rollback()
    return db.session.query(Booking).count()


def test_it_works(slot, nobody):
    first, again = nobody.book(slot, key="one"), nobody.book(slot, key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.data == again.data
    assert first.headers["Location"] == again.headers["Location"]
    assert (bookings(), nobody.get(f"/slots/{slot.id}").json["taken"]) == (1, 1)


def test_control_another_key_is_another_deed(slot, nobody):
    nobody.book(slot, key="one")
    assert refusal(nobody.book(slot, key="two")) == (409, "already_booked")


def test_the_order_of_the_fields_does_not_matter(slot, nobody):
    body = booking()
    first = nobody.post(f"/slots/{slot.id}/bookings", body, key="one")
    again = nobody.post(f"/slots/{slot.id}/bookings", dict(reversed(body.items())), key="one")
    assert first.data == again.data


def test_the_same_key_with_another_body(slot, nobody):
    nobody.book(slot, key="one")
    assert refusal(nobody.book(slot, key="one", party=2)) == (422, "idempotency_key_reused")
    assert bookings() == 1


def test_the_same_key_for_another_slot(cast, slot, nobody):
    nobody.book(slot, key="one")
    other = first_slot(gathering(cast, days=3))
    assert refusal(nobody.book(other, key="one")) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("key", [None, "", " ", "x" * 65, "with space", "caf\u00e9"])
def test_a_post_needs_a_key(slot, nobody, key):
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = nobody.client.post(f"/api/v1/slots/{slot.id}/bookings", json=booking(), headers=headers)
    assert refusal(answer) == (400, "idempotency_key_missing")
    assert bookings() == 0


@pytest.mark.parametrize("key", ["x", "x" * 64, "!~"])
def test_every_visible_key_will_do(slot, nobody, key):
    assert nobody.book(slot, key=key).status_code == 201


def test_keys_of_different_callers_are_different(slot, nobody, devs, town):
    elsewhere = Program(town, address="192.0.2.7")
    answers = [
        nobody.book(slot, key="one"), devs.book(slot, key="one", first_name="Bob"),
        elsewhere.book(slot, key="one", first_name="Cy", phone="07700 900125"),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert bookings() == 3


def test_a_refusal_is_kept_too(cast, nobody):
    slot = first_slot(gathering(cast, capacity=1))
    taken = take(slot, name="Ann")
    first = nobody.book(slot, key="one", first_name="Bob", phone="07700 900124")
    cancel(taken.id)
    again = nobody.book(slot, key="one", first_name="Bob", phone="07700 900124")
    assert refusal(first) == refusal(again) == (409, "full")
    assert first.data == again.data
    assert nobody.book(slot, key="two", first_name="Bob", phone="07700 900124").status_code == 201


def test_what_was_wrong_with_the_request_may_be_put_right(slot, nobody):
    assert nobody.book(slot, key="one", party=0).status_code == 422
    assert nobody.book(slot, key="one").status_code == 201


def test_p4_the_answer_is_written_with_its_deed_or_not_at_all(slot, nobody, monkeypatch):
    from app.api import answers

    monkeypatch.setattr(answers, "booked_answer", lambda booking: 1 / 0)  # as if the process died before the answer
    assert nobody.book(slot, key="one").status_code == 500
    assert (bookings(), db.session.query(KeptAnswer).count()) == (0, 0)
    monkeypatch.undo()
    first, again = nobody.book(slot, key="one"), nobody.book(slot, key="one")
    assert (first.status_code, first.data, bookings()) == (201, again.data, 1)
    assert miscounted_slots() == []


def test_p4_after_the_answer_is_forgotten_the_deed_is_still_known(slot, nobody):
    first = nobody.book(slot, key="one")
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1), tick=False):
        privacy.purge_in_time()
        assert db.session.query(KeptAnswer).count() == 0
        again = nobody.book(slot, key="one")
    assert first.json == again.json
    assert bookings() == 1


def test_an_answer_is_kept_for_a_day(slot, nobody):
    nobody.book(slot, key="one")
    with time_machine.travel(clock.now() + timedelta(hours=23), tick=False):
        privacy.purge_in_time()
        assert db.session.query(KeptAnswer).count() == 1


def at_once(town, path, body, token=None, keys=("one",) * 6):
    """What a program is told that sends the same so many times in the same moment, with these keys."""
    return all_at_once(lambda number: Program(town, token).post(path, body, key=keys[number]), len(keys))


def test_p4_two_at_once_do_it_once(slot, town):
    answers = at_once(town, f"/slots/{slot.id}/bookings", booking())
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.data for answer in answers}) == 1
    assert bookings() == 1
    assert miscounted_slots() == []


def test_p4_two_that_are_refused_at_once_are_told_the_same(cast, town):
    slot = first_slot(gathering(cast, capacity=1))
    take(slot, name="Ann")
    answers = at_once(town, f"/slots/{slot.id}/bookings", booking("Bob", "07700 900124"))
    assert [refusal(answer) for answer in answers] == [(409, "full")] * 6
    assert len({answer.data for answer in answers}) == 1


def test_p4_two_posts_at_once_make_one_event(cast, town, carols):
    answers = at_once(town, "/events", event(), carols.token)
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.json["id"] for answer in answers}) == 1


def test_different_posts_at_once_all_succeed(cast, town, carols):
    answers = at_once(town, "/events", event(), carols.token, keys="abcdef")
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.json["slug"] for answer in answers}) == 6


def test_p20_neither_code_nor_caller_can_be_read_in_the_database(slot, nobody):
    code = nobody.book(slot, key="one-key").json["code"]
    row = str(dict(db.session.execute(text("SELECT * FROM kept_answer")).mappings().one()))
    assert all(secret not in row for secret in (code, "one-key", "127.0.0.1", "07700"))
