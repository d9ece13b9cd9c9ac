"""What a phone is asked on a pass, if anything: once, after something worth it, and yes weighs as much as no (S6)."""

from dataclasses import dataclass
from datetime import timedelta

from flask import session
from flask_babel import gettext as _

from .. import clock
from ..accounts.guards import asking
from ..notifications.queries_phones import phones_of, preference_of
from ..web.visitor import phone_mark
from ..web.words import local, weekday

NO = "no notices"
"""In the cookie of a phone without an account whose answer was no."""
EVENING_BEFORE = timedelta(hours=24)


@dataclass(frozen=True)
class Question:
    """One question: `about` is the switch it turns on; `needs_script` says that the yes must ask the browser too."""

    about: str
    words: str
    note: str
    needs_script: bool


def question_on(booking, shows) -> Question | None:
    """What to ask whoever looks at their own pass; None where there is nothing to ask, or it was answered before."""
    account, mark = asking(), phone_mark()
    is_theirs = account is not None and account.person_id == booking.person_id
    if shows != "coming" or not (is_theirs or (mark and booking.phone_mark == mark)):
        return None
    phones = [one for one in phones_of(account and account.person_id, mark) if one.state == "live"]
    here = [one for one in phones if mark and one.phone_mark == mark]
    if account is None:
        return None if here or session.get(NO) else _to_remind(booking)
    wishes = preference_of(account.person_id)
    if wishes.reminders_answered_at is None:
        return _to_remind(booking)
    if phones and booking.slot.kind == "help" and wishes.asks_answered_at is None:
        return Question("asks", _("Shall we ask you when a hand is needed?"), _(
            "Now and then, near you, and never at night. You say how often."), needs_script=False)  # fmt: skip
    return None


def _to_remind(booking):
    starts = booking.slot.starts_at
    if starts - clock.now() > EVENING_BEFORE:
        words = _("Shall we remind you on %(day)s?", day=weekday((local(starts) - timedelta(days=1)).date()))
    else:
        words = _("Shall we remind you before it starts?")
    note = _("With a short notice on this phone. News about your places comes the same way.")
    return Question("reminders", words, note, needs_script=True)


def answered_no(account, about):
    """What follows from a no: the wish of a person, None where the phone's own cookie keeps it."""
    if account is None:
        session[NO] = True
        return None
    return {about: False}
