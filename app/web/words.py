"""Dates and times in the words people say (RULES L2): "Saturday 28 November", "5:30pm", "10am to midday".

Pure wording: it is given town time and never asks what time it is.
"""

from datetime import date, datetime, time
from functools import lru_cache

from babel.dates import format_date, format_time
from flask_babel import get_locale, gettext as _

from .. import clock
from .language import direction

LEFT_TO_RIGHT, UNTIL_HERE = "\u2066", "\u2069"
"""Unicode's isolates (UAX 9): without them the groups of a number change places in Urdu."""


def date_words(day, with_year=False) -> str:
    """A date in full: weekday, day and month, and the year where it is asked for."""
    return _date(day, "EEEE d MMMM y" if with_year else "EEEE d MMMM", _language())


def day_and_month(day) -> str:
    """A date whose weekday was just said: "24 November", with the year when it is not this one's."""
    return _date(day, "d MMMM" if day.year == clock.today().year else "d MMMM y", _language())


def short_date(day) -> str:
    """A date in few letters, for a row of days: "28 Nov"."""
    return _date(day, "d MMM", _language())


def weekday(day, short=False) -> str:
    """The day's name, in three letters where there is little room."""
    return _date(day, "EEE" if short else "EEEE", _language())


def day_words(day, today) -> str:
    """The day as one would say it today: "Today", "Tomorrow", "Saturday", later the date in full."""
    ahead = (day - today).days
    if ahead == 0:
        return _("Today")
    if ahead == 1:
        return _("Tomorrow")
    return weekday(day) if 1 < ahead < 7 else date_words(day, with_year=day.year != today.year)


def time_words(moment) -> str:
    """A wall time: "5pm", "5:30pm", "midday", "midnight"; by the language's own custom outside English."""
    return _time(moment.hour, moment.minute, _language())


def span_words(starts, ends) -> str:
    """From when to when on the wall: "10am to midday"; over midnight the last day is named."""
    if ends.date() == starts.date():
        return _("%(starts)s to %(ends)s", starts=time_words(starts), ends=time_words(ends))
    return _("%(starts)s to %(ends)s on %(day)s", starts=time_words(starts), ends=time_words(ends),
             day=weekday(ends.date()))  # fmt: skip


def part_of_day(moment) -> str:
    """A wall time and the part of the day, for those who read clocks badly: "10:20 in the morning"."""
    face = clock_face(moment)
    if moment.hour < 12:
        return _("%(time)s in the morning", time=face)
    if moment.hour < 18:
        return _("%(time)s in the afternoon", time=face)
    return _("%(time)s in the evening", time=face)


def clock_face(moment) -> str:
    """A wall time as on a button: "9:20", "2:00"; the words beside it say morning or afternoon."""
    return f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02}"


def until_words(instant) -> str:
    """Until when something is kept: the time, with its day unless that is today."""
    ends = local(instant)
    if ends.date() == clock.today():
        return time_words(ends)
    return _("%(time)s on %(day)s", time=time_words(ends), day=f"{weekday(ends, short=True)} {short_date(ends)}")


def local(instant) -> datetime:
    """The instant on the town's wall clock."""
    return instant.astimezone(clock.town_zone())


def phone_words(number) -> str:
    """A phone number as it stands in a sentence: from left to right, also where the sentence runs the other way."""
    return f"{LEFT_TO_RIGHT}{number}{UNTIL_HERE}" if direction(_language()) == "rtl" else number


def _language():
    return str(get_locale() or "en")


@lru_cache(4096)
def _date(day: date, pattern, language):
    return format_date(day, pattern, language)


@lru_cache(4096)
def _time(hour, minute, language):
    if not language.startswith("en"):
        return format_time(time(hour, minute), "short", locale=language)
    if minute == 0 and hour in (0, 12):
        return _("midday") if hour else _("midnight")
    minutes = f":{minute:02}" if minute else ""
    return f"{(hour - 1) % 12 + 1}{minutes}{'am' if hour < 12 else 'pm'}"


def init_app(app):
    for word in (
        date_words,
        day_and_month,
        short_date,
        weekday,
        day_words,
        time_words,
        span_words,
        part_of_day,
        clock_face,
        until_words,
        local,
        phone_words,
    ):
        app.jinja_env.filters[word.__name__] = word
    app.jinja_env.globals.update(today=clock.today, now=clock.now)
