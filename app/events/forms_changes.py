"""What an organiser changes afterwards: the time, the place, the number of places, or that it is on at all."""

from datetime import timedelta

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import DateField, SelectChoice, SelectField, StringField

from ..web.forms import GatherForm, Needed, Words, tidy
from .forms import TimesForm, count_field


class CancelForm(GatherForm):
    """Why something is called off, in words that everybody who has a place will read."""

    reason = StringField(
        _l("Why? People who have a place will read this"),
        filters=[tidy],
        validators=[Needed(_l("Say why in a few words")), Words(160, _l("Use some words"))],
    )


class CapacityForm(GatherForm):
    """How many places a slot has."""

    places = count_field(_l("How many places?"), 1, _l("Say how many places there are"))


class MoveForm(TimesForm):
    """Another day and time for one date; one that goes over midnight still does (`nights` later)."""

    day = DateField(_l("Which day?"), validators=[Needed(_l("Say which day"))])

    def __init__(self, date):
        self.nights = (date.ends_local.date() - date.starts_local.date()).days
        super().__init__(
            day=date.starts_local.date(), starts=date.starts_local.time(), ends=date.ends_local.time(), which=None
        )

    def times(self):
        """From when to when, in wall time."""
        last = self.day.data + timedelta(days=self.nights)
        return self.wall(self.day.data, self.starts.data), self.wall(last, self.ends.data)

    def validate(self, extra_validators=None):
        if not super().validate(extra_validators):
            return False
        starts, ends = self.times()
        if starts >= ends:
            self.refuse("ends", _("The end must be after the start"))
            return False
        return self.check_times([(starts, ends)])


class PlaceForm(GatherForm):
    """Another venue, and where to meet there."""

    venue = SelectField(_l("Where?"), coerce=int)
    meeting_point = StringField(_l("Where to meet"), filters=[tidy], validators=[Words(120, _l("Use some words"))])

    def __init__(self, event, venues):
        super().__init__(venue=event.venue_id, meeting_point=event.meeting_point)
        self.venue.choices = [SelectChoice(one.id, one.name) for one in venues]

    @property
    def name(self):
        """What the picked venue is called."""
        return next(choice.label for choice in self.venue.choices if choice.value == self.venue.data)
