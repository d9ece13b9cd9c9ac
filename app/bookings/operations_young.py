"""Places that wait for a guardian's yes: asking for it beside the booking (RULES S2)."""

from flask_babel import gettext as _

from ..consents.operations import ask
from ..consents.queries import waiting_like
from ..pictures import group_of
from ..web.words import date_words, local, time_words


def asked_guardian(slot, person, request) -> bool:
    """Whether a guardian has been asked, now or before, for a yes that would do; the place then waits for it.

    Raises NotAsked when the guardian that the request names cannot be asked.
    """
    event, day = slot.occurrence.event, slot.starts_local.date()
    kind = group_of(event.picture)
    if request.guardian is None:
        return waiting_like(person.id, event.organisation_id, kind, person.band_on(day)) is not None
    ask(
        person, request.guardian, event.organisation_id, kind, about=_about(slot), on_day=day,
        guardian_name=request.guardian_name,
    )  # fmt: skip
    return True


def _about(slot):
    event, starts = slot.occurrence.event, local(slot.starts_at)
    facts = {"title": event.title, "day": date_words(starts.date()), "time": time_words(starts),
             "place": event.venue.name, "organisation": event.organisation.name}  # fmt: skip
    return _("%(title)s with %(organisation)s, %(day)s, %(time)s, %(place)s", **facts)
