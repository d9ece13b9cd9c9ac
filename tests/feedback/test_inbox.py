"""The team reads, answers and settles from one inbox; an organiser elsewhere finds nothing there."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.feedback.messages import ANSWERED
from app.feedback.models import Report, ReportAnswer
from app.feedback.operations_reports import report
from app.notifications.models import Message
from app.organisations.operations import set_role
from tests.cast import drive, email, phone, signed_in

KEY = "a" * 22


@pytest.fixture
def reported(cast):
    return report(drive(cast), "untrue", "It was not free.", address=phone(491))


def page(reported):
    return f"/organise/reports/{reported.id}"


def test_it_works(reported, client, cast):
    carol = signed_in(client, cast.carol)
    assert "Inbox: 1 to answer" in carol.get("/organise/").text
    assert "It is not true" in carol.get("/organise/reports").text
    assert "It was not free." in carol.get(page(reported)).text
    sent = carol.post(f"{page(reported)}/answers", data={"words": "Sorry. It is free now.", "key": KEY})
    assert sent.status_code == 303
    assert "Answered by Carol" in carol.get(page(reported)).text
    assert "to answer" not in carol.get("/organise/").text


def test_whoever_reported_hears_of_the_answer_and_reads_it_behind_their_link(reported, client, cast):
    signed_in(client, cast.carol).post(f"{page(reported)}/answers", data={"words": "It is free now.", "key": KEY})
    message = db.session.scalar(select(Message).where(Message.about == ANSWERED))
    assert reported.code in message.text
    assert "free now" not in message.text
    shown = client.application.test_client().get(f"/feedback/reports/{reported.code}").text
    assert "It is free now." in shown
    assert "Carol" not in shown


def test_the_same_answer_twice_is_one(reported, client, cast):
    for _ in range(2):
        signed_in(client, cast.carol).post(f"{page(reported)}/answers", data={"words": "Sorry.", "key": KEY})
    assert len(db.session.scalars(select(ReportAnswer)).all()) == 1
    assert len(db.session.scalars(select(Message).where(Message.about == ANSWERED)).all()) == 1


def test_it_is_settled_once_and_says_by_whom(reported, client, cast):
    carol = signed_in(client, cast.carol)
    for _ in range(2):
        assert carol.post(f"{page(reported)}/settlement").status_code == 303
    assert "Settled by Carol" in carol.get(page(reported)).text
    assert len(db.session.scalars(select(ReportAnswer)).all()) == 1
    carol.post(f"{page(reported)}/reopening")
    assert db.session.get(Report, reported.id).state == "answered"


@pytest.mark.parametrize("who", ["dev", "priya", "ben"])
def test_who_may_not_answer_finds_nothing(reported, client, cast, who):
    client = signed_in(client, getattr(cast, who))
    assert client.get(page(reported)).status_code == 404
    assert client.post(f"{page(reported)}/answers", data={"words": "Hm.", "key": KEY}).status_code == 404
    assert client.post(f"{page(reported)}/settlement").status_code == 404
    assert "It is not true" not in client.get("/organise/reports").text
    assert db.session.get(Report, reported.id).state == "new"


def test_a_safeguarding_lead_and_a_steward_read_it_too(reported, client, cast):
    set_role(cast.friends.id, email("Grace"), "safeguarding lead")
    for account in (cast.grace, cast.sam):
        assert "It was not free." in signed_in(client, account).get(page(reported)).text


def test_an_empty_answer_is_not_sent(reported, client, cast):
    said = signed_in(client, cast.carol).post(f"{page(reported)}/answers", data={"words": " ", "key": KEY})
    assert said.status_code == 422
    assert db.session.scalars(select(ReportAnswer)).all() == []
