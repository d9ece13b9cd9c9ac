"""Anybody can say that something is wrong; it reaches who has to know, and nobody else reads it."""

import re

import pytest
from sqlalchemy import func, select

from app.accounts.operations import make_steward
from app.accounts.queries import account_at
from app.extensions import db
from app.feedback.messages import REPORTED
from app.feedback.models import Report
from app.notifications.models import Delivery, Message
from app.organisations.operations import set_role
from tests.cast import drive, email, signed_in

KEY = "r" * 22
OWNERS = {email("Carol").value, email("Sam").value}
"""Sam founded the organisation."""
WRONG = {"kind": "unkind", "words": "Somebody shouted at my son.", "key": KEY}


def path(event):
    return f"/feedback/events/{event.slug}/reports"


def told():
    """The addresses that heard of a report."""
    to = select(Delivery.address).join(Delivery.message).where(Message.about == REPORTED)
    return set(db.session.scalars(to))


@pytest.fixture
def event(cast):
    return drive(cast)


def test_it_works(event, client):
    assert "Report a problem" in client.get(f"/events/{event.slug}").text
    assert "What is wrong?" in client.get(f"{path(event)}/new").text
    sent = client.post(path(event), data=WRONG)
    assert sent.status_code == 303
    shown = client.get(sent.location)
    assert "Thank you for telling us" in shown.text
    assert "Somebody shouted at my son." in shown.text
    assert shown.headers["Referrer-Policy"] == "no-referrer"


def test_the_same_form_twice_is_one_report(event, client):
    first, second = client.post(path(event), data=WRONG), client.post(path(event), data=WRONG)
    assert first.location == second.location
    assert db.session.scalar(select(func.count(Report.id))) == 1
    assert len(db.session.scalars(select(Message).where(Message.about == REPORTED)).all()) == len(told())


def test_owners_hear_that_there_is_something_and_not_what(event, client):
    client.post(path(event), data=WRONG)
    assert told() == OWNERS
    for message in db.session.scalars(select(Message).where(Message.about == REPORTED)):
        assert "shouted" not in message.text + message.subject


@pytest.mark.parametrize("grave", [{"kind": "unsafe"}, {"about_young": "y"}])
def test_s5_who_keeps_people_safe_and_the_steward_hear_of_what_could_hurt_somebody(event, client, cast, grave):
    set_role(cast.friends.id, email("Grace"), "safeguarding lead")
    make_steward(email("Ruth"))
    client.post(path(event), data=WRONG | grave)
    assert told() == OWNERS | {email("Grace").value, email("Ruth").value}
    assert {one.pace for one in db.session.scalars(select(Message).where(Message.about == REPORTED))} == {"urgent"}


def test_control_other_reports_do_not_reach_them(event, client, cast):
    set_role(cast.friends.id, email("Grace"), "safeguarding lead")
    make_steward(email("Ruth"))
    client.post(path(event), data=WRONG)
    assert told() == OWNERS


@pytest.mark.parametrize("missing", ["kind", "words"])
def test_what_is_missing_is_said_and_the_rest_kept(event, client, missing):
    page = client.post(path(event), data={name: value for name, value in WRONG.items() if name != missing})
    assert page.status_code == 422
    assert told() == set()


def test_a_wrong_address_is_said_and_none_is_fine(event, client):
    assert client.post(path(event), data=WRONG | {"address": "nobody@"}).status_code == 422
    assert client.post(path(event), data=WRONG | {"address": ""}).status_code == 303


def test_what_the_town_cannot_see_cannot_be_reported(client, cast):
    draft = drive(cast, publish_now=False)
    assert client.get(f"{path(draft)}/new").status_code == 404
    assert client.post(path(draft), data=WRONG).status_code == 404


def test_a_code_that_nobody_has_opens_nothing(client, event):
    assert client.get("/feedback/reports/abcdefghijklmnopqrstuv").status_code == 404


def test_whoever_is_signed_in_is_known_to_nobody_of_the_team(event, client, cast):
    signed_in(client, cast.ben).post(path(event), data=WRONG)
    report = db.session.scalar(select(Report))
    assert report.person_id == account_at(email("Ben")).person_id
    page = signed_in(client, cast.carol).get(f"/organise/reports/{report.id}").text
    assert not re.search(r"\bBen\b", page)
