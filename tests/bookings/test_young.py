"""A young person helps once their guardian has said yes; meanwhile the place is kept for a day (RULES S1 to S3)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.bookings import operations
from app.bookings.models import Booking, BookingChange
from app.bookings.operations import Request, book
from app.bookings.operations_guardian import follow_consents
from app.bookings.operations_offers import settle_all
from app.bookings.queries import miscounted_slots
from app.bookings.rules import NotBookable
from app.consents.models import Consent
from app.consents.operations import give, refuse, withdraw
from app.consents.rules_asking import NotAsked
from app.database import unit_of_work
from app.events.models import Slot
from app.extensions import db
from app.notifications.models import Message
from app.organisations.operations import change_organisation
from tests.cast import drive, email, first_slot, person, phone, signed_in, take


@pytest.fixture
def beach(cast):
    """Carol's beach clean for 16 and over; her organisation has a safeguarding lead, and two checked adults lead."""
    change_organisation(cast.friends.id, cast.friends.name, "charity", cast.friends.phone, "Jo Reid")
    slot = first_slot(drive(cast, min_age=16, checked_adults=True))
    with unit_of_work():
        slot.youngest = 16
    return slot


def ask(cast, slot, guardian=None, **more):
    return book(slot.id, Request(person_id=cast.asha.person_id, guardian=guardian or phone(700), **more))


def token():
    return db.session.scalar(select(Consent).order_by(Consent.id.desc())).token


def state(booking):
    return db.session.get(Booking, booking.id, populate_existing=True).state


def test_it_works(cast, beach):
    booking = ask(cast, beach)
    assert booking.state == "pending"
    assert booking.pending_until == booking.made_at + timedelta(hours=24)
    give(token())
    assert state(booking) == "confirmed"
    assert miscounted_slots() == []
    steps = select(BookingChange.state).where(BookingChange.booking_id == booking.id).order_by(BookingChange.id)
    assert db.session.scalars(steps).all() == ["pending", "confirmed"]


def test_s2_without_a_guardian_nothing_is_booked(cast, beach):
    with pytest.raises(NotBookable, match="needs consent"):
        book(beach.id, Request(person_id=cast.asha.person_id))
    assert db.session.get(Slot, beach.id, populate_existing=True).taken == 0


def test_s1_from_sixteen_one_yes_is_for_all(cast, beach):
    ask(cast, beach)
    give(token())
    later = first_slot(drive(cast, days=5, title="Another", min_age=16))
    assert book(later.id, Request(person_id=cast.asha.person_id)).state == "confirmed"


def test_s2_the_place_is_kept_a_day_and_then_goes_on(cast, beach):
    booking = ask(cast, beach)
    with time_machine.travel(clock.now() + timedelta(hours=24, seconds=1)):
        settle_all()
        assert state(booking) == "declined"
        give(token())  # too late for this place, not for the next
        assert state(booking) == "declined"
    assert miscounted_slots() == []


def test_s2_the_place_goes_on_at_the_next_look_without_any_sweep(cast, beach):
    with unit_of_work():
        beach.capacity = 1
    booking = ask(cast, beach)
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        assert take(beach, "Ed").state == "confirmed"
        assert state(booking) == "declined"


def test_a_guardian_who_says_no(cast, beach):
    booking = ask(cast, beach)
    refuse(token())
    assert state(booking) == "declined"
    told = db.session.scalars(select(Message.about).where(Message.about_id == booking.id)).all()
    assert "bookings.not_agreed" in told
    assert miscounted_slots() == []


def test_consent_revoked_the_night_before(cast, beach):
    booking = ask(cast, beach)
    give(token())
    withdraw(token())
    assert state(booking) == "declined"
    assert db.session.get(Slot, beach.id, populate_existing=True).taken == 0


def test_a_lost_call_is_made_good(cast, beach, monkeypatch):
    booking = ask(cast, beach)
    monkeypatch.setattr("app.consents.operations.enqueue", lambda *_words: None)
    give(token())
    assert state(booking) == "pending"
    assert follow_consents() == 1
    assert state(booking) == "confirmed"
    withdraw(token())
    assert follow_consents() == 1
    assert state(booking) == "declined"


def test_a_second_place_waits_for_the_same_answer(cast, beach):
    first = ask(cast, beach)
    other = first_slot(drive(cast, days=5, title="Another", min_age=16))
    second = book(other.id, Request(person_id=cast.asha.person_id))
    assert second.state == "pending"
    give(token())
    assert [state(first), state(second)] == ["confirmed", "confirmed"]


@pytest.mark.parametrize(("guardian", "reason"), [("Asha", "own address"), ("Carol", "runs it")])
def test_a_guardian_who_is_no_guardian(cast, beach, guardian, reason):
    with pytest.raises(NotAsked, match=reason):
        ask(cast, beach, email(guardian))
    assert db.session.scalars(select(Booking)).all() == []
    assert db.session.get(Slot, beach.id, populate_existing=True).taken == 0


def test_a_guardian_who_changes_the_number(cast, beach):
    booking = ask(cast, beach)
    old = token()
    with pytest.raises(operations.rules.AlreadyBooked):
        ask(cast, beach, phone(701), form_key="another-form-of-asha")
    assert token() == old
    assert state(booking) == "pending"


def test_s1_thirteen_needs_a_yes_for_this_organisation_and_kind(cast, beach):
    young = person("Kit", (clock.today().year - 14, 1))
    with unit_of_work():
        beach.occurrence.event.min_age = 13
    booking = book(beach.id, Request(person_id=young.person_id, guardian=phone(702)))
    give(token())
    assert state(booking) == "confirmed"
    elsewhere = first_slot(drive(cast, days=6, title="Elsewhere", min_age=13, checked_adults=True))
    with unit_of_work():
        elsewhere.occurrence.event.picture = "food"
    with pytest.raises(NotBookable, match="needs consent"):
        book(elsewhere.id, Request(person_id=young.person_id))


def test_s1_the_age_on_the_day_counts(cast, beach):
    """Sixteen between booking and date: what is asked is what holds on the day."""
    today = clock.today()
    turning = person("Kit", (today.year - 16, today.month))  # sixteen from the first of next month on
    far = first_slot(drive(cast, days=40, title="Later", min_age=16))
    with pytest.raises(NotBookable, match="too young"):
        book(beach.id, Request(person_id=turning.person_id))
    assert book(far.id, Request(person_id=turning.person_id, guardian=phone(703))).state == "pending"


def test_asha_joins_with_two_taps_once_grace_has_said_yes(client, cast, beach):
    ask(cast, first_slot(drive(cast, days=9, title="First time", min_age=16)))
    give(token())
    asha = signed_in(client, cast.asha)
    page = asha.get(f"/events/{beach.occurrence.event.slug}").text  # the first tap: the card
    assert f'action="/slots/{beach.id}/bookings"' in page
    answer = asha.post(f"/slots/{beach.id}/bookings", data={"key": "a-key-of-sixteen-letters"})  # the second
    assert answer.status_code == 303
    assert "You are going" in asha.get(answer.location).text


def test_ask_my_parent_without_scripts(client, cast, beach):
    asha = signed_in(client, cast.asha)
    assert "Ask my parent" in asha.get(f"/events/{beach.occurrence.event.slug}").text
    page = asha.get(f"/slots/{beach.id}/guardian")
    assert page.status_code == 200
    bad = asha.post(f"/slots/{beach.id}/guardian", data={"guardian_name": "Grace", "address": "12"})
    assert bad.status_code == 422
    assert "Grace" in bad.text
    form = {"guardian_name": "Grace", "address": "07700 900700", "key": "a-key-of-sixteen-letters"}
    answer = asha.post(f"/slots/{beach.id}/guardian", data=form)
    twice = asha.post(f"/slots/{beach.id}/guardian", data=form)
    assert (answer.status_code, twice.status_code) == (303, 303)
    assert answer.location == twice.location
    assert len(db.session.scalars(select(Booking)).all()) == 1


def test_s3_what_they_may_not_take_is_never_shown(client, cast, beach):
    adults_only = drive(cast, title="Meals at the door", min_age=16, hazards=["home"])
    asha = signed_in(client, cast.asha)
    page = asha.get("/events").text
    assert "Beach clean" in page
    assert "Meals at the door" not in page
    assert "I can help" not in asha.get(f"/events/{adults_only.slug}").text


def test_the_outsider_and_the_stranger_find_no_form(client, cast, beach):
    assert client.get(f"/slots/{beach.id}/guardian").status_code == 303  # to the sign-in
    adult = signed_in(client, cast.ben)
    assert adult.get(f"/slots/{beach.id}/guardian").location.endswith(f"/slots/{beach.id}/bookings/new")


def test_s2_the_guardians_page_shows_what_is_coming_and_the_plans_lead_to_the_yes(client, cast, beach):
    ask(cast, beach)
    give(token())
    page = client.get(f"/consents/{token()}").text
    assert "Beach clean" in page
    assert "Haverigg beach" in page
    assert 'href="/consents"' in signed_in(client, cast.asha).get("/me").text


def test_adults_read_nothing_of_guardians(client, cast):
    assert 'href="/consents"' not in signed_in(client, cast.ben).get("/me").text
