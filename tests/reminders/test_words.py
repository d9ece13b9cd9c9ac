"""What a reminder says: what, when, where, an answer in one tap, a number; nothing that is not true (RULES M4)."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given, strategies as some
from sqlalchemy import update

from app.accounts.models import Person
from app.bookings.messages import link
from app.bookings.models import Booking
from app.bookings.operations import Request
from app.bookings.operations_waiting import Wishes, join, leave
from app.database import unit_of_work
from app.events.models import Event
from app.events.operations import move_date
from app.extensions import db
from app.gsm import fits, length
from app.notifications.messages import mail_html
from app.organisations.models import Organisation
from app.reminders.messages import reminder
from tests.cast import clinic, days_ahead, drive, first_slot, phone, take

from .calls import evening_is_over, three_days_before, write_at, written

TITLE = "Beach clean"


@pytest.fixture
def event(cast):
    return drive(cast, days=6, meeting_point="The café", good_to_know=["Wear old shoes", "Bring a drink"])


@pytest.fixture
def slot(event):
    return first_slot(event)


def said(booking, somebody_waits=False):
    return reminder(db.session.get(Booking, booking.id, populate_existing=True), somebody_waits)


def change(table, **values):
    with unit_of_work():
        db.session.execute(update(table).values(**values))


def test_it_works(slot):
    booking = take(slot)
    letter = said(booking)
    day = f"{slot.starts_local:%A} {slot.starts_local.day} {slot.starts_local:%B}"
    assert letter.subject == f"Reminder: {TITLE} on {day}"
    for words in (f"You are helping: {TITLE}, {day}, 10am, Haverigg beach.", "Where to meet: The café",
                  "Good to know: Wear old shoes; Bring a drink", booking.code_words, link(booking.code),
                  "Or call Millom Beach Friends: 0808 157 0112"):  # fmt: skip
        assert words in letter.text


@pytest.mark.parametrize("words", ["I'm coming", "I can't come", "/answer", "0808 157 0112"])
def test_m4_one_tap_yes_one_tap_no_and_a_number(slot, words):
    letter = said(take(slot))
    assert words in letter.text
    assert words in letter.sms


def test_m4_the_link_opens_the_question(client, slot):
    booking = take(slot)
    assert client.get(f"/bookings/{booking.code}/answer").status_code == 200
    assert f"{link(booking.code)}/answer" in said(booking).text


def test_l3_one_text_message_with_the_town_first(slot):
    sms = said(take(slot, party=3)).sms
    assert sms.startswith(f"Millom: {TITLE}, ")
    assert "3 people" in sms
    assert length(sms) <= 160


@pytest.mark.parametrize("waits", [True, False])
def test_m4_someone_waits_only_when_that_is_true(slot, waits):
    booking = take(slot)
    letter = said(booking, waits)
    assert ("Someone else is waiting for this place." in letter.text) is waits
    assert ("Others wait." in letter.sms or "Someone else is waiting" in letter.sms) is waits


def test_m4_whether_somebody_waits_is_read_when_it_is_written(cast):
    event = drive(cast, capacity=1, days=6)
    slot = first_slot(event)
    take(slot, "Ann")
    entry = join(Wishes((slot.id,)), Request(first_name="Bob", address=phone(5), says_adult=True, door="desk"))
    write_at(three_days_before(event))
    assert "Someone else is waiting for this place" in written()[0].text
    leave(entry.id)
    write_at(evening_is_over(event))
    assert len(written()) == 2
    assert "waiting" not in written()[1].text


def test_m4_no_cost_is_named(slot):
    letter = said(take(slot), True)
    assert "£" not in letter.text + letter.sms


def test_a_carer_reads_whose_place_it_is(slot):
    letter = said(take(slot, "Joan", for_someone_else=True, told="carer", party=2))
    assert letter.text.startswith(f"Joan's place: {TITLE}")
    assert "Is Joan coming, or not?" in letter.text
    assert "For 2 people." in letter.text
    assert letter.sms.startswith(f"Millom: Joan's place: {TITLE}, ")
    assert "I'm" not in letter.sms


def test_somebody_booked_for_who_gets_the_messages_reads_of_their_own_place(slot):
    letter = said(take(slot, "Joan", for_someone_else=True))
    assert letter.text.startswith(f"You are helping: {TITLE}")


def test_a_clinics_place_is_theirs(cast):
    booking = take(clinic(cast).occurrences[0].slots[2])
    assert said(booking).text.startswith("Your place: Health check, ")
    assert ", 9:40am" in said(booking).text


def test_b3_who_was_asked_again_is_asked_again(event, slot):
    booking = take(slot)
    move_date(event.occurrences[0].id, days_ahead(8, 15), days_ahead(8, 17))
    letter = said(booking, True)
    assert "The organiser has changed this. Can you still come?" in letter.text
    assert "waiting" not in letter.text
    assert "Changed!" in letter.sms


@pytest.mark.parametrize(("town_phone", "words"), [("0808 157 0111", "0808 157 0111"), ("", "/answer")])
def test_without_a_number_of_its_own_the_towns_is_named(town, slot, monkeypatch, town_phone, words):
    change(Organisation, phone="")
    monkeypatch.setitem(town.config, "PHONE", town_phone)
    letter = said(take(slot))
    assert letter.sms.endswith(words)
    assert (town_phone in letter.text) and letter.text.count("Or call") == bool(town_phone)


def test_days_have_dates_since_a_letter_may_wait_overnight(slot):
    letter = said(take(slot))
    assert "omorrow" not in letter.text + letter.sms + letter.subject


def anybodys_place(title, name, party, told):
    """A place whose words may be anything, as no row could hold them."""
    organisation = SimpleNamespace(name="Waterloo House Surgery", phone="0808 157 0113")
    event = SimpleNamespace(title=title, organisation=organisation, venue=SimpleNamespace(name="The hall"),
                            meeting_point="", good_to_know=[])  # fmt: skip
    starts_at = datetime(2026, 11, 28, 9, 40, tzinfo=UTC)
    slot = SimpleNamespace(kind="attend", starts_at=starts_at, occurrence=SimpleNamespace(event=event))
    return SimpleNamespace(
        person=SimpleNamespace(first_name=name), slot=slot, party=party, told=told, asks_again=False, code="x" * 22,
        code_words="PLUM 42",
    )  # fmt: skip


@given(
    title=some.text(min_size=1, max_size=80),
    name=some.text(min_size=1, max_size=40),
    party=some.integers(1, 40),
    told=some.sampled_from(["person", "carer"]),
    waits=some.booleans(),
)
def test_l3_whatever_the_title_it_is_one_message(app, title, name, party, told, waits):
    with app.app_context():
        letter = reminder(anybodys_place(title, name, party, told), waits)
    assert fits(letter.sms)
    assert f"/bookings/{'x' * 22}/answer" in letter.sms


def test_p22_what_people_type_is_only_text(slot):
    change(Event, title="<script>alert(1)</script>")
    change(Person, first_name="<b>Ed")
    letter = said(take(slot))
    frame = SimpleNamespace(html=None, text=letter.text, subject=letter.subject, unsubscribe=None)
    assert "<script>" not in mail_html(frame)
