"""Is this check for you? Asked before the form; kept is only that it was passed, with the version (RULES B6)."""

import re
from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.bookings.models import Booking, Hold
from app.events.models import Slot
from app.extensions import db
from tests.bookings.waits import entries
from tests.cast import clinic, first_slot, gathering, phone, signed_in, take

ED = {"first_name": "Ed", "phone": "07700 900123", "who": "me"}
CHECK = "nhs-health-check"


@pytest.fixture
def event(cast):
    return clinic(cast, days=(2, 5), eligibility=CHECK)


@pytest.fixture
def slot(event):
    return first_slot(event)


def send(client, slot, **fields):
    return client.post(f"/slots/{slot.id}/bookings", data={**ED, **fields})


def say(client, slot, answer, **fields):
    return client.post(f"/slots/{slot.id}/eligibility", data={"answer": answer, **fields})


def taken(slot):
    return db.session.get(Slot, slot.id, populate_existing=True).taken


def test_it_works(client, slot):
    answer = client.post("/holds", data={"slot": slot.id}, follow_redirects=True)
    assert answer.request.path == f"/slots/{slot.id}/eligibility"
    for words in ("Is this check for you?", "40 to 74", "diabetes", "Kept for you until", "Yes, all of it"):
        assert words in answer.text
    passed = say(client, slot, "yes")
    assert (passed.status_code, passed.location) == (303, f"/slots/{slot.id}/bookings/new")
    page = client.get(passed.location).text
    assert "Kept for you until" in page
    assert send(client, slot).status_code == 303
    assert db.session.query(Booking).one().eligibility == "nhs-health-check/1"
    assert taken(slot) == 1


def test_b6_no_answer_is_kept_anywhere(client, slot):
    say(client, slot, "yes")
    with client.session_transaction() as session:
        assert session["passed"][:2] == [slot.occurrence.event_id, "nhs-health-check/1"]
        assert len(session["passed"]) == 3
    say(client, slot, "no")
    with client.session_transaction() as session:
        assert "passed" not in session


def test_b6_no_ends_in_what_one_can_do_and_frees_the_time(client, slot):
    client.post("/holds", data={"slot": slot.id})
    answer = say(client, slot, "no")
    assert answer.status_code == 200
    for words in ("This check is not for you", "Are you under 40?", "Are you 75 or over?", "Call your surgery",
                  "0808 157", "See what else is on"):  # fmt: skip
        assert words in answer.text
    assert (taken(slot), db.session.query(Hold).count()) == (0, 0)
    assert send(client, slot).status_code != 303


@pytest.mark.parametrize("answer", ["", "perhaps", "YES"])
def test_another_answer_asks_again(client, slot, answer):
    page = say(client, slot, answer)
    assert page.status_code == 422
    assert "Tap yes or no." in page.text


def test_the_form_does_not_open_without_it(client, slot):
    assert client.get(f"/slots/{slot.id}/bookings/new").location == f"/slots/{slot.id}/eligibility"


def test_a_form_that_was_sent_without_it_takes_everything_typed_along(client, slot):
    answer = send(client, slot, first_name="Edwina")
    assert "Is this check for you?" in answer.text
    typed = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    assert typed["first_name"] == "Edwina"
    page = client.post(f"/slots/{slot.id}/eligibility", data={**typed, "answer": "yes"})
    assert page.status_code == 200
    assert 'value="Edwina"' in page.text
    assert "thing to fix" not in page.text
    assert send(client, slot, first_name="Edwina").status_code == 303


def test_a_passed_check_is_for_one_booking(client, event):
    first, later = event.occurrences[0].slots[0], event.occurrences[1].slots[0]
    say(client, first, "yes")
    send(client, first)
    assert client.get(f"/slots/{later.id}/bookings/new").location == f"/slots/{later.id}/eligibility"


def test_it_holds_for_other_times_of_the_same_event(client, event):
    first, other = event.occurrences[0].slots[:2]
    say(client, first, "yes")
    take(first, name="Ann", address=phone(124), by_staff=True)
    assert f'formaction="/slots/{other.id}/bookings"' in send(client, first).text
    assert send(client, other).status_code == 303


def test_it_is_not_passed_for_another_event(client, cast, slot):
    other = first_slot(clinic(cast, title="Another", eligibility=CHECK))
    say(client, slot, "yes")
    assert client.get(f"/slots/{other.id}/bookings/new").location == f"/slots/{other.id}/eligibility"


def test_it_is_not_passed_on_another_phone(client, town, slot):
    say(client, slot, "yes")
    stranger = town.test_client()
    assert "Is this check for you?" in send(stranger, slot).text
    assert db.session.query(Booking).count() == 0


def test_after_an_hour_somebody_else_may_hold_the_phone(client, slot):
    say(client, slot, "yes")
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert client.get(f"/slots/{slot.id}/bookings/new").location == f"/slots/{slot.id}/eligibility"


def test_one_tap_is_asked_first(client, cast, slot):
    signed_in(client, cast.ben)
    assert "Is this check for you?" in client.post(f"/slots/{slot.id}/bookings").text
    say(client, slot, "yes")
    assert client.post(f"/slots/{slot.id}/bookings").status_code == 303


def test_the_waiting_list_asks_first_and_goes_on_there(client, slot):
    take(slot, name="Ann", address=phone(124), by_staff=True)
    asked = client.get(f"/slots/{slot.id}/waiting-entries/new")
    assert asked.location == f"/slots/{slot.id}/eligibility?then=wait"
    assert 'name="then" value="wait"' in client.get(asked.location).text
    assert say(client, slot, "yes", then="wait").location == f"/slots/{slot.id}/waiting-entries/new"
    typed = {**ED, "when": "this", "party": "1", "together": "all", "least": "1"}
    assert client.post(f"/slots/{slot.id}/waiting-entries", data=typed).status_code == 303
    assert entries()[0].eligibility == "nhs-health-check/1"


def test_where_to_go_on_is_one_of_ours(client, slot):
    assert say(client, slot, "yes", then="https://evil.example").location == f"/slots/{slot.id}/bookings/new"


def test_an_event_without_a_check_goes_straight_on(client, cast):
    slot = first_slot(gathering(cast))
    there = f"/slots/{slot.id}/bookings/new"
    assert client.get(f"/slots/{slot.id}/eligibility").location == there
    assert say(client, slot, "yes").location == there


def test_what_does_not_exist_is_not_found(client, cast):
    draft = first_slot(clinic(cast, eligibility=CHECK, publish_now=False))
    for slot_id in (draft.id, 999_999):
        assert client.get(f"/slots/{slot_id}/eligibility").status_code == 404
        assert client.post(f"/slots/{slot_id}/eligibility", data={"answer": "yes"}).status_code == 404


def test_b5_once_a_year_is_enough(client, event):
    first, later = event.occurrences[0].slots[0], event.occurrences[1].slots[0]
    for slot in (first, later):
        say(client, slot, "yes")
        answer = send(client, slot)
    assert answer.status_code == 409
    assert "One a year is enough." in answer.text
    assert "0808 157" in answer.text
    assert taken(later) == 0


def test_a_cookie_cannot_be_made_up(client, slot):
    client.set_cookie("session", "passed")
    assert client.get(f"/slots/{slot.id}/bookings/new").location == f"/slots/{slot.id}/eligibility"
