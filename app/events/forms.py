"""What every posting asks, and the times that any form about a date reads."""

from datetime import datetime

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import (
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional, ValidationError

from .. import clock
from ..config import CAPACITY_MAX
from ..pictures import PICTURES
from ..web.forms import GatherForm, Needed, Words, tidy
from ..web.words import short_date, time_words, weekday
from . import rules
from .operations import EventPlan

LINES_MAX = 8


def picture_field(names):
    """Which picture it is, of these."""
    return RadioField(
        _l("What is it?"),
        choices=[SelectChoice(name, PICTURES[name].label) for name in names],
        validators=[Needed(_l("Pick a picture"))],
    )


def day_choice(day):
    """A day to tap, in two lines."""
    return SelectChoice(day.isoformat(), f"{weekday(day, short=True)}|{short_date(day)}")


def count_field(label, least, problem):
    """A whole number of people or places."""
    return IntegerField(
        label,
        validators=[Needed(problem), Between(least, CAPACITY_MAX)],
        render_kw={"min": least, "max": CAPACITY_MAX, "inputmode": "numeric"},
    )


class Between:
    """A number from `least` to `most`."""

    def __init__(self, least, most):
        self.least, self.most = least, most

    def __call__(self, _form, field):
        if not self.least <= field.data <= self.most:
            raise ValidationError(_("Use a number from %(least)s to %(most)s", least=self.least, most=self.most))


class TimesForm(GatherForm):
    """From when to when, on the wall; asks which one is meant where the clocks go back over it (RULES T2)."""

    starts = TimeField(_l("From"), validators=[Needed(_l("Say when it starts, like 10:00"))])
    ends = TimeField(_l("To"), validators=[Needed(_l("Say when it ends, like 12:00"))])
    which = RadioField(
        _l("The clocks go back that night. Which one do you mean?"),
        choices=[
            SelectChoice("0", _l("The first, before the clocks go back")),
            SelectChoice("1", _l("The second, after the clocks went back")),
        ],
        validators=[Optional()],
    )
    day_field = "day"

    def wall(self, day, time):
        """The wall time on a day; of two alike the one that was picked, else the first."""
        return datetime.combine(day, time).replace(fold=int(self.which.data or 0))

    def check_times(self, pairs):
        """Whether all these pairs of wall times can be kept; notes what is wrong at its field."""
        now = clock.now().astimezone(clock.town_zone()).replace(tzinfo=None)
        for starts, ends in pairs:
            if problem := _date_problem(starts, now):
                self.refuse(self.day_field, problem)
                return False
            for name, wall in (("starts", starts), ("ends", ends)):
                if not self._exists_once(name, wall):
                    return False
        return True

    def _exists_once(self, name, wall):
        try:
            rules.instant(wall, clock.town_zone())
        except rules.NoSuchTime:
            self.refuse(name, _("The clocks go forward that night: this time does not exist. Pick another"))
            return False
        if rules.comes_twice(wall, clock.town_zone()) and not self.which.data:
            self.refuse("which", _("%(time)s comes twice that night. Say which one", time=time_words(wall)))
            return False
        return True


def _date_problem(starts, now):
    if starts <= now:
        return _("That is in the past. Pick a later day or time")
    if rules.is_too_far(starts, now):
        return _("That is more than a year ahead. Pick an earlier day")
    return None


class PostForm(TimesForm):
    """What every posting asks; each kind adds on which `_days` it is and which `_slots` a date has."""

    organisation = SelectField(_l("For whom?"), coerce=int)
    title = StringField(
        _l("Give it a short name"),
        filters=[tidy],
        validators=[Needed(_l("Give it a name")), Words(60, _l("Use some words for the name"))],
    )
    venue = SelectField(_l("Where?"), coerce=int)
    summary = TextAreaField(_l("Say more about it"), filters=[tidy], validators=[Words(600, _l("Use some words"))])
    good_to_know = TextAreaField(
        _l("Good to know, one thing on each line"), filters=[tidy], validators=[Words(400, _l("Use some words"))]
    )
    meeting_point = StringField(_l("Where to meet"), filters=[tidy], validators=[Words(120, _l("Use some words"))])

    def offer_choices(self, organisations, venues):
        """Fill the lists that depend on who is posting."""
        self.organisations = {one.id: one for one in organisations}
        self.organisation.choices = [SelectChoice(one.id, one.name) for one in organisations]
        self.venue.choices = [SelectChoice(one.id, one.name) for one in venues]

    def dates(self):
        """The dates that were asked for, in wall time, each with its slots."""
        found = []
        for day in self._days():
            starts, ends = self.wall(day, self.starts.data), self.wall(day, self.ends.data)
            found.append((starts, ends, self._slots(starts, ends)))
        return found

    def plan(self) -> EventPlan:
        """What the organiser asked for, ready to be posted."""
        return EventPlan(
            organisation_id=self.organisation.data, venue_id=self.venue.data, title=self.title.data,
            picture=self.picture.data, dates=self.dates(), summary=self.summary.data,
            meeting_point=self.meeting_point.data, good_to_know=self._lines(), **self._more(),
        )  # fmt: skip

    def _lines(self):
        lines = (tidy(line) for line in self.good_to_know.data.splitlines())
        return [line for line in lines if line][:LINES_MAX]

    def _check_times(self):
        if self.starts.data >= self.ends.data:
            self.refuse("ends", _("The end must be after the start"))
            return False
        return self.check_times([(starts, ends) for starts, ends, _slots in self.dates()])
