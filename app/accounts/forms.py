"""What people type to sign in and to say who they are."""

from flask import current_app
from flask_babel import get_locale, gettext as _, lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput

from .. import clock
from ..addresses import Unreadable, read_address
from ..pictures import GROUPS, PICTURES
from ..web.forms import GatherForm, Needed, Words, tidy
from . import rules


class AddressForm(GatherForm):
    """Where the code goes; `found` is the `Address` that was read."""

    address = StringField(
        _l("Your mobile number or e-mail"),
        filters=[tidy],
        validators=[Needed(_l("Type your mobile number or your e-mail"))],
        render_kw={
            "autocomplete": "username webauthn",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": "254",
        },
    )
    shared = BooleanField(_l("This is a shared phone"))
    found = None

    def validate_address(self, field):
        self.found = read_reachable(field.data)


def read_reachable(text):
    """The address in what somebody typed, if a code or a message can reach it; else a sentence at the field."""
    try:
        found = read_address(text)
    except Unreadable as problem:
        raise StopValidation(str(problem)) from problem
    if not found.can_text:
        raise StopValidation(_("This phone can't get a text. Type a mobile number or an e-mail"))
    return found


class CodeForm(GatherForm):
    """The six digits that were sent."""

    code = StringField(
        _l("Your code"),
        filters=[tidy],
        validators=[Needed(_l("Type the 6 numbers we sent you"))],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "20"},
    )
    digits = ""

    def validate_code(self, field):
        self.digits = rules.six_digits(field.data)
        if self.digits is None:
            raise StopValidation(_("The code has 6 numbers, like 123 456"))


class PasskeyForm(GatherForm):
    """What somebody calls one of their phones."""

    name = StringField(
        _l("Its name"),
        filters=[tidy],
        validators=[Needed(_l("Type a name for it, like My old phone")), Words(60, _l("Type a name with letters"))],
        render_kw={"maxlength": "60"},
    )


class AboutForm(GatherForm):
    """Who somebody is. Month and year of birth are asked until they were told once (RULES S7)."""

    first_name = StringField(
        _l("Your first name"),
        filters=[tidy],
        validators=[Needed(_l("Type your first name")), Words(40, _l("Type your name with letters"))],
        render_kw={"autocomplete": "given-name"},
    )
    birth_month = SelectField(
        _l("Month"),
        validators=[Needed(_l("Pick the month you were born in"))],
        invalid_choice_message=_l("Pick the month you were born in"),
    )
    birth_year = StringField(
        _l("Year"),
        filters=[tidy],
        validators=[Needed(_l("Type the year you were born in, like 1985"))],
        render_kw={"inputmode": "numeric", "autocomplete": "bday-year", "maxlength": "4"},
    )
    area = SelectField(_l("Where do you live?"), invalid_choice_message=_l("Pick one of these"))
    interests = SelectMultipleField(
        _l("What do you like? Pick as many as you want"),
        option_widget=CheckboxInput(),
        choices=[SelectChoice(name, PICTURES[name].label) for name in GROUPS],
        invalid_choice_message=_l("Pick from these pictures"),
    )

    def __init__(self, areas, band=None, **given):
        super().__init__(**given)
        self.area.choices = [SelectChoice("", _("I'd rather not say"))]
        self.area.choices += [SelectChoice(str(area.id), area.name) for area in areas]
        if band:
            del self.birth_month, self.birth_year
            return
        months = get_locale().months["stand-alone"]["wide"]
        self.birth_month.choices = [SelectChoice("", _("Pick"))]
        self.birth_month.choices += [SelectChoice(str(number), months[number]) for number in range(1, 13)]

    def validate_birth_year(self, field):
        if not field.data.isdecimal() or len(field.data) != 4:
            raise StopValidation(_("Type the year with 4 numbers, like 1985"))
        if self.birth_month.data not in [choice.value for choice in self.birth_month.choices[1:]]:
            return  # the month has its own sentence
        if self.birth > (clock.today().year, clock.today().month):
            raise StopValidation(_("This month is still to come. Check the month and the year"))
        try:
            band, _changes = rules.bands(*self.birth, clock.today())
        except rules.Unlikely as problem:
            raise StopValidation(_("Check the year. It would make you more than 120 years old")) from problem
        town = current_app.config["CONSENT_AGE"]
        if not rules.is_old_enough(band, town):
            raise StopValidation(
                _("You need to be %(age)s to sign in yourself. Ask a grown-up to sign in and bring you",
                  age=rules.least_age(town))
            )  # fmt: skip

    @property
    def birth(self):
        """(year, month) of birth as typed, None when it is not asked."""
        return (int(self.birth_year.data), int(self.birth_month.data)) if self.birth_year else None

    @property
    def area_id(self):
        return int(self.area.data) if self.area.data else None
