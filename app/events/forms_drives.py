"""Ask for help: one page, one field to type (prototype post.html)."""

from datetime import date

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput

from .. import clock
from ..pictures import DRIVE_PICTURES
from ..web.forms import Words, tidy
from . import rules
from .ages import youngest
from .forms import PostForm, count_field, day_choice, picture_field
from .rules import SlotPlan

OTHER_DAY = "other"
ADULT = 18
AGES = {13: _l("13+|with a parent's yes"), 16: _l("16+|with a parent's yes"), ADULT: _l("18+|adults only")}
HAZARDS = {
    "money": _l("They handle money"),
    "machines": _l("They use machines"),
    "alone": _l("They are alone"),
    "home": _l("It is in somebody's home"),
}
WHAT_IS_ALLOWED = {
    13: lambda: _("At 13 to 15 people help from 7am to 7pm, on a school day for up to 2 hours, and never with money, "
                  "machines, alone or in a home. Pick an older age"),
    16: lambda: _("At 16 and 17 people help from 6am to 10pm, and never in a home. Pick 18+"),
}  # fmt: skip
"""What the law lets the younger ones do, in a sentence (RULES S1, S5); consents.rules decides."""


class DriveForm(PostForm):
    """A day, from when to when, how many people and from which age."""

    picture = picture_field(DRIVE_PICTURES)
    day = RadioField(_l("When?"))
    other_day = DateField(_l("Which day?"), validators=[Optional()])
    people = count_field(_l("How many people?"), 1, _l("Say how many people you need"))
    age = RadioField(
        _l("How old must they be?"),
        choices=[SelectChoice(years, words) for years, words in AGES.items()],
        coerce=int,
        default=ADULT,
    )
    hazards = SelectMultipleField(
        _l("Is any of this so?"),
        choices=[SelectChoice(name, words) for name, words in HAZARDS.items()],
        option_widget=CheckboxInput(),
    )
    asks_people = BooleanField(_l("Ask people for me until it is full"))
    for_helpers = TextAreaField(
        _l("Only for people who said yes: address, name or phone"),
        filters=[tidy],
        validators=[Words(400, _l("Use some words"))],
    )

    def offer_choices(self, organisations, venues):
        super().offer_choices(organisations, venues)
        days = rules.next_days(clock.today())
        self.day.choices = [day_choice(day) for day in days]
        self.day.choices.append(SelectChoice(OTHER_DAY, _("Another day").replace(" ", "|", 1)))

    def validate(self, extra_validators=None):
        if not super().validate(extra_validators):
            return False
        if self.day.data == OTHER_DAY and self.other_day.data is None:
            self.refuse("other_day", _("Say which day"))
            return False
        if self.day.data == OTHER_DAY:
            self.day_field = "other_day"
        return self._check_times() and self._check_age()

    def _check_age(self):
        """An age that nobody could use is refused with the reason (RULES S1, S5)."""
        organisation, age = self.organisations[self.organisation.data], self.age.data
        if age == ADULT:
            return True
        if not organisation.may_ask_under_18s:
            self.refuse("age", _("Name a safeguarding lead for your organisation first. Until then pick 18+"))
            return False
        if age < organisation.youngest_helper:
            self.refuse("age", _("Your organisation asks people from %(age)s on", age=organisation.youngest_helper))
            return False
        starts, ends, _slots = self.dates()[0]
        if youngest(starts, ends, self.hazards.data, age, organisation.youngest_helper, True) > age:
            self.refuse("age", WHAT_IS_ALLOWED[age]())
            return False
        return True

    def _days(self):
        return [self.other_day.data if self.day.data == OTHER_DAY else date.fromisoformat(self.day.data)]

    def _slots(self, starts, ends):
        return [SlotPlan("help", str(_("Helpers")), starts, ends, self.people.data)]

    def _more(self):
        return {
            "min_age": self.age.data, "checked_adults": self.age.data < ADULT, "hazards": self.hazards.data or [],
            "for_helpers": self.for_helpers.data, "asks_people": self.asks_people.data,
        }  # fmt: skip
