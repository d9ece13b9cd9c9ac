"""What a guardian agreed to is known later: the wording has a number, and the number goes up when the words change."""

import re
from hashlib import sha256
from html import unescape

import time_machine

from app.consents import operations
from app.consents.models import Consent, ConsentStep
from app.consents.rules_asking import WORDS_VERSION
from app.extensions import db
from tests import cast as people
from tests.consents.conftest import GRACE

KNOWN = {1: "40c77564ccda8568"}
"""The fingerprint of the terms by the number of their wording. Words changed? Raise WORDS_VERSION and add a line."""


def terms(client, token):
    page = client.get(f"/consents/{token}").text
    part = re.search(r'<ul id="terms".*?</ul>', page, re.S)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split())


def wording(client, cast, ask):
    """The terms for a 14- and a 17-year-old, on a day that stands still."""
    with time_machine.travel("2026-11-22 12:00", tick=False):
        kit, asha = people.person("Kit", (2012, 1)), people.person("Asha", (2009, 1))
        younger = ask(kit, organisation_id=cast.friends.id, kind="outdoors").token
        return terms(client, younger) + terms(client, ask(asha, GRACE).token)


def test_it_works(client, cast, ask):
    assert sha256(wording(client, cast, ask).encode()).hexdigest()[:16] == KNOWN[WORDS_VERSION]


def test_s2_the_yes_keeps_which_words_it_was_given_to(young, ask):
    consent = ask(young.asha)
    operations.give(consent.token)
    assert db.session.query(Consent).one().words_version == WORDS_VERSION
    assert [step.words_version for step in db.session.query(ConsentStep)] == [WORDS_VERSION] * 2


def test_s2_who_said_yes_after_the_words_changed_agreed_to_the_new_ones(young, ask, monkeypatch):
    token = ask(young.asha).token
    monkeypatch.setattr(operations, "WORDS_VERSION", 7)
    operations.give(token)
    assert db.session.query(Consent).one().words_version == 7
