"""Remind everybody now: once each, in place of the next one that would go by itself, at a decent hour."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import update

from app import clock
from app.accounts.models import Person
from app.addresses import Address
from app.bookings.models import Booking
from app.bookings.operations import cancel
from app.database import unit_of_work
from app.events.models import Occurrence
from app.events.operations import cancel as call_off, cancel_date
from app.extensions import db
from app.organisations.operations import set_role
from app.reminders.operations_organiser import remind_all
from app.reminders.rules import BY_HAND, EVENING, THREE_DAYS
from tests.cast import drive, email, first_slot, gathering, phone, signed_in, take
from tests.own import all_at_once

from .calls import DAY, evening_is_over, rules_written, three_days_before, write_at, written

LONDON = ZoneInfo("Europe/London")
LANDLINE = Address("phone", "+441229772211", can_text=False)


@pytest.fixture(autouse=True)
def noon():
    """Not a quiet hour, whenever this runs."""
    with time_machine.travel(datetime(2026, 11, 17, 12, tzinfo=LONDON), tick=False) as traveller:
        yield traveller


@pytest.fixture
def carol(client, cast):
    return signed_in(client, cast.carol)


@pytest.fixture
def event(cast):
    return drive(cast, days=6)


@pytest.fixture
def places(event):
    """Two by text, one by e-mail, one to be called."""
    to = (phone(1), phone(2), email("Mia"), LANDLINE)
    return [take(first_slot(event), f"Person {number}", address) for number, address in enumerate(to)]


def path(event):
    return f"/organise/events/{event.slug}/dates/{event.occurrences[0].id}/reminders"


def press(browser, event):
    return browser.post(path(event), follow_redirects=True)


def test_it_works(carol, event, places):
    page = carol.get(path(event)).text
    for words in ("2 people get a text.", "1 person gets an e-mail.",
                  "1 person has no mobile and no e-mail. Please call."):  # fmt: skip
        assert words in page
    assert written() == []
    page = press(carol, event).text
    assert "3 people will hear from us. 1 to call by phone." in page
    assert 'href="/organise/calls"' in page
    assert [message.state for message in written()] == ["sent"] * 3 + ["call"]


def test_twice_is_once(carol, event, places):
    press(carol, event)
    assert "Everybody has heard from us." in press(carol, event).text
    assert "4 people heard from us in the last 12 hours already." in carol.get(path(event)).text
    assert len(written()) == 4


def test_pressed_at_once_on_two_phones_it_is_once(event, places, town):
    date_id = event.occurrences[0].id

    def remind(_number):
        with town.app_context():
            return remind_all(date_id)

    answers = all_at_once(remind, 4)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert len(written()) == 4


def test_it_takes_the_place_of_the_next_one(carol, event, places):
    press(carol, event)
    assert write_at(three_days_before(event)) == 0
    assert write_at(evening_is_over(event)) == 4
    assert rules_written() == [THREE_DAYS] * 4 + [EVENING] * 4


def test_after_the_last_one_it_is_one_more(carol, event, places, noon):
    write_at(evening_is_over(event))
    noon.move_to(event.occurrences[0].starts_at - timedelta(hours=2))
    press(carol, event), press(carol, event)
    assert rules_written() == [EVENING] * 4 + [BY_HAND] * 4


def test_who_took_a_place_late_hears_by_hand(carol, cast):
    event = drive(cast, days=1)
    take(first_slot(event))
    assert "1 person will hear from us." in press(carol, event).text
    assert rules_written() == [BY_HAND]


def test_m3_who_cancels_meanwhile_hears_nothing(carol, event, places, monkeypatch):
    monkeypatch.setattr("app.notifications.operations.enqueue", lambda *_task: None)
    press(carol, event)
    cancel(places[0].id)
    assert written()[0].state == "withdrawn"


@pytest.mark.parametrize("state", ["pending", "cancelled", "arrived"])
def test_only_who_has_a_place_hears(carol, event, places, state):
    with unit_of_work():
        db.session.execute(update(Booking).where(Booking.id == places[0].id).values(state=state))
    press(carol, event)
    assert len(written()) == 3


def test_other_dates_are_left_alone(carol, cast):
    event = gathering(cast)
    set_role(cast.practice.id, email("Carol"), "owner")
    take(first_slot(event))
    other = gathering(cast, title="Another", days=3)
    take(first_slot(other), "Ann")
    press(carol, other)
    assert len(written()) == 1


# --- quiet hours ---------------------------------------------------------------------------------------------------


def test_m2_at_night_it_says_when_they_hear_and_keeps_to_it(carol, event, places, noon):
    noon.move_to(datetime(2026, 11, 17, 22, tzinfo=LONDON))
    words = "It is a quiet time for 4 of them: they hear at 8am on Wed 18 Nov."
    assert words in carol.get(path(event)).text
    assert words in press(carol, event).text
    assert {message.due_at.astimezone(LONDON).time() for message in written()} == {time(8)}
    assert {message.state for message in written()} == {"waiting", "call"}


def test_m2_before_an_early_start_nobody_is_woken(carol, cast, noon):
    event = drive(cast, days=1)
    with unit_of_work():
        starts = datetime(2026, 11, 18, 7, tzinfo=LONDON)
        db.session.execute(update(Occurrence).values(starts_at=starts))
        slot = first_slot(event)
        slot.starts_at = starts
    take(slot)
    noon.move_to(datetime(2026, 11, 17, 22, tzinfo=LONDON))
    assert "1 person can&#39;t be told at a decent hour before it starts." in carol.get(path(event)).text
    assert written() == []


def test_m2_pupils_hear_after_school(carol, event, places):
    with unit_of_work():
        young = update(Person).where(Person.id == places[0].person_id)
        db.session.execute(young.values(age_band="16 to 17", age_changes=[]))
    page = press(carol, event).text
    assert "It is a quiet time for 1 of them: they hear at 3:30pm." in page
    assert written()[0].due_at.astimezone(LONDON).time() == time(15, 30)


# --- who may ---------------------------------------------------------------------------------------------------------


def test_m2_while_time_goes_by_now_is_not_later(carol, event, places):
    """The clock moves on between looking at a place and writing to it."""
    with time_machine.travel(clock.now(), tick=True):
        assert "quiet" not in carol.get(path(event)).text
        assert "quiet" not in press(carol, event).text


def test_it_changes_nothing_to_look(carol, event, places):
    carol.get(path(event)), carol.get(path(event))
    assert written() == []


def test_it_works_without_anybody(carol, event):
    assert "Nobody has a place yet." in carol.get(path(event)).text
    assert "There is nobody to tell." in press(carol, event).text


def test_who_left_nothing_to_be_reached_by_is_named(carol, event, places):
    with unit_of_work():
        nobody = update(Person).where(Person.id == places[0].person_id)
        db.session.execute(nobody.values(phone=None, phone_key=None))
    assert "1 person left no number and no e-mail." in carol.get(path(event)).text


def test_the_desk_may_do_it(client, cast, event, places):
    assert "3 people will hear from us." in press(signed_in(client, cast.priya), event).text


@pytest.mark.parametrize("who", ["dev", "ben"])
def test_an_outsider_finds_nothing(client, cast, event, places, who):
    outsider = signed_in(client, getattr(cast, who))
    assert outsider.get(path(event)).status_code == 404
    assert outsider.post(path(event)).status_code == 404
    assert written() == []


def test_who_only_welcomes_at_the_door_finds_nothing(client, cast, event, places):
    set_role(cast.friends.id, email("Ben"), "door")
    assert press(signed_in(client, cast.ben), event).status_code == 404


def test_signed_out_one_signs_in_first(client, event):
    assert client.get(path(event)).location.startswith("/sign-in?next=")
    assert client.post(path(event)).location == "/sign-in"


@pytest.mark.parametrize("off", [lambda event: call_off(event.id, "Storm"),
                                 lambda event: cancel_date(event.occurrences[0].id)])  # fmt: skip
def test_of_what_is_off_there_is_nothing_to_remind(carol, event, places, off):
    off(event)
    assert carol.get(path(event)).status_code == 404
    assert press(carol, event).status_code == 404


def test_what_is_over_or_never_was_has_no_reminders(carol, event, noon):
    assert carol.get(path(event).replace("dates/", "dates/9")).status_code == 404
    noon.move_to(clock.now() + 7 * DAY)
    assert carol.get(path(event)).status_code == 404


def test_the_page_of_who_is_coming_leads_there(carol, event, places):
    assert f'href="{path(event)}"' in carol.get(f"/organise/events/{event.slug}/people").text
