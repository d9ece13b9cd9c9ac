"""What is told to somebody is told in their own language, whoever caused it and whoever sends it."""

from datetime import timedelta

import pytest
from flask_babel import force_locale

from app import clock
from app.accounts.operations import say_language, sign_in
from app.accounts.session import begin
from app.bookings import operations, operations_organiser
from app.events import operations as events
from app.extensions import db
from app.notifications import operations_sending
from app.notifications.messages import late
from app.notifications.models import Message
from app.notifications.notices import Notice, packed, payload, unpacked
from app.notifications.operations_sending import deliver_due
from app.reminders.operations import composed
from app.reminders.rules import WITHIN
from tests import cast as people
from tests.cast import drive, first_slot, signed_in, take

PL = {"Accept-Language": "pl"}


def newest():
    return db.session.query(Message).order_by(Message.id.desc()).first()


def test_it_works(client, cast):
    client.set_cookie("language", "pl")
    sent = {"first_name": "Ed", "phone": "07700 900123", "adult": "y"}
    assert client.post(f"/slots/{first_slot(drive(cast)).id}/bookings", data=sent).status_code == 303
    told = newest()
    assert told.language == "pl"
    assert "Beach clean" in told.text
    assert "You are going" not in told.text
    assert "Your code" not in told.text


def test_whoever_calls_it_off_each_hears_it_in_their_own(client, cast):
    event = drive(cast)
    for name, last, language in (("Ed", 123, "pl"), ("Flo", 124, None), ("Gus", 125, "cy")):
        booking = take(first_slot(event), name, people.phone(last))
        say_language(booking.person, language)
    with force_locale("ur"):  # the organiser reads Urdu
        events.cancel(event.id, "Too windy")
        operations_organiser.follow_organiser()
    told = {one.language: one.text for one in db.session.query(Message).filter_by(about="bookings.called_off")}
    assert set(told) == {"pl", "en", "cy"}
    assert told["en"].startswith("Sorry. Beach clean on ")
    assert all("Sorry" not in told[language] for language in ("pl", "cy"))


def test_a_reminder_written_by_a_job_too(town, cast):
    booking = take(first_slot(drive(cast)))
    say_language(booking.person, "ro")
    now = clock.now()
    message = composed(booking, next(iter(WITHIN)), now + timedelta(days=1), now, set())
    assert message.language == "ro"
    assert "Reminder" not in message.subject


def test_the_frame_of_an_email_speaks_as_the_message_does(town, cast, monkeypatch):
    sent = []
    monkeypatch.setattr(operations_sending, "send_mail", lambda *told, **more: sent.append((told, more)))
    booking = take(first_slot(drive(cast)), "Ed", people.email("Ed"))
    say_language(booking.person, "ur")
    operations.cancel(booking.id)
    deliver_due()
    first, second = [more["html"] for _told, more in sent]
    assert '<html lang="en" dir="ltr">' in first
    assert "Or call us:" in first
    assert '<html lang="ur" dir="rtl">' in second
    assert "Or call us:" not in second


def test_a_notice_says_its_language_and_direction(town):
    notice = unpacked(packed(Notice("news", "x", "y", "/", "z")))
    assert b'"lang":"ur","dir":"rtl"' in payload(notice, "ur")
    assert b'"lang":"en","dir":"ltr"' in payload(notice, None)


@pytest.mark.parametrize(("kept", "read"), [(None, "pl"), ("cy", "pl")])
def test_somebody_signed_in_picks_for_their_messages_too(town, cast, kept, read):
    say_language(cast.ben.person, kept)
    client = signed_in(town.test_client(), cast.ben)
    client.post("/reading", data={"language": read})
    db.session.refresh(cast.ben.person)
    assert cast.ben.person.language == read


def test_a_new_phone_learns_what_was_picked_elsewhere(town, cast):
    say_language(cast.ben.person, "ur")
    with town.test_request_context("/"):
        town.preprocess_request()
        begin(sign_in(cast.ben, "Test phone"))
        answer = town.process_response(town.make_response(""))
    assert [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("language=ur;")]


def test_what_this_phone_picked_counts_for_the_person(town, cast):
    say_language(cast.ben.person, "ur")
    with town.test_request_context("/", headers={"Cookie": "language=cy"}):
        begin(sign_in(cast.ben, "Test phone"))
    db.session.refresh(cast.ben.person)
    assert cast.ben.person.language == "cy"


def test_a_desk_does_not_guess_the_language_of_who_calls(town, cast):
    with town.test_request_context("/", headers=PL):
        booking = take(first_slot(drive(cast)), door="desk")
    assert booking.person.language is None
    assert newest().language == "en"


def test_why_something_was_not_sent_is_said_in_the_language_of_who_asks(town, cast):
    with force_locale("pl"):
        assert late() == "It was too late to be of use."
        assert town.jinja_env.from_string("{{ words|said }}").render(words=late()) != late()
        assert town.jinja_env.from_string("{{ words|said }}").render(words="100% of 3 (5.1.1)") == "100% of 3 (5.1.1)"
