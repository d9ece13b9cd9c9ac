"""One seam for one text message to one phone. Keeps nothing, and lets neither the number nor the words reach a log."""

import re

from flask import current_app

from .engines import find, scheme

ENGINES = {"console": ".sms_console"}
NUMBER = re.compile(r"\+?[0-9]{6,15}")
"""Digits as E.164 counts them; finding the country is the business of who knows the person."""
LONGEST = 918
"""Six parts of 153 letters: the most a single text may have (GOV.UK Notify)."""


class SmsFailed(Exception):
    """A text was not taken; `reason` is a sentence without personal data, `retryable` whether to try again later."""

    def __init__(self, reason, retryable):
        super().__init__(reason)
        self.reason, self.retryable = reason, retryable


def send_sms(to, text):
    """Hand one text message over to be delivered. Raises SmsFailed."""
    if not NUMBER.fullmatch(to):
        raise SmsFailed("This is not one phone number.", retryable=False)
    if not text.strip() or len(text) > LONGEST:
        raise SmsFailed("The text is empty or too long.", retryable=False)
    current_app.extensions["gather_sms"].send(to, text)


def init_app(app):
    """Choose the engine by the scheme of GATHER_SMS_URL."""
    url = app.config["SMS_URL"]
    app.extensions["gather_sms"] = find(ENGINES, scheme(url), "GATHER_SMS_URL")(url)
