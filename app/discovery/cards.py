"""The words of a card: when, where and how many more are needed, from a row of `queries.whats_on`."""

from dataclasses import dataclass

from flask_babel import get_locale, gettext as _, ngettext

from .. import clock
from ..kept_reads import until_written
from ..places.rules import WALKABLE_KM, distance_km, walk_minutes
from ..web.words import day_words, span_words
from .queries import whats_on


@dataclass(frozen=True)
class Card:
    """What one card shows; `taken` and `places` feed its meter, `call` is the word on its button."""

    href: str
    title: str
    picture: str
    when: str
    where: str
    taken: int
    places: int
    need: str
    call: str


def cards(filters, reach, limit, centre=None):
    """The cards of what fits, and whether there are more: (cards, more); `centre` (degrees) is whence they are far."""
    return _cards(filters, reach, limit, centre, clock.today(), str(get_locale()))


@until_written
def _cards(filters, reach, limit, centre, today, _language):
    # worded once for everybody who asks the same on the same day in the same language
    rows, more = whats_on(filters, reach, limit)
    return tuple(_card(row, filters.want, centre, today) for row in rows), more


def _card(row, want, centre, today):
    helping = row.help_places > 0 and want != "book" and not (want == "" and row.help_left == 0 < row.attend_left)
    places, left = (row.help_places, row.help_left) if helping else (row.attend_places, row.attend_left)
    return Card(
        href=f"/events/{row.slug}", title=row.title, picture=row.picture, when=_when(row, today),
        where=_where(row, centre), taken=places - left, places=places, need=_need(row, helping, places, left),
        call=_call(helping, places, left),
    )  # fmt: skip


def _when(row, today):
    day = day_words(row.starts.date(), today)
    if row.dates > 1:
        return ngettext("%(day)s and %(num)s more day", "%(day)s and %(num)s more days", row.dates - 1, day=day)
    return _("%(day)s, %(span)s", day=day, span=span_words(row.starts, row.ends))


def _where(row, centre):
    place = row.venue if row.area in row.venue else f"{row.venue}, {row.area}"
    if centre is None:
        return place
    km = distance_km(centre, (row.latitude, row.longitude))
    if km <= WALKABLE_KM:
        minutes = walk_minutes(km)
        return _("%(place)s. %(minutes)s minute walk", place=place, minutes=minutes)
    return _("%(place)s. %(km)s km away", place=place, km=round(km))


def _need(row, helping, places, left):
    if places == 0:
        return _("Just walk in") if row.slots == 0 else _("Not bookable any more")
    if left == 0:
        return _("Full")
    if helping:
        return ngettext("%(num)s more person needed", "%(num)s more people needed", left)
    return ngettext("%(num)s place left", "%(num)s places left", left)


def _call(helping, places, left):
    if places == 0 or left == 0:
        return _("Look")
    return _("I can help") if helping else _("Book")
