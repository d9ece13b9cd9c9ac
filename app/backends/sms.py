"""One seam for one text message to one phone. Keeps nothing, and lets neither the number nor the words reach a log."""

import re

from flask import current_app

from .engines import find, scheme

ENGINES = {"console": ".sms_console", "notify": ".sms_notify"}
NUMBER = re.compile(r"\+?[0-9]{6,15}")
"""Digits as E.164 counts them; finding the country is the business of who knows the person."""
LONGEST = 918
"""Six parts of 153 letters: the most a single text may have (GOV.UK Notify)."""


class SmsFailed(Exception):
    """A text was not taken; `reason` is a sentence without personal data, `retryable` whether to try again later."""

    def __init__(self, reason, retryable):
        super().__init__(reason)
        self.reason, self.retryable = reason, retryable


def send_sms(to, text, *, reference=None) -> str | None:
    """Hand one text message over to be delivered; what to ask `sms_status` about, None if nobody can tell.

    `reference` is a word of ours that the engine may note. Raises SmsFailed.
    """
    if not NUMBER.fullmatch(to):
        raise SmsFailed("This is not one phone number.", retryable=False)
    if not text.strip() or len(text) > LONGEST:
        raise SmsFailed("The text is empty or too long.", retryable=False)
    return current_app.extensions["gather_sms"].send(to, text, reference)


def sms_status(reference) -> str | None:
    """What became of a text: "delivered", "no such address", "failed", or None while nobody knows.

    Raises SmsFailed when it can't be asked just now.
    """
    return current_app.extensions["gather_sms"].status(reference)


def init_app(app):
    """Choose the engine by the scheme of GATHER_SMS_URL."""
    url = app.config["SMS_URL"]
    app.extensions["gather_sms"] = find(ENGINES, scheme(url), "GATHER_SMS_URL")(url)
