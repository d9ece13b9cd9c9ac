"""An e-mail with a slip of the finger, a landline, a number from nowhere: each has its sentence and a way on."""

import pytest

from app.bookings.models import Booking
from app.extensions import db
from app.notifications.models import Message
from app.notifications.queries import to_call
from tests.bookings.waits import entries, full
from tests.cast import first_slot, gathering

SLIP = {"first_name": "Ed", "email": "Ed@gmial.com", "who": "me"}


@pytest.fixture
def slot(cast):
    return first_slot(gathering(cast))


def send(client, slot, **fields):
    return client.post(f"/slots/{slot.id}/bookings", data=fields)


def email():
    return db.session.query(Booking).one().person.email


def test_it_works(client, slot):
    answer = send(client, slot, **SLIP)
    assert answer.status_code == 422
    assert "Did you mean ed@gmail.com?" in answer.text
    assert "thing to fix" not in answer.text
    assert 'value="Ed@gmial.com"' in answer.text
    assert db.session.query(Booking).count() == 0
    assert send(client, slot, **SLIP, sure_email="ed@gmail.com").status_code == 303
    assert email() == "ed@gmail.com"


def test_what_was_typed_can_be_right(client, slot):
    assert send(client, slot, **SLIP, sure_email="Ed@gmial.com").status_code == 303
    assert email() == "ed@gmial.com"


def test_it_is_asked_once_only(client, cast, slot):
    send(client, slot, **SLIP, sure_email="Ed@gmial.com")
    assert send(client, first_slot(gathering(cast, days=4)), **SLIP).status_code == 303


def test_nobody_is_asked_whose_phone_we_use(client, slot):
    assert send(client, slot, **SLIP, phone="07700 900123").status_code == 303


def test_an_answer_that_is_no_address_is_a_mistake_like_any_other(client, slot):
    answer = send(client, slot, **SLIP, sure_email="no")
    assert answer.status_code == 422
    assert "This e-mail does not look right" in answer.text


def test_a_script_as_an_address_is_text(client, slot):
    assert "<script>x" not in send(client, slot, **{**SLIP, "email": "<script>x@gmial.com"}).text


def test_the_waiting_list_asks_the_same(client, cast):
    slot = first_slot(gathering(cast, capacity=1))
    full(slot)
    typed = {**SLIP, "when": "this", "party": "1"}
    answer = client.post(f"/slots/{slot.id}/waiting-entries", data=typed)
    assert (answer.status_code, "Did you mean ed@gmail.com?" in answer.text) == (422, True)
    assert client.post(f"/slots/{slot.id}/waiting-entries", data={**typed, "sure_email": "ed@gmail.com"}).location
    assert entries()[0].person.email == "ed@gmail.com"


def test_a_landline_is_taken_and_somebody_calls(client, slot):
    assert "A landline? Then we call." in client.get(f"/slots/{slot.id}/bookings/new").text
    answer = client.post(f"/slots/{slot.id}/bookings", follow_redirects=True,
                         data={"first_name": "Ed", "phone": "01229 772772", "who": "me"})  # fmt: skip
    assert "This is a landline. We will call this number: 01229 772772" in answer.text
    assert "We will call you about this." in answer.text
    assert "We sent this to you too." not in answer.text
    assert [call.number for call in to_call("bookings.")] == ["+441229772772"]
    assert db.session.query(Message).one().state == "call"


def test_a_mobile_is_not_told_that(client, slot):
    answer = client.post(f"/slots/{slot.id}/bookings", follow_redirects=True,
                         data={"first_name": "Ed", "phone": "07700 900123", "who": "me"})  # fmt: skip
    assert "landline" not in answer.text
    assert to_call("bookings.") == []


@pytest.mark.parametrize("number", ["01111 111111", "+999 1234 5678", "00000000000", "02999 999999", "+44 0000 000000",
                                    "09098 790000", "07000 000000", "07600 123456"])  # fmt: skip
def test_a_number_from_nowhere_gets_a_clear_sentence(client, slot, number):
    answer = send(client, slot, first_name="Ed", phone=number, who="me")
    assert answer.status_code == 422
    assert 'id="phone-error"' in answer.text
    assert "like 07700 900123" in answer.text
    assert f'value="{number}"' in answer.text
