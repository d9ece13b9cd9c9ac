"""Ask a guardian, keep their answer, and let go of it; each step is told to the young person (RULES S2).

What hangs on an answer, like a place that waits for it, hears of it by name: `bookings.consent_answered`.
"""

from contextlib import suppress
from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import select, update

from .. import clock
from ..accounts.models import Account, Person
from ..backends.jobs import enqueue
from ..config import ASKS_A_DAY, CONSENT_LINK_DAYS
from ..database import claim, unit_of_work
from ..extensions import db
from ..notifications.operations import tell, withdraw as take_back_message
from ..privacy import fingerprint, lookup
from ..web.language import speaking
from . import messages, queries
from .models import Consent, ConsentStep
from .rules import consent_needed
from .rules_asking import (
    WORDS_VERSION,
    LinkOver,
    NotAsked,
    first_day_after,
    grown_up_on,
    same_mailbox,
    standing,
    why_not_ask,
)

DAY = timedelta(days=1)
ASKED = "consents.asked"


def ask(person, address, organisation_id=None, kind=None, about="", guardian_name="", on_day=None) -> Consent:
    """Ask the guardian at an `Address`, by a link, whether this young person may help.

    From 16 (on the day it is for, else today) the yes is one for all; before that it is for the organisation and
    kind, the name of a group of pictures. `about` says what it is for. Who is asked again gets the same link again;
    a question to another address takes the place of the one that waits. Raises rules_asking.NotAsked.
    """
    with unit_of_work():
        # One at a time for each young person, so that no count is passed by two at once (SQLite has one writer anyway).
        db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
        band = person.band_on(on_day or clock.today())
        if reason := _why_not(person, band, address, organisation_id, kind):
            raise NotAsked(reason)
        if consent_needed(band) == "once":
            organisation_id = kind = None
        consent = _ask_again(person, address, organisation_id, kind)
        consent.about, consent.guardian_name = about[:300], guardian_name
        db.session.flush()
        note(consent.id, "asked", "young person")
        take_back_message(ASKED, consent.id)  # one that still waits for the morning says the same
        useful = timedelta(days=CONSENT_LINK_DAYS)
        _tell(consent.sent_to, messages.question(consent), ASKED, consent.id, useful=useful)
        return consent


def _why_not(person, band, address, organisation_id, kind):
    yesterday, key = clock.now() - DAY, lookup(address.value)
    return why_not_ask(
        band, bool(organisation_id and kind), _is_own(person, address), queries.runs_it(key, organisation_id),
        queries.said_no_lately(person.id, key, yesterday), queries.asked_since(person.id, yesterday), ASKS_A_DAY,
    )  # fmt: skip


def _is_own(person, address):
    key = lookup(address.value)
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    mine = {person.email_key, person.phone_key} | ({account.email_key, account.phone_key} if account else set())
    return key in mine or (address.kind == "email" and bool(person.email) and same_mailbox(address.value, person.email))


def _ask_again(person, address, organisation_id, kind):
    """The question of this reach that waits at the address; a new one in the place of any other."""
    now, same = clock.now(), None
    for waiting in queries.waiting_for(person.id):
        if (waiting.organisation_id, waiting.kind) != (organisation_id, kind):
            continue
        if waiting.address_key == lookup(address.value):
            same = waiting
        else:
            move(waiting.id, ("asked",), "replaced", "young person", ends_at=now)
            take_back_message(ASKED, waiting.id)
    ends_at = now + timedelta(days=CONSENT_LINK_DAYS)
    if same and claim(_still(same.id, ("asked",)).values(ends_at=ends_at, asked_at=now, words_version=WORDS_VERSION)):
        db.session.refresh(same)
        return same
    token = token_urlsafe(16)
    consent = Consent(
        person=person, organisation_id=organisation_id, kind=kind, address_kind=address.kind, address=address.value,
        address_key=lookup(address.value), token=token, token_hash=fingerprint(token), words_version=WORDS_VERSION,
        state="asked", asked_at=now, ends_at=ends_at, about="", guardian_name="",
    )  # fmt: skip
    db.session.add(consent)
    return consent


def give(token) -> Consent:
    """The guardian's yes: 12 months, or until the young person is grown up. Twice is once. Raises LinkOver."""
    with unit_of_work():
        consent = _open(token)
        today, person = clock.today(), consent.person
        if person.band_on(today) in (None, "adult"):
            raise LinkOver
        ends_at = queries.midnight(first_day_after(today, grown_up_on(person.age_changes)))
        return _answer(consent, "given", ends_at)


def refuse(token) -> Consent:
    """The guardian's no; after a yes it takes the yes back. Twice is once. Raises LinkOver."""
    with unit_of_work():
        consent = _open(token)
        if consent.state != "given":
            with suppress(LinkOver):
                return _answer(consent, "refused", clock.now())
        return withdraw(token)  # given before, or in this very moment


def withdraw(token) -> Consent:
    """The guardian takes their yes back, at any time. Twice is once. Raises LinkOver."""
    with unit_of_work():
        consent = _open(token)
        if consent.state == "withdrawn":
            return consent
        if not move(consent.id, ("given",), "withdrawn", "guardian", ends_at=clock.now()):
            raise LinkOver
        return tell_and_pass_on(consent)


def take_back_question(person_id, consent_id) -> bool:
    """The young person wants no answer any more; false when this is no question of theirs that waits."""
    with unit_of_work():
        mine = db.session.scalar(select(Consent.id).where(Consent.id == consent_id, Consent.person_id == person_id))
        if mine is None or not move(mine, ("asked",), "withdrawn", "young person", ends_at=clock.now()):
            return False
        take_back_message(ASKED, consent_id)
        _pass_on(consent_id)
        return True


def _open(token):
    consent = queries.consent_with_token(token)
    if consent is None:
        raise LinkOver
    return consent


def _answer(consent, state, ends_at):
    if move(
        consent.id, ("asked",), state, "guardian", answered_at=clock.now(), ends_at=ends_at,
        words_version=WORDS_VERSION,
    ):  # fmt: skip
        return tell_and_pass_on(consent)
    db.session.refresh(consent)
    if standing(consent.state, consent.ends_at, clock.now()) != state:
        raise LinkOver
    return consent


def tell_and_pass_on(consent) -> Consent:
    """Openly: the young person hears what was decided about them, and so does what waits for it."""
    db.session.refresh(consent)
    if address := consent.person.address:
        with speaking(consent.person.language):
            _tell(address, messages.answer(consent), "consents.answered", consent.id, young=True)
    _pass_on(consent.id)
    return consent


def _pass_on(consent_id):
    enqueue("bookings.consent_answered", consent_id)


def _tell(address, words, about, consent_id, **more):
    subject, mail, short = words
    tell(address, subject, mail, about, sms=short, about_id=consent_id, pace="normal", **more)


def _still(consent_id, states):
    running = (Consent.state.in_(states), Consent.ends_at > clock.now())
    return update(Consent).where(Consent.id == consent_id, *running)


def move(consent_id, before, state, by, **values) -> bool:
    """Bring one consent from a state that still runs into another; false when somebody or time was quicker."""
    if not claim(_still(consent_id, before).values(state=state, **values)):
        return False
    note(consent_id, state, by)
    return True


def note(consent_id, state, by):
    """Write one line into the history of a consent; `by` is "young person", "guardian" or "time"."""
    db.session.add(ConsentStep(consent_id=consent_id, state=state, by=by, words_version=WORDS_VERSION, at=clock.now()))
