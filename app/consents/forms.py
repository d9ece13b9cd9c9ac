"""Who is asked for their yes, and the answer."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import AnyOf

from ..accounts.forms import read_reachable
from ..web.forms import GatherForm, Needed, Words, tidy

ANSWERS = ("yes", "no")


class GuardianForm(GatherForm):
    """The parent or carer of a young person; `found` is the `Address` that was read."""

    guardian_name = StringField(
        _l("Their first name"),
        filters=[tidy],
        validators=[
            Needed(_l("Type the first name of your parent or carer")),
            Words(40, _l("Type their name with letters")),
        ],
        render_kw={"autocomplete": "off"},
    )
    address = StringField(
        _l("Their mobile number or e-mail"),
        filters=[tidy],
        validators=[Needed(_l("Type their mobile number or their e-mail"))],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": "254"},
    )
    found = None

    def validate_address(self, field):
        self.found = read_reachable(field.data)


class AnswerForm(GatherForm):
    """Yes or no, by one of two buttons."""

    answer = StringField(validators=[Needed(_l("Tap yes or no")), AnyOf(ANSWERS, _l("Tap yes or no"))])
