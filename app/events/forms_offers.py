"""Offer something: times to book (opening hours, length, lanes, break), open places, or just walking in."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, SelectMultipleField, TimeField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput

from .. import clock
from ..pictures import OFFER_PICTURES
from ..web.forms import Needed
from . import rules
from .forms import PostForm, count_field, day_choice, picture_field
from .rules import SlotPlan

LENGTHS = (10, 15, 20, 30, 45, 60)
DAYS_SHOWN = 14
OPENS = (7, 14, 28)
"""How many days before the start booking can open (RULES B1)."""
HEALTH_CHECK = "health-check"
"""The picture of what can have a self-check before it (RULES B6)."""


class OfferForm(PostForm):
    """How people come, on which days, and from when on they can book."""

    picture = picture_field(OFFER_PICTURES)
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
    lanes = count_field(_l("How many people at the same time?"), 1, _l("Say how many people at the same time"))
    break_starts = TimeField(_l("Break from"), validators=[Optional()])
    break_ends = TimeField(_l("Break to"), validators=[Optional()])
    places = count_field(_l("How many places?"), 1, _l("Say how many places there are"))
    opens = SelectField(_l("When can people book?"), coerce=int, default=0)
    eligibility = SelectField(
        _l("Who is the health check for?"),
        choices=[
            SelectChoice("", _l("Everybody")),
            SelectChoice("nhs-health-check", _l("NHS Health Check (40 to 74)")),
        ],
        default="",
    )
    day_field = "days"

    def offer_choices(self, organisations, venues):
        super().offer_choices(organisations, venues)
        self.minutes.choices = [SelectChoice(length, _("%(num)s minutes", num=length)) for length in LENGTHS]
        ahead = (clock.today() + timedelta(days=days) for days in range(1, DAYS_SHOWN + 1))
        self.days.choices = [day_choice(day) for day in ahead]
        self.opens.choices = [SelectChoice(0, _("At once"))]
        self.opens.choices += [SelectChoice(days, _("From %(num)s days before, at 9am", num=days)) for days in OPENS]

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

    def _more(self):
        """What only counts where people book; the self-check only where it is a health check."""
        if self.style.data == "open":
            return {}
        checked = self.picture.data == HEALTH_CHECK
        return {"opens_days": self.opens.data or None, "eligibility": self.eligibility.data if checked else ""}
