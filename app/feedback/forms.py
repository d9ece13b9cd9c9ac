"""What people type afterwards, when something is wrong, and in answer to that."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import StopValidation

from ..addresses import Unreadable, read_address
from ..web.forms import GatherForm, Needed, Words, tidy
from .rules import FACES, WORDS

FACE_WORDS = {"good": _l("Good"), "okay": _l("Okay"), "bad": _l("Not good")}
FACE_SYMBOLS = {"good": "smiley", "okay": "smiley-meh", "bad": "smiley-sad"}
KIND_WORDS = {
    "unsafe": _l("It is not safe"),
    "untrue": _l("It is not true"),
    "unkind": _l("Somebody was unkind"),
    "else": _l("Another thing"),
}
KIND_SYMBOLS = {"unsafe": "warning-circle", "untrue": "eye", "unkind": "chats-circle", "else": "puzzle-piece"}


class SayForm(GatherForm):
    """A face by one tap, or words after it; each is sent by itself."""

    face = StringField()
    words = TextAreaField(
        _l("Do you want to say more?"),
        filters=[tidy],
        validators=[Words(WORDS, _l("Say it with words"))],
        render_kw={"rows": "4"},
    )

    def validate_face(self, field):
        if field.data and field.data not in FACES:
            raise StopValidation(str(_l("Pick one of the faces")))


class ReportForm(GatherForm):
    """What is wrong; `found` is the `Address` where they want to hear of it, None where they left none."""

    kind = RadioField(
        _l("What is wrong?"),
        choices=[SelectChoice(kind, words) for kind, words in KIND_WORDS.items()],
        validators=[Needed(_l("Pick what is wrong"))],
        invalid_choice_message=_l("Pick what is wrong"),
    )
    about_young = BooleanField(_l("It is about somebody under 18"))
    words = TextAreaField(
        _l("What happened?"),
        filters=[tidy],
        validators=[Needed(_l("Tell us what happened")), Words(WORDS, _l("Say it with words"))],
        render_kw={"rows": "5"},
    )
    address = StringField(
        _l("Your mobile number or e-mail, if you want an answer"),
        filters=[tidy],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": "254"},
    )
    found = None

    def validate_address(self, field):
        if not field.data:
            return
        try:
            self.found = read_address(field.data)
        except Unreadable as problem:
            raise StopValidation(str(problem)) from problem


class AnswerForm(GatherForm):
    """What a team answers."""

    words = TextAreaField(
        _l("Your answer"),
        filters=[tidy],
        validators=[Needed(_l("Type your answer")), Words(1000, _l("Say it with words"))],
        render_kw={"rows": "5"},
    )
