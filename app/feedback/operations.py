"""What people do afterwards: say how it was, and be asked. Each form counts once, and nobody can be read from a row."""

from sqlalchemy import update

from .. import clock
from ..database import unit_of_work
from ..extensions import db
from ..notifications.operations import compose, put_all
from ..notifications.queries_phones import hears
from ..notifications.rules import owner
from ..privacy import Holding, register
from ..web.language import speaking
from . import messages, queries, rules
from .models import Feedback

KEEP_DAYS = 365
BATCH = 100
"""How many questions one transaction writes."""


class TooLate(Exception):
    """Nothing can be said about this place any more, or not yet."""


def say(booking_id, face=None, words=None, form_key="") -> Feedback:
    """Keep the face, or the words, of whoever had a place; what is None stays as it was.

    The first time makes the row, later ones change it for `rules.CHANGEABLE`; words alone count as "okay". A form that
    was sent before changes nothing unless it is the last one. Raises TooLate when it is not the time for it.
    """
    with unit_of_work():
        booking, now = queries.booking_with(booking_id), clock.now()
        said = queries.said_of(booking_id)
        if said is None:
            return _say_first(booking, face or "okay", words, form_key, now)
        if form_key in said.keys[:-1]:
            return said
        if not rules.may_change(said.said_at, now):
            raise TooLate
        said.face, said.keys = face or said.face, _keys(said.keys, form_key)
        said.words = said.words if words is None else words or None
        return said


def _say_first(booking, face, words, form_key, now):
    if booking is None or not queries.may_say(booking, now):
        raise TooLate
    said = Feedback(
        booking_key=queries.booking_key(booking.id), person_key=queries.person_key(booking.person_id),
        occurrence_id=booking.occurrence_id, kind=booking.slot.kind, face=face, words=words or None,
        keys=_keys([], form_key), said_at=now,
    )  # fmt: skip
    db.session.add(said)
    db.session.flush()
    return said


def _keys(known, form_key):
    return [*(one for one in known if one != form_key), *([form_key] if form_key else [])][-rules.KEYS :]


def ask_all(now) -> int:
    """Ask everybody whose place has just ended how it was, each once; how many were not asked before."""
    ids = queries.just_over(now)
    return sum(_ask(ids[first : first + BATCH]) for first in range(0, len(ids), BATCH))


def _ask(booking_ids):
    with unit_of_work():
        places = [queries.booking_with(one) for one in booking_ids]
        return put_all([_question(one) for one in places if one.person.addresses and not queries.said_of(one.id)])


def _question(booking):
    person = booking.person
    with speaking(person.language):
        letter = messages.how_was_it(booking)
        is_heard = hears(owner(person.id, booking.phone_mark), "reminder")
        return compose(
            person.addresses, letter.subject, letter.text, letter.about, sms=letter.sms, about_id=booking.id,
            once=f"feedback {booking.id}", pace=letter.pace, person_id=person.id, phone_mark=booking.phone_mark,
            push=messages.notice(booking) if is_heard else None, unsubscribe=True,
            young=person.band_on(clock.today()) not in (None, "adult"),
        )  # fmt: skip


# --- personal data -------------------------------------------------------------------------------------------------


def erase_feedback(subject):
    """Take the subject's words away, and every mark that it was them; the faces stay as counts (RULES P2)."""
    keys = [queries.person_key(one) for one in subject.person_ids]
    mine = update(Feedback).where(Feedback.person_key.in_(keys))
    with unit_of_work():
        db.session.execute(mine.values(words=None, booking_key=None, person_key=None, keys=[]))


def purge_feedback(before) -> int:
    """Let go of words said before the instant, and of who said what once it can't be changed; how many words."""
    linked = Feedback.said_at < clock.now() - rules.LINKED, Feedback.booking_key.is_not(None)
    with unit_of_work():
        db.session.execute(update(Feedback).where(*linked).values(booking_key=None, person_key=None, keys=[]))
        old = update(Feedback).where(Feedback.said_at < before, Feedback.words.is_not(None))
        return db.session.execute(old.values(words=None)).rowcount


register(
    Holding(
        name="feedback",
        purpose="Telling organisers how it was, without a name",
        columns=("feedback.booking_key", "feedback.person_key", "feedback.words"),
        keep_days=KEEP_DAYS,
        export=queries.export_feedback,
        erase=erase_feedback,
        purge=purge_feedback,
    )
)
