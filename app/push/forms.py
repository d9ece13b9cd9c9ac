"""What a browser sends of itself, and what somebody ticks about their notices."""

from datetime import time

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from wtforms import BooleanField, RadioField, SelectField

from ..notifications.rules import (
    CLOSES,
    MOST_ASKS_A_WEEK,
    QUIET_FROM,
    QUIET_UNTIL,
    YOUNG_ASKS_A_WEEK,
    YOUNG_CLOSES,
)
from ..web.forms import GatherForm
from ..web.words import time_words
from .problems import Problem

LONGEST_ADDRESS, LONGEST_KEY = 2000, 200


class Keys(BaseModel):
    """The two keys of a subscription, base64url."""

    p256dh: str = Field(max_length=LONGEST_KEY)
    auth: str = Field(max_length=LONGEST_KEY)


class SubscriptionBody(BaseModel):
    """What `PushSubscription.toJSON()` gives, and which switches the same tap said yes to."""

    model_config = ConfigDict(extra="ignore")

    endpoint: str = Field(max_length=LONGEST_ADDRESS)
    keys: Keys
    wants: list[str] = []


def read_subscription() -> SubscriptionBody:
    """The body of the request. Raises Problem for anything else."""
    if not request.is_json:
        raise Problem("media_type")
    try:
        return SubscriptionBody.model_validate_json(request.get_data())
    except ValidationError as wrong:
        raise Problem("invalid") from wrong


def _hour(text):
    return time.fromisoformat(str(text))


class WishesForm(GatherForm):
    """What one person wants to hear on their phones, how often, and when not."""

    reminders = BooleanField(_l("About my places"))
    asks = BooleanField(_l("When a hand is needed"))
    news = BooleanField(_l("News of the town"))
    asks_a_week = RadioField(_l("How often may we ask?"), coerce=int)
    quiet_from = SelectField(_l("Quiet from"), coerce=_hour)
    quiet_until = SelectField(_l("Quiet until"), coerce=_hour)

    def __init__(self, wishes, is_young, **more):
        super().__init__(obj=wishes, **more)
        self.is_young = is_young
        most, closes = (YOUNG_ASKS_A_WEEK, YOUNG_CLOSES) if is_young else (MOST_ASKS_A_WEEK, CLOSES)
        each = _("a week")
        self.asks_a_week.choices = [(number, f"{number}|{each}") for number in range(1, most + 1)]
        self.quiet_from.choices = [(hour, time_words(hour)) for hour in QUIET_FROM if hour <= closes]
        self.quiet_until.choices = [(hour, time_words(hour)) for hour in QUIET_UNTIL]
        if not self.is_submitted():
            self.asks_a_week.data = min(wishes.asks_a_week, most)
            self.quiet_from.data = min(wishes.quiet_from, closes)

    @property
    def wishes(self) -> dict:
        """As operations_phones.choose takes them."""
        names = ("reminders", "asks", "news", "asks_a_week", "quiet_from", "quiet_until")
        return {name: self[name].data for name in names}
