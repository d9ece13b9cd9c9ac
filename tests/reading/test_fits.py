"""Every text that we send fits, in every language: one message, or three where the alphabet cannot write it (L3)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from app import clock
from app.accounts import messages as accounts
from app.bookings import messages as bookings
from app.catalogues import TRANSLATED
from app.consents import messages as consents
from app.gsm import WIDE_PARTS, is_wide, parts
from app.notifications.messages import text_message
from app.organisations import messages as organisations
from app.reminders import messages as reminders
from app.web.language import speaking
from tests.cast import drive, first_slot, take

LONG = "Big tidy-up of the dunes and the car park before the winter storms come"


@pytest.fixture
def place(town, cast):
    """A place on something with a long title, in a town with an address of a usual length."""
    before = town.config["BASE_URL"]
    town.config["BASE_URL"] = "https://gather.millom.example"
    yield take(first_slot(drive(cast, title=LONG)))
    town.config["BASE_URL"] = before


def letters(booking):
    """Every letter about a place or a waiting list, each in all its forms."""
    later = clock.now() + timedelta(hours=30)
    entry = SimpleNamespace(event=booking.slot.occurrence.event, code=booking.code, person=booking.person)
    offers = [SimpleNamespace(ends_at=later, party=2, kept=kept) for kept in (0, 2)]
    waits = SimpleNamespace(slot=booking.slot, code=booking.code, pending_until=later)
    yield from (bookings.confirmation(booking), bookings.pending(waits), bookings.agreed(booking))
    yield from (bookings.not_agreed(booking), bookings.changed(booking), bookings.cancelled(booking))
    yield from (bookings.moved(booking, True), bookings.called_off(booking, True), bookings.joined(entry))
    yield from (bookings.offered(entry, offer, booking.slot) for offer in offers)
    yield from (bookings.offer_lapsed(entry, stays) for stays in (True, False))
    yield from (bookings.list_closed(entry, off) for off in (True, False))
    yield bookings.offer_called_off(entry, booking.slot)
    yield from (reminders.reminder(booking, waits) for waits in (True, False))


def texts(booking):
    consent = SimpleNamespace(person=booking.person, about=LONG, token="t" * 22, state="given")
    yield from (letter.sms for letter in letters(booking))
    yield consents.question(consent)[2]
    yield from (consents.answer(SimpleNamespace(**(vars(consent) | {"state": state})))[2]
                for state in ("given", "refused", "withdrawn"))  # fmt: skip


def too_long(text, language):
    return parts(text) > (WIDE_PARTS if language == "ur" else 1) or (is_wide(text) and language != "ur")


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_l3_every_text_fits_in_every_language(place, language):
    with speaking(language):
        said = list(texts(place))
    assert len(said) > 20
    assert [text for text in said if too_long(text, language)] == []


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_l3_the_title_is_still_to_be_known_by(place, language):
    with speaking(language):
        named = [letter.sms for letter in letters(place)]
    assert [text for text in named if LONG[:3] not in text] == []


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_l3_a_sign_in_code_fits_or_is_shortened_to_what_matters(place, language):
    with speaking(language):
        _subject, text = accounts.sign_in_code("123456")
    sent = text_message(SimpleNamespace(sms=None, text=text))
    assert "123456" in sent
    assert not too_long(sent, language)


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_l3_news_of_a_team_fits(place, cast, language):
    with speaking(language):
        for write in (organisations.added, organisations.approved, organisations.proposed):
            sent = text_message(SimpleNamespace(sms=None, text=write(cast.friends)[1]))
            assert not too_long(sent, language), sent
