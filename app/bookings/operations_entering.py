"""Who wants a place, and the row that says they have it."""

from dataclasses import dataclass
from itertools import count
from secrets import randbelow, token_urlsafe

from sqlalchemy import bindparam, insert, select

from .. import clock
from ..accounts.models import Person
from ..accounts.operations import add_person, need_until, say_language, say_needs
from ..accounts.queries import people_at
from ..addresses import Address
from ..database import put_and_keep, run
from ..extensions import db
from ..privacy import fingerprint
from ..web.language import visitor_language
from . import messages, queries, rules
from .models import Booking, BookingChange
from .operations_offers import settle
from .operations_places import say_who_helps, take
from .operations_telling import tell_holder


@dataclass(frozen=True)
class Request:
    """Who wants a place: the signed-in `person_id`, or a first name and an `Address`.

    `form_key` is the form's idempotency key, `phone_mark` the fingerprint of the phone it was sent from. `told` says
    whose address it is: the "person"'s own or the "carer"'s. `needs` are words of accounts.rules.NEEDS and
    `interpreter` a language, None where they were not asked. `passed` names the eligibility check that was passed.
    `guardian` is whom a young person asks for their yes; meanwhile the place is kept for them.
    """

    form_key: str | None = None
    person_id: int | None = None
    first_name: str = ""
    address: Address | None = None
    for_someone_else: bool = False
    told: str = "person"
    says_adult: bool = False
    phone_mark: str | None = None
    party: int = 1
    door: str = "web"
    needs: tuple[str, ...] | None = None
    interpreter: str | None = None
    passed: str = ""
    despite_clash: bool = False
    by_staff: bool = False
    guardian: Address | None = None
    guardian_name: str = ""


def known_person(request) -> tuple[Person | None, bool]:
    """The person who wants the place, None for somebody new; and whether the town knows anybody at their address."""
    if request.person_id:
        return db.session.get_one(Person, request.person_id), True
    return people_at(request.first_name, request.address) if request.address else (None, False)


def wants_interpreter(request, person) -> bool:
    """Whether the visit takes longer because somebody interprets; `person` is None for somebody new."""
    if request.interpreter is not None:
        return bool(request.interpreter)
    return bool(person and person.interpreter)


def who_asks(request, known, until=None) -> Person:
    """The person who wants the place, made known if they are new; what they need and which language they read is noted.

    `known` is whoever known_person found, `until` when a place ends for which they are needed.
    """
    language = visitor_language() if request.door == "web" else None
    person = known or add_person(request.first_name, request.address, until)
    say_language(person, language)
    if request.needs is not None or request.interpreter is not None:
        say_needs(person, request.needs, request.interpreter)
    return person


def take_longer(slot, party, mine=()):
    """The time after a timed slot, taken as well unless it is among the slots that are `mine` already.

    Raises rules.NeedsLonger when it is not free.
    """
    if not slot.timed:
        return None
    after = queries.slot_after(slot)
    if after and (after.id in mine or take(after.id, party) or (settle(after.id) and take(after.id, party))):
        return after
    raise rules.NeedsLonger


_add_change = insert(BookingChange)


def enter(slot, person, request, second=None, pending=False) -> Booking:
    """Write the booking of places that are counted already, and tell the person."""
    code, now = token_urlsafe(16), clock.now()
    door_key = rules.door_key(slot.occurrence.event.venue_id, slot.starts_local)
    booking = Booking(
        code=code, code_hash=fingerprint(code), code_words=free_words(door_key), door_key=door_key,
        occurrence_id=slot.occurrence_id, slot_id=slot.id, slot=slot, second_slot_id=second.id if second else None,
        person_id=person.id, person=person,
        phone_mark=request.phone_mark, party=request.party, for_someone_else=request.for_someone_else,
        told=request.told, door=request.door, made_at=now, form_key=request.form_key,
        state="pending" if pending else "confirmed",
        pending_until=rules.pending_until(now, slot.starts_at) if pending else None,
        eligibility=request.passed, version_told=slot.occurrence.version, sequence=0, asks_again=False,
    )  # fmt: skip
    put_and_keep(booking)
    need_until(person, slot.ends_at)
    run(_add_change, booking_id=booking.id, state=booking.state, at=now)
    say_who_helps(slot)
    tell_holder(booking, messages.pending if pending else messages.confirmation)
    return booking


TRIES = 5
"""Codes that are drawn before they become longer: with half of all given, 1 of 32 people hears one figure more."""
_said = select(Booking.id).where(Booking.door_key == bindparam("door_key"), Booking.code_words == bindparam("words"))


def free_words(door_key) -> str:
    """Code words that nobody else has at that door on that day.

    Two figures make 9,180 codes, enough for nearly every door; where a crowd has used them up, the next have more.
    """
    drawn = (rules.code_words(randbelow, 2 + number // TRIES) for number in count())
    return next(words for words in drawn if run(_said, door_key=door_key, words=words).first() is None)
