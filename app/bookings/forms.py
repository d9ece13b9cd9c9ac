"""Who a place is for, how many come, and how to reach them."""

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import ValidationError

from ..accounts.queries import name_key
from ..addresses import Unreadable, read_email, read_phone, spoken_form
from ..typos import likely_email
from ..web.forms import Needed, Words, tidy
from .forms_needs import NeedsForm
from .operations import Request
from .rules import PARTY_MAX

ME, SOMEONE = "me", "someone"
CARER, PERSON = "carer", "person"
NAME_MAX = 40


class DetailsForm(NeedsForm):
    """First name and a phone or an e-mail, for oneself or somebody else; no account.

    `known` is who the form begins with, `others` are bookings of others on this phone, `most` the largest party.
    """

    who = RadioField(_l("Who is it for?"), default=ME)
    first_name = StringField(
        _l("First name"),
        filters=[tidy],
        validators=[
            Needed(_l("Type a first name, so we can say hello")),
            Words(NAME_MAX, _l("Type a name with letters")),
        ],
    )
    told = RadioField(
        _l("Who gets our messages?"),
        choices=[SelectChoice(CARER, _l("I do, on my number")), SelectChoice(PERSON, _l("They do, on their number"))],
        default=CARER,
    )
    phone = StringField(_l("Your mobile number"), filters=[tidy])
    email = StringField(_l("Your e-mail"), filters=[tidy])
    sure_email = StringField(filters=[tidy])
    """The answer to "Did you mean …?": the address that is right."""
    party = IntegerField(_l("How many people?"), default=1)
    adult = BooleanField(_l("I am 18 or over"))
    knows = BooleanField(_l("They know I am booking this for them"), default=True)

    address = None
    """The `Address` that was typed, once the form is valid."""
    meant_email = None
    """What was probably meant, where an e-mail looks like a slip of the finger and nobody said which is right."""
    is_one_tap = False
    """Whether everything is known already, so that one tap is enough."""
    is_grown_up = False
    """Whether the signed-in person is known to be grown up on the day."""

    def __init__(self, asks_age=False, for_others=True, known=None, others=(), most=PARTY_MAX, **given):
        begun = _begun(known) if known else {}
        super().__init__(known=known, for_others=for_others, **begun, **given)
        self.asks_age, self.others, self.most = asks_age, others if for_others else (), most
        self.party.render_kw = {"min": 1, "max": most}
        if not asks_age:
            del self.adult
        elif for_others:
            self.adult.label.text = _("Whoever comes is 18 or over")
        if for_others:
            self.who.choices = self._people()
        else:
            del self.who, self.knows, self.told

    def _people(self):
        here = [SelectChoice(f"person-{one.person_id}", one.person.first_name) for one in self.others]
        return [SelectChoice(ME, _("Me")), *here, SelectChoice(SOMEONE, _("Someone else"))]

    @property
    def who_symbols(self):
        """The picture beside each choice of who it is for."""
        return {choice.value: "users" if choice.value == SOMEONE else "user" for choice in self.who.choices}

    @property
    def who_else(self):
        """The choices that mean another person than the one the form began with, as data-shown-when writes them."""
        return "|".join(choice.value for choice in self.who.choices if choice.value != ME)

    @property
    def picked(self):
        """The earlier booking of whoever was picked by name, None when nobody was."""
        return next((one for one in self.others if self.who.data == f"person-{one.person_id}"), None)

    @property
    def is_for_someone(self):
        """Whether somebody books for another person."""
        return self.picked.for_someone_else if self.picked else "who" in self and self.who.data == SOMEONE

    @property
    def is_for_known(self):
        """Whether the place is for the very person the form began with."""
        same = self.known and self.address in self.known.addresses
        return bool(same and name_key(self.first_name.data) == self.known.name_key)

    @property
    def whose_address(self):
        """Whose the address is: the "person"'s own or the "carer"'s."""
        if self.picked:
            return self.picked.told
        return self.told.data if self.is_for_someone else PERSON

    @property
    def is_several(self):
        """Whether the questions about more than one person have been touched."""
        return self.party.data != 1 or bool(self.party.errors)

    def validate_party(self, field):
        if field.data is not None and 1 <= field.data <= self.most:
            return
        if self.most == 1:
            raise ValidationError(_("This time is for one person. Pick one more time for each other person"))
        raise ValidationError(_("You can book for 1 to %(most)s people. For more, please call us", most=self.most))

    def validate_adult(self, field):
        if field.data:
            return
        if "who" in self:
            raise ValidationError(_("This is for people of 18 and over. Tick this if that is so"))
        raise ValidationError(
            _("Tick this if you are 18 or over. If you are younger, ask a parent or carer to call us")
        )

    def validate_knows(self, field):
        if self.is_for_someone and not field.data:
            raise ValidationError(_("Ask them first, then tick this"))

    def validate(self, extra_validators=None):
        if self.picked:
            person = self.picked.person
            self.first_name.data, self.phone.data, self.email.data = person.first_name, person.phone, person.email
        elif self.sure_email.data:
            self.email.data = self.sure_email.data
        valid = super().validate(extra_validators)
        return self._read_address() and self._is_another() and valid and self._is_meant()

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

    def _is_another(self):
        """Somebody else is not the person whose name stood there from the beginning (RULES C5)."""
        if "who" not in self or self.who.data != SOMEONE or not self.is_for_known:
            return True
        self.refuse("first_name", _("This is your own name. Type the name of the person who comes"))
        return False

    def _is_meant(self):
        if self.sure_email.data or self.address.kind != "email":
            return True
        if self.picked or (self.known and self.address in self.known.addresses):
            return True  # it was asked before
        self.meant_email = likely_email(self.address.value)
        return self.meant_email is None


def _begun(person):
    phone = spoken_form(person.phone) if person.phone else ""
    return {"first_name": person.first_name, "phone": phone, "email": person.email}


def how_many_fit(party, room) -> str:
    """What is said where fewer fit than come."""
    fit = ngettext("There is room for %(num)s person now.", "There is room for %(num)s people now.", room)
    return fit + " " + _("You are %(num)s.", num=party)


def request_from(form, person, mark, passed="") -> Request:
    """The `Request` that a filled-in form makes.

    `person` is who is signed in, `mark` the phone's, `passed` what it passed of the eligibility check.
    """
    needs, interpreter = form.needs_told(form.is_for_known)
    says_adult = form.adult.data if form.asks_age else form.is_grown_up and not form.is_for_someone
    return Request(
        form_key=form.key.data, phone_mark=mark, person_id=person.id if person and form.is_for_known else None,
        party=form.party.data, first_name=form.first_name.data, address=form.address,
        for_someone_else=form.is_for_someone, told=form.whose_address, says_adult=says_adult, needs=needs,
        interpreter=interpreter, passed=passed, despite_clash="despite_clash" in request.form,
    )  # fmt: skip
