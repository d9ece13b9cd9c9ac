"""What somebody says who joins a waiting list: who they are, how many, and which times would do."""

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectChoice
from wtforms.validators import NumberRange

from .forms import DetailsForm
from .rules import PARTY_MAX

ALL, SOME = "all", "some"
WISHES = {
    "this": _l("Only this time"),
    "day": _l("Any time that day"),
    "morning": _l("Any morning this week"),
    "afternoon": _l("Any afternoon this week"),
    "any": _l("Any time"),
}
"""The words of each wish in rules_wishes.FITS."""


class WaitingForm(DetailsForm):
    """Who waits, for how many places, and for which times."""

    together = RadioField(
        _l("If there is not room for everybody?"),
        choices=[
            SelectChoice(ALL, _l("All of us or none")),
            SelectChoice(SOME, _l("Some of us can come")),
        ],
        default=ALL,
    )
    least = IntegerField(
        _l("How many at least?"),
        default=1,
        validators=[NumberRange(1, PARTY_MAX, _l("Use a number from 1 to 6"))],
    )
    when = RadioField(_l("Which times would do?"), default="this")

    def __init__(self, wishes=("this",), **given):
        super().__init__(**given)
        self.when.choices = [SelectChoice(wish, WISHES[wish]) for wish in wishes]

    @property
    def fewest(self):
        """The smallest number of places they would take."""
        return self.least.data if self.together.data == SOME else self.party.data

    @property
    def is_several(self):
        """Whether the questions about more than one person have been touched."""
        return self.party.data != 1 or bool(self.party.errors or self.least.errors or self.together.errors)

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        if valid and self.fewest > self.party.data:
            self.refuse("least", _("That is more than all of you"))
            return False
        return valid
