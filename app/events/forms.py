"""Posting: a drive in one page with remembered answers, or something to book or come to."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput

from .. import clock
from ..config import CAPACITY_MAX
from ..pictures import DRIVE_PICTURES, OFFER_PICTURES, PICTURES
from ..web.forms import GatherForm, Needed, Words, tidy
from ..web.words import short_date, weekday
from . import rules
from .operations import EventPlan
from .rules import SlotPlan

OTHER_DAY = "other"
LENGTHS = (10, 15, 20, 30, 45, 60)
DAYS_SHOWN = 14
LINES_MAX = 8


def _picture_field(names):
    return RadioField(
        _l("What is it?"),
        choices=[SelectChoice(name, PICTURES[name].label) for name in names],
        validators=[Needed(_l("Pick a picture"))],
    )


class PostForm(GatherForm):
    """What every posting asks; each kind adds on which `_days` it is and which `_slots` a date has."""

    organisation = SelectField(_l("For whom?"), coerce=int)
    title = StringField(
        _l("Give it a short name"),
        filters=[tidy],
        validators=[Needed(_l("Give it a name")), Words(60, _l("Use some words for the name"))],
    )
    starts = TimeField(_l("From"), validators=[Needed(_l("Say when it starts, like 10:00"))])
    ends = TimeField(_l("To"), validators=[Needed(_l("Say when it ends, like 12:00"))])
    venue = SelectField(_l("Where?"), coerce=int)
    summary = TextAreaField(_l("Say more about it"), filters=[tidy], validators=[Words(600, _l("Use some words"))])
    good_to_know = TextAreaField(
        _l("Good to know, one thing on each line"), filters=[tidy], validators=[Words(400, _l("Use some words"))]
    )
    meeting_point = StringField(_l("Where to meet"), filters=[tidy], validators=[Words(120, _l("Use some words"))])

    def offer_choices(self, organisations, venues):
        """Fill the lists that depend on who is posting."""
        self.organisation.choices = [SelectChoice(one.id, one.name) for one in organisations]
        self.venue.choices = [SelectChoice(one.id, one.name) for one in venues]

    def dates(self):
        """The dates that were asked for, in wall time, each with its slots."""
        found = []
        for day in self._days():
            starts, ends = datetime.combine(day, self.starts.data), datetime.combine(day, self.ends.data)
            found.append((starts, ends, self._slots(starts, ends)))
        return found

    def plan(self, **more) -> EventPlan:
        """What the organiser asked for, ready to be posted."""
        return EventPlan(
            organisation_id=self.organisation.data, venue_id=self.venue.data, title=self.title.data,
            picture=self.picture.data, dates=self.dates(), summary=self.summary.data,
            meeting_point=self.meeting_point.data, good_to_know=self._lines(), **more,
        )  # fmt: skip

    def _lines(self):
        lines = (tidy(line) for line in self.good_to_know.data.splitlines())
        return [line for line in lines if line][:LINES_MAX]

    def _check_times(self):
        if self.starts.data >= self.ends.data:
            self.refuse("ends", _("The end must be after the start"))
            return False
        now = clock.now().astimezone(clock.town_zone()).replace(tzinfo=None)
        for day in self._days():
            starts = datetime.combine(day, self.starts.data)
            if problem := _date_problem(starts, now):
                self.refuse(self.day_field, problem)
                return False
            try:
                rules.instant(starts, clock.town_zone())
                rules.instant(datetime.combine(day, self.ends.data), clock.town_zone())
            except rules.NoSuchTime:
                self.refuse("starts", _("The clocks go forward that night: this time does not exist. Pick another"))
                return False
        return True


def _date_problem(starts, now):
    if starts <= now:
        return _("That is in the past. Pick a later day or time")
    if rules.is_too_far(starts, now):
        return _("That is more than a year ahead. Pick an earlier day")
    return None


def _day_choice(day):
    return SelectChoice(day.isoformat(), f"{weekday(day, short=True)}|{short_date(day)}")


def _count_field(label, least, problem):
    return IntegerField(
        label,
        validators=[Needed(problem), _Between(least, CAPACITY_MAX)],
        render_kw={"min": least, "max": CAPACITY_MAX, "inputmode": "numeric"},
    )


class _Between:
    def __init__(self, least, most):
        self.least, self.most = least, most

    def __call__(self, _form, field):
        if not self.least <= field.data <= self.most:
            raise ValidationError(_("Use a number from %(least)s to %(most)s", least=self.least, most=self.most))


class DriveForm(PostForm):
    """Ask for help: one page, one field to type (prototype post.html)."""

    picture = _picture_field(DRIVE_PICTURES)
    day = RadioField(_l("When?"))
    other_day = DateField(_l("Which day?"), validators=[Optional()])
    people = _count_field(_l("How many people?"), 1, _l("Say how many people you need"))
    young = BooleanField(_l("Age 16 and over"))
    for_helpers = TextAreaField(
        _l("Only for people who said yes: address, name or phone"),
        filters=[tidy],
        validators=[Words(400, _l("Use some words"))],
    )
    day_field = "day"

    def offer_choices(self, organisations, venues):
        super().offer_choices(organisations, venues)
        days = rules.next_days(clock.today())
        self.day.choices = [_day_choice(day) for day in days]
        self.day.choices.append(SelectChoice(OTHER_DAY, _("Another day").replace(" ", "|", 1)))

    def validate(self, extra_validators=None):
        if not super().validate(extra_validators):
            return False
        if self.day.data == OTHER_DAY and self.other_day.data is None:
            self.refuse("other_day", _("Say which day"))
            return False
        if self.day.data == OTHER_DAY:
            self.day_field = "other_day"
        return self._check_times()

    def _days(self):
        return [self.other_day.data if self.day.data == OTHER_DAY else date.fromisoformat(self.day.data)]

    def _slots(self, starts, ends):
        return [SlotPlan("help", str(_("Helpers")), starts, ends, self.people.data)]


class OfferForm(PostForm):
    """Offer something: times to book (opening hours, length, lanes, break), open places, or just walking in."""

    picture = _picture_field(OFFER_PICTURES)
    style = RadioField(
        _l("How do people come?"),
        choices=[
            SelectChoice("times", _l("They book a time")),
            SelectChoice("places", _l("They book a place")),
            SelectChoice("open", _l("They walk in")),
        ],
        default="times",
    )
    days = SelectMultipleField(
        _l("Which days?"), option_widget=CheckboxInput(), validators=[Needed(_l("Pick at least one day"))]
    )
    minutes = SelectField(_l("How long is one visit?"), coerce=int, default=20)
    lanes = _count_field(_l("How many people at the same time?"), 1, _l("Say how many people at the same time"))
    break_starts = TimeField(_l("Break from"), validators=[Optional()])
    break_ends = TimeField(_l("Break to"), validators=[Optional()])
    places = _count_field(_l("How many places?"), 1, _l("Say how many places there are"))
    day_field = "days"

    def offer_choices(self, organisations, venues):
        super().offer_choices(organisations, venues)
        self.minutes.choices = [SelectChoice(length, _("%(num)s minutes", num=length)) for length in LENGTHS]
        ahead = (clock.today() + timedelta(days=days) for days in range(1, DAYS_SHOWN + 1))
        self.days.choices = [_day_choice(day) for day in ahead]

    def validate(self, extra_validators=None):
        unused = {"times": ("places",), "places": ("lanes",), "open": ("places", "lanes")}
        for name in unused.get(self.style.data, ()):
            if self[name].data is None:
                self[name].data = 1
                self[name].process_errors = []
        if not super().validate(extra_validators) or not self._check_break() or not self._check_times():
            return False
        if self.style.data == "times" and not all(slots for _starts, _ends, slots in self.dates()):
            self.refuse("ends", _("No visit fits between these times. Open longer or make visits shorter"))
            return False
        return True

    def _check_break(self):
        begin, end = self.break_starts.data, self.break_ends.data
        if (begin is None) != (end is None) or (begin and begin >= end):
            self.refuse("break_ends", _("Give the break a start and a later end, or leave both empty"))
            return False
        return True

    def _days(self):
        return [date.fromisoformat(day) for day in sorted(self.days.data)]

    def _slots(self, starts, ends):
        if self.style.data == "open":
            return []
        if self.style.data == "places":
            return [SlotPlan("attend", str(_("Places")), starts, ends, self.places.data)]
        breaks = []
        if self.break_starts.data:
            breaks = [tuple(datetime.combine(starts, one.data) for one in (self.break_starts, self.break_ends))]
        return rules.timed_slots(self.title.data, starts, ends, self.minutes.data, self.lanes.data, breaks)


class CancelForm(GatherForm):
    """Why something is called off, in words that everybody who has a place will read."""

    reason = StringField(
        _l("Why? People who have a place will read this"),
        filters=[tidy],
        validators=[Needed(_l("Say why in a few words")), Words(160, _l("Use some words"))],
    )
