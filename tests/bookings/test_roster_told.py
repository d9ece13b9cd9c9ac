"""What became of the last message to each person, in words an organiser reads (P5)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import update

from app.addresses import Address
from app.bookings.operations import cancel
from app.bookings.operations_organiser import follow_organiser
from app.bookings.roster import NEWS_WORDS
from app.database import unit_of_work
from app.events.operations import cancel as call_off
from app.extensions import db
from app.notifications.models import Delivery, Message
from app.reminders.operations_organiser import remind_all
from tests.cast import drive, email, first_slot, phone, signed_in, take

LANDLINE = Address("phone", "+441229772211", can_text=False)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(datetime(2026, 11, 17, 12, tzinfo=ZoneInfo("Europe/London")), tick=False) as traveller:
        yield traveller


@pytest.fixture
def event(cast):
    return drive(cast, days=6)


def page(client, cast, event):
    return signed_in(client, cast.carol).get(f"/organise/events/{event.slug}/people").text


def change(table, **values):
    with unit_of_work():
        db.session.execute(update(table).values(**values))


def test_it_works(client, cast, event):
    take(first_slot(event), "Ann", phone(1))
    take(first_slot(event), "Mia", email("Mia"))
    said = page(client, cast, event)
    assert "Confirmation: text sent, midday" in said
    assert "Confirmation: e-mail sent, midday" in said


def test_a_reminder_that_arrived(client, cast, event, noon):
    take(first_slot(event), "Ann", phone(1))
    remind_all(event.occurrences[0].id)
    change(Delivery, state="delivered")
    noon.move_to(datetime(2026, 11, 18, 9, tzinfo=ZoneInfo("Europe/London")))
    assert "Reminder: text delivered, midday on Tue 17 Nov" in page(client, cast, event)


def test_p5_what_failed_has_its_reason(client, cast, event):
    take(first_slot(event), "Ann", email("Ann"))
    change(Message, state="failed", reason="This address does not exist any more.")
    assert "Confirmation: did not get there. This address does not exist any more." in page(client, cast, event)


def test_m5_whom_to_phone(client, cast, event):
    take(first_slot(event), "Joan", LANDLINE)
    assert "Confirmation: please call. We will call this number." in page(client, cast, event)


def test_m2_what_waits_says_until_when(client, cast, event, noon):
    take(first_slot(event), "Ann", phone(1))
    noon.move_to(datetime(2026, 11, 17, 22, tzinfo=ZoneInfo("Europe/London")))
    remind_all(event.occurrences[0].id)
    assert "Reminder: goes at 8am on Wed 18 Nov" in page(client, cast, event)


def test_what_is_on_its_way(client, cast, event):
    take(first_slot(event), "Ann", phone(1))
    change(Message, state="waiting")
    assert "Confirmation: on its way" in page(client, cast, event)


def test_who_gave_it_back_and_who_was_called_off(client, cast, event, monkeypatch):
    cancel(take(first_slot(event), "Ann", phone(1)).id)
    take(first_slot(event), "Bob", phone(2))
    call_off(event.id, "Storm")
    follow_organiser()
    said = page(client, cast, event)
    assert "Thanks for telling us: text sent" in said
    assert "Word that it is off: text sent" in said


def test_every_kind_of_news_has_its_word():
    from app.bookings.messages import ABOUT_HOLDER

    assert set(ABOUT_HOLDER) == set(NEWS_WORDS)
