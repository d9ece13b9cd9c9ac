"""What people type about an organisation and its team."""

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import StopValidation

from ..accounts.forms import read_reachable
from ..addresses import Unreadable, read_phone, spoken_form
from ..web.forms import GatherForm, Needed, Words, tidy

KIND_WORDS = {
    "charity": _l("Charity"),
    "practice": _l("GP practice"),
    "council": _l("Council"),
    "school": _l("School"),
    "group": _l("Group or club"),
}
KIND_PICTURES = {
    "charity": "hand-heart",
    "practice": "heartbeat",
    "council": "house",
    "school": "backpack",
    "group": "users-three",
}
"""The symbol of each kind."""
AGE_WORDS = {13: _l("13+|the law's least"), 16: _l("16+|and older"), 18: _l("18+|adults only")}
"""From which age people may help an organisation: the bands of the law, of which it may only leave some out."""
ROLE_WORDS = {
    "owner": _l("Owner: runs the team"),
    "coordinator": _l("Coordinator: posts things"),
    "safeguarding lead": _l("Safeguarding lead"),
    "desk": _l("Desk: answers the phone"),
    "door": _l("Door: welcomes people"),
}


class OrganisationForm(GatherForm):
    """Name, kind and phone of an organisation."""

    name = StringField(
        _l("What is it called?"),
        filters=[tidy],
        validators=[Needed(_l("Type its name")), Words(80, _l("Type its name with letters"))],
        render_kw={"autocomplete": "organization"},
    )
    kind = RadioField(
        _l("What is it?"),
        choices=[SelectChoice(kind, words) for kind, words in KIND_WORDS.items()],
        validators=[Needed(_l("Pick what it is"))],
        invalid_choice_message=_l("Pick what it is"),
    )
    phone = StringField(
        _l("Its phone number"),
        filters=[tidy],
        validators=[Needed(_l("Type a phone number that people can call"))],
        render_kw={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "maxlength": "30"},
    )
    number = ""

    def validate_phone(self, field):
        try:
            self.number = spoken_form(read_phone(field.data).value)
        except Unreadable as problem:
            raise StopValidation(str(problem)) from problem


class ChangeForm(OrganisationForm):
    """The same, with the person who keeps young people safe (RULES S5) and the least age of helpers (S1)."""

    safeguarding_lead = StringField(
        _l("Safeguarding lead"),
        filters=[tidy],
        validators=[Words(80, _l("Type the name with letters"))],
        render_kw={"autocomplete": "off"},
    )
    youngest_helper = RadioField(
        _l("How old must helpers be?"),
        choices=[SelectChoice(age, words) for age, words in AGE_WORDS.items()],
        coerce=int,
        invalid_choice_message=_l("Pick how old helpers must be"),
    )


class MemberForm(GatherForm):
    """Somebody who joins the team; `found` is the `Address` that was read."""

    address = StringField(
        _l("Their mobile number or e-mail"),
        filters=[tidy],
        validators=[Needed(_l("Type their mobile number or their e-mail"))],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": "254"},
    )
    role = SelectField(
        _l("What will they do?"),
        choices=[SelectChoice(role, words) for role, words in ROLE_WORDS.items()],
        default="coordinator",
        invalid_choice_message=_l("Pick what they will do"),
    )
    found = None

    def validate_address(self, field):
        self.found = read_reachable(field.data)


def last_owner() -> str:
    """Why the last owner cannot go."""
    return _("A team needs an owner. Make somebody else an owner first")
