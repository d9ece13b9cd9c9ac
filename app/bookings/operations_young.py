"""Places that wait for a guardian's yes: asking for it beside the booking (RULES S2)."""

from flask_babel import gettext as _

from ..consents.operations import ask
from ..consents.queries import waiting_like
from ..pictures import group_of
from ..web.words import date_words, local, time_words


def guardian_asked(slot, person) -> bool:
    """Whether a guardian has still to answer a question whose yes would do for this place."""
    event, day = slot.occurrence.event, slot.starts_local.date()
    kind = group_of(event.picture)
    return waiting_like(person.id, event.organisation_id, kind, person.band_on(day)) is not None


def asks_guardian(slot, person, request) -> bool:
    """Ask the guardian that a request names, if it names one; whether the place may wait for a yes now.

    Raises NotAsked when that guardian cannot be asked.
    """
    if request.guardian is None:
        return guardian_asked(slot, person)
    event = slot.occurrence.event
    ask(
        person, request.guardian, event.organisation_id, group_of(event.picture), about=_about(slot),
        on_day=slot.starts_local.date(), guardian_name=request.guardian_name,
    )  # fmt: skip
    return True


def _about(slot):
    event, starts = slot.occurrence.event, local(slot.starts_at)
    facts = {"title": event.title, "day": date_words(starts.date()), "time": time_words(starts),
             "place": event.venue.name, "organisation": event.organisation.name}  # fmt: skip
    return _("%(title)s with %(organisation)s, %(day)s, %(time)s, %(place)s", **facts)
