"""How notices fare, for organisers and stewards: numbers, reasons, pauses, and nobody's name."""

import re

import pytest

from app.notifications.operations import tell
from tests.cast import signed_in
from tests.phones import NOTICE

PAGE = "/organise/notices"


@pytest.fixture
def carol(client, cast):
    return signed_in(client, cast.carol)


def push(account):
    tell((), "x", "y", about="test", push=NOTICE, person_id=account.person_id, push_only=True)


def test_it_works(carol, cast, phones):
    phones.of(cast.ben.person_id)
    push(cast.ben)
    page = carol.get(PAGE).text
    assert "1 phone hears from us" in page
    assert "1 notice arrived" in page
    assert "100 in 100 within 10 seconds" in page
    assert "Nothing waits" in page
    assert phones.service.host in page


def test_the_steward_sees_it_too(client, cast):
    assert signed_in(client, cast.sam).get(PAGE).status_code == 200


def test_an_outsider_finds_nothing(client, cast):
    assert client.get(PAGE).headers["Location"].startswith("/sign-in")
    assert signed_in(client, cast.ben).get(PAGE).status_code == 404


def test_what_waits_and_why_it_failed_is_said(carol, cast, phones):
    gone = phones.of(cast.ben.person_id)
    phones.service.behave(status=410, only=[gone])
    push(cast.ben)
    phones.of(cast.ben.person_id)
    phones.service.behave(status=429, headers={"retry-after": "600"})
    push(cast.ben)
    page = carol.get(PAGE).text
    assert "None of their phones shows this. <strong>1</strong>" in page
    assert "1 notice waits" in page
    assert "Left alone until" in page
    assert "asks us to wait (429)" in page


def test_it_names_nobody(carol, cast, phones):
    phone = phones.of(cast.ben.person_id)
    push(cast.ben)
    page = carol.get(PAGE).text
    assert phone.name not in page
    assert not re.search(r"\bBen\b", page)


def test_before_anything_was_sent_it_says_so(carol):
    assert "No notice was sent" in carol.get(PAGE).text
