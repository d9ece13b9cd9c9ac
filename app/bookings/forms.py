"""Who a place is for, and how to reach them."""

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, StringField
from wtforms.validators import ValidationError

from ..addresses import Unreadable, read_email, read_phone
from ..web.forms import GatherForm, Needed, Words, tidy

ME, SOMEONE = "me", "someone"
NAME_MAX = 40
CHOICES = [SelectChoice(ME, _l("Me")), SelectChoice(SOMEONE, _l("Someone else"))]


class DetailsForm(GatherForm):
    """First name and a phone or an e-mail, for oneself or somebody else; no account."""

    who = RadioField(_l("Who is it for?"), choices=CHOICES, default=ME)
    first_name = StringField(
        _l("First name"),
        filters=[tidy],
        validators=[
            Needed(_l("Type a first name, so we can say hello")),
            Words(NAME_MAX, _l("Type a name with letters")),
        ],
    )
    phone = StringField(_l("Your mobile number"), filters=[tidy])
    email = StringField(_l("Your e-mail"), filters=[tidy])
    adult = BooleanField(_l("I am 18 or over"))
    knows = BooleanField(_l("They know I am booking this for them"), default=True)

    address = None
    """The `Address` that was typed, once the form is valid."""
    is_known = False
    """Whether everything is known already, so that one tap is enough."""

    def __init__(self, asks_age=False, for_others=True, **given):
        super().__init__(**given)
        self.asks_age = asks_age
        if not asks_age:
            del self.adult
        if not for_others:
            del self.who, self.knows

    @property
    def is_for_someone(self):
        return "who" in self and self.who.data == SOMEONE

    def validate_adult(self, field):
        if not field.data:
            raise ValidationError(
                _("Tick this if you are 18 or over. If you are younger, ask a parent or carer to call us")
            )

    def validate_knows(self, field):
        if self.is_for_someone and not field.data:
            raise ValidationError(_("Ask them first, then tick this"))

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        return self._read_address() and valid

    def _read_address(self):
        for field, read in ((self.email, read_email), (self.phone, read_phone)):
            if not field.data:
                continue
            try:
                self.address = read(field.data)  # a phone, read last, is preferred
            except Unreadable as problem:
                self.refuse(field.name, str(problem))
        if not self.phone.data and not self.email.data:
            self.refuse("phone", _("Type a phone number we can text, or an e-mail"))
        return not self.phone.errors and not self.email.errors
