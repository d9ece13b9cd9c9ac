"""What an organiser says when people are to be asked."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice

from ..web.forms import GatherForm
from .rules_starting import LEAD_MINUTES

LEADS = {
    0: _l("When it starts"),
    30: _l("Half an hour before"),
    120: _l("2 hours before"),
    720: _l("12 hours before"),
}  # fmt: skip


class StartForm(GatherForm):
    """Until when a yes is of use."""

    lead = RadioField(
        _l("Until when must people have said yes?"),
        choices=[SelectChoice(minutes, words) for minutes, words in LEADS.items()],
        coerce=int,
        default=LEAD_MINUTES,
    )
