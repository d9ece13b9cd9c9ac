"""What organisers type about areas and venues."""

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField, StringField
from wtforms.validators import StopValidation

from ..web.forms import GatherForm, Needed, Words, tidy
from .rules import on_earth


class AreaForm(GatherForm):
    """A ward or neighbourhood and its centre in degrees."""

    name = StringField(
        _l("What is the area called?"),
        filters=[tidy],
        validators=[Needed(_l("Type the name of the area")), Words(80, _l("Type its name with letters"))],
        render_kw={"autocomplete": "off"},
    )
    latitude = StringField(
        _l("Latitude"),
        filters=[tidy],
        validators=[Needed(_l("Type the latitude, like 54.2106"))],
        render_kw={"inputmode": "text", "autocomplete": "off", "maxlength": "20"},
    )
    longitude = StringField(
        _l("Longitude"),
        filters=[tidy],
        validators=[Needed(_l("Type the longitude, like -3.2718"))],
        render_kw={"inputmode": "text", "autocomplete": "off", "maxlength": "20"},
    )

    def validate_latitude(self, field):
        if not on_earth(_degrees(field), 0):
            raise StopValidation(_("The latitude goes from -90 to 90. Britain is at 50 to 61"))

    def validate_longitude(self, field):
        if not on_earth(0, _degrees(field)):
            raise StopValidation(_("The longitude goes from -180 to 180. Britain is at -8 to 2"))

    @property
    def centre(self):
        """(latitude, longitude) in degrees."""
        return _degrees(self.latitude), _degrees(self.longitude)


def _degrees(field):
    try:
        return float(field.data.replace(",", ".").replace("−", "-").removesuffix("°"))
    except ValueError as problem:
        raise StopValidation(_("Type a number, like 54.2106")) from problem


class VenueForm(GatherForm):
    """A place with what a visitor needs to know to get in."""

    name = StringField(
        _l("What is the place called?"),
        filters=[tidy],
        validators=[Needed(_l("Type the name of the place")), Words(80, _l("Type its name with letters"))],
        render_kw={"autocomplete": "off"},
    )
    address = StringField(
        _l("Address"),
        filters=[tidy],
        validators=[Needed(_l("Type the street and the town")), Words(160, _l("Type the street with letters"))],
        render_kw={"autocomplete": "off"},
    )
    area = SelectField(
        _l("Which area is it in?"),
        validators=[Needed(_l("Pick the area"))],
        invalid_choice_message=_l("Pick the area"),
    )
    step_free = BooleanField(_l("No steps to get in"))
    accessible_toilet = BooleanField(_l("Toilet for wheelchair users"))
    hearing_loop = BooleanField(_l("Hearing loop"))
    parking = BooleanField(_l("Parking"))
    access_note = StringField(
        _l("Anything else about getting in?"),
        filters=[tidy],
        validators=[Words(160, _l("Type it with letters"))],
        render_kw={"autocomplete": "off"},
    )

    def __init__(self, areas, **given):
        super().__init__(**given)
        choices = [SelectChoice(str(area.id), area.name) for area in areas]
        self.area.choices = choices if len(choices) == 1 else [SelectChoice("", _("Pick")), *choices]

    @property
    def facts(self):
        """The access facts, by the names of their columns."""
        names = ("step_free", "accessible_toilet", "hearing_loop", "parking", "access_note")
        return {name: self[name].data for name in names}
