"""Taking a place over HTTP: the form, its mistakes, the pass; no account and no script."""

import re

import pytest

from app.bookings.models import Booking
from app.extensions import db
from tests.cast import clinic, drive, first_slot, gathering, phone, signed_in, take

ED = {"first_name": "Ed", "phone": "07700 900123"}
HELPER = {**ED, "adult": "y"}


def post(client, slot, **fields):
    return client.post(f"/slots/{slot.id}/bookings", data=fields)


def test_it_works(client, cast):
    slot = first_slot(gathering(cast))
    assert "Who is it for?" in client.get(f"/slots/{slot.id}/bookings/new").text
    answer = client.post(f"/slots/{slot.id}/bookings", data={**ED, "who": "me"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Booked for you, Ed" in answer.text
    booking = db.session.query(Booking).one()
    assert booking.code_words in answer.text


def test_for_somebody_else(client, cast):
    slot = first_slot(gathering(cast))
    answer = client.post(f"/slots/{slot.id}/bookings", follow_redirects=True,
                         data={**ED, "who": "someone", "first_name": "Joan", "knows": "y"})  # fmt: skip
    assert "Booked for Joan" in answer.text
    assert db.session.query(Booking).one().for_someone_else


def test_they_must_know(client, cast):
    answer = post(client, first_slot(gathering(cast)), **{**ED, "who": "someone"})
    assert answer.status_code == 422
    assert "Ask them first, then tick this" in answer.text


def test_an_email_is_enough(client, cast):
    post(client, first_slot(gathering(cast)), first_name="Ed", email="Ed@Example.org", who="me")
    assert db.session.query(Booking).one().person.email == "ed@example.org"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first_name": ""}, "Type a first name, so we can say hello"),
        ({"first_name": "🙂🙂"}, "Type a name with letters"),
        ({"first_name": "E" * 60}, "This is too long. Take out 20 letters"),
        ({"phone": ""}, "Type a phone number we can text, or an e-mail"),
        ({"phone": "0770 090"}, "This number is too short. It needs 11 digits, like 07700 900123"),
        ({"phone": "07700 900123 456 78"}, "This number is too long"),
        ({"phone": "call me"}, "Type a phone number with digits"),
        ({"phone": "", "email": "ed at example"}, "This e-mail does not look right"),
        ({"who": "the cat"}, "Pick one of these"),
    ],
)
def test_mistakes_get_their_sentence_and_lose_nothing(client, cast, fields, sentence):
    sent = {**ED, "who": "me", **fields}
    answer = post(client, first_slot(gathering(cast)), **sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "thing to fix" in answer.text or "things to fix" in answer.text
    for value in filter(None, (sent["first_name"], sent["phone"])):
        assert f'value="{value}"' in answer.text
    assert db.session.query(Booking).count() == 0


def test_b7_helping_asks_whether_one_is_18(client, cast):
    slot = first_slot(drive(cast))
    assert "I am 18 or over" in client.get(f"/slots/{slot.id}/bookings/new").text
    assert "Tick this if you are 18 or over" in post(client, slot, **ED).text
    assert post(client, slot, **HELPER).status_code == 303


def test_c5_a_double_tap_is_one_booking_and_the_same_pass(client, cast):
    slot = first_slot(drive(cast))
    page = client.get(f"/slots/{slot.id}/bookings/new").text
    key = re.search(r'name="key" type="hidden" value="([^"]+)"', page)[1]
    first, second = (post(client, slot, key=key, **HELPER) for _tap in range(2))
    assert first.location == second.location
    assert db.session.query(Booking).count() == 1


def test_booking_again_on_the_same_phone_shows_the_pass(client, cast):
    slot = first_slot(drive(cast))
    first = post(client, slot, **HELPER)
    assert post(client, slot, **HELPER).location == first.location


def test_a_stranger_who_types_the_same_name_and_number_gets_no_pass(client, cast):
    slot = first_slot(drive(cast))
    booking = take(slot)
    answer = post(client, slot, **HELPER)
    assert answer.status_code == 409
    assert "Ed has this place already" in answer.text
    assert booking.code not in answer.text


def test_a_slot_that_has_just_gone_keeps_what_was_typed_and_offers_others(client, cast):
    event = clinic(cast)
    slot, other = event.occurrences[0].slots[:2]
    take(slot, name="Ann", address=phone(124))
    answer = post(client, slot, **ED, who="me")
    assert answer.status_code == 409
    assert "That time has just gone." in answer.text
    assert 'value="Ed"' in answer.text
    assert f'formaction="/slots/{other.id}/bookings"' in answer.text


def test_a_return_visit_is_filled_in(client, cast):
    post(client, first_slot(drive(cast)), **HELPER)
    page = client.get(f"/slots/{first_slot(gathering(cast)).id}/bookings/new").text
    assert 'value="Ed"' in page
    assert 'value="+447700900123"' in page or 'value="07700 900123"' in page


def test_another_phone_is_not(client, cast):
    take(first_slot(drive(cast)))
    assert 'value="Ed"' not in client.get(f"/slots/{first_slot(gathering(cast)).id}/bookings/new").text


def test_one_tap_for_somebody_known(client, cast):
    slot = first_slot(drive(cast))
    answer = signed_in(client, cast.ben).post(f"/slots/{slot.id}/bookings", follow_redirects=True)
    assert "You are going" in answer.text
    assert db.session.query(Booking).one().person_id == cast.ben.person_id


def test_s3_somebody_under_18_is_told_kindly(client, cast):
    slot = first_slot(drive(cast))
    answer = signed_in(client, cast.asha).get(f"/slots/{slot.id}/bookings/new")
    assert answer.status_code == 409
    assert "only takes helpers of 18 and over" in answer.text


@pytest.mark.parametrize("path", ["/slots/999999/bookings/new", "/slots/0/bookings/new"])
def test_an_unknown_slot_is_not_found(client, town, path):
    assert client.get(path).status_code == 404


def test_a_draft_does_not_exist_for_visitors(client, cast):
    slot = first_slot(drive(cast, publish_now=False))
    assert client.get(f"/slots/{slot.id}/bookings/new").status_code == 404
    assert post(client, slot, **HELPER).status_code == 404


def test_a_script_in_the_name_is_text(client, cast):
    answer = client.post(f"/slots/{first_slot(gathering(cast)).id}/bookings", follow_redirects=True,
                         data={**ED, "who": "me", "first_name": "<script>x</script>"})  # fmt: skip
    assert "<script>x" not in answer.text
    assert "&lt;script&gt;x" in answer.text


def test_the_enter_key_picks_no_other_time(client, cast):
    slot = clinic(cast).occurrences[0].slots[0]
    take(slot, name="Ann", address=phone(124))
    page = post(client, slot, **ED, who="me").text
    assert re.findall(r"<button[^>]*>", page.partition("<main")[2])[0] == '<button form="details" disabled hidden>'
