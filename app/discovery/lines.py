"""The page of an event one idea a line, each with its picture; the same facts, read by everybody (RULES L1, L4)."""

from dataclasses import dataclass

from flask_babel import gettext as _, ngettext

from ..pictures import PICTURES
from ..web.words import date_words, time_words, weekday
from .rules import sentences


@dataclass(frozen=True)
class Line:
    """One line: the picture, the family that tints it, the words, and where they lead if anywhere."""

    symbol: str
    family: str
    words: str
    link: str = ""


def easy_lines(event, menu, dates, is_drop_in) -> list[Line]:
    """What, when, where, what it costs, who is needed and what is good to know, for Easy Read.

    `event` are queries.EventFacts, `menu` what can be picked, `dates` those that are coming.
    """
    about = PICTURES[event.picture]
    return [
        *(Line(about.symbol, about.family, words) for words in sentences(event.summary)),
        *(line for one in dates for line in _when(one)),
        *_where(event),
        Line("hand-coins", "green", _("It is free. You pay nothing.")),
        *_needed(menu.only_choice, is_drop_in),
        *good_to_know(event),
        Line("chats-circle", "help", _("This is run by %(organisation)s.", organisation=event.organisation)),
    ]


def good_to_know(event) -> list[Line]:
    """What helps somebody decide whether they can come."""
    told = (
        (event.checked_adults, "shield-check", "green", _("Two checked adults lead the group.")),
        (event.min_age, "users", "calm", _("For people of %(age)s and over", age=event.min_age)),
        (event.step_free, "wheelchair", "calm", _("No steps. Good for wheelchairs.")),
        (event.accessible_toilet, "toilet", "calm", _("There is a toilet for wheelchair users.")),
        (event.hearing_loop, "ear", "calm", _("There is a hearing loop.")),
        (event.parking, "car", "calm", _("You can park here.")),
        (event.access_note, "check-circle", "calm", event.access_note),
    )
    own = [Line("check-circle", "help", words) for words in event.good_to_know]
    return own + [Line(symbol, family, words) for is_so, symbol, family, words in told if is_so]


def _when(date):
    starts, ends = date.starts_local, date.ends_local
    yield Line("calendar-check", "calm", _("It is on %(day)s.", day=date_words(starts.date())))
    yield Line("clock", "calm", _("It starts at %(time)s.", time=time_words(starts)))
    if starts.date() == ends.date():
        yield Line("clock", "calm", _("It ends at %(time)s.", time=time_words(ends)))
    else:
        yield Line(
            "moon", "calm", _("It ends on %(day)s at %(time)s.", day=weekday(ends.date()), time=time_words(ends))
        )


def _where(event):
    yield Line("map-pin", "food", _("It is at %(place)s.", place=event.venue))
    if event.meeting_point:
        yield Line("users-three", "food", _("Where to meet: %(place)s", place=event.meeting_point))
    if event.address:
        yield Line("house", "food", _("The address: %(address)s", address=event.address))
    if event.latitude is not None:
        point = f"{event.latitude},{event.longitude}"
        yield Line("navigation-arrow", "food", _("How to get there"), f"geo:{point}?q={point}")


def _needed(choice, is_drop_in):
    if is_drop_in:
        yield Line("hand-heart", "green", _("Just walk in."))
        yield Line("check-circle", "green", _("You do not need to book."))
    elif choice and choice.is_full:
        yield Line("users-three", "help", _("It is full."))
    elif choice and choice.slot.kind == "help":
        left = choice.slot.left
        yield Line(
            "hand-heart", "help", ngettext("%(num)s more person is needed.", "%(num)s more people are needed.", left)
        )
    elif choice:
        yield Line("users-three", "help", ngettext("%(num)s place left.", "%(num)s places left.", choice.slot.left))
