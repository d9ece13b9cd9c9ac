"""The team: who is in it, as what, and how one is told."""

import pytest

from app.extensions import db
from app.notifications.models import Message
from app.organisations.models import Membership, Organisation
from tests.cast import signed_in

PAGE = "/organise/organisations/millom-beach-friends/members"


def role_of(account):
    return db.session.query(Membership.role).filter_by(account_id=account.id).scalar()


def test_it_works(client, cast):
    signed_in(client, cast.carol)
    answer = client.post(PAGE, data={"address": "ben@example.org", "role": "coordinator"})
    assert answer.headers["Location"] == PAGE
    assert role_of(cast.ben) == "coordinator"
    page = client.get(PAGE).text
    assert "Ben" in page and "Carol" in page and "Priya" in page


def test_they_are_told_once(client, cast):
    signed_in(client, cast.carol)
    for role in ("coordinator", "door"):
        client.post(PAGE, data={"address": "ben@example.org", "role": role})
    assert role_of(cast.ben) == "door"
    message = db.session.query(Message).filter_by(about="organisations.added").one()
    assert message.address == "ben@example.org"
    assert message.text == (
        "Gather Round Millom: you are in the team of Millom Beach Friends. See what you can do: "
        "http://localhost/organise/"
    )
    assert len(message.text) <= 160


def test_somebody_new_is_shown_by_what_shows_of_their_address(client, cast):
    signed_in(client, cast.carol)
    client.post(PAGE, data={"address": "newcomer@example.org", "role": "desk"})
    page = client.get(PAGE).text
    assert "n•••@example.org" in page and "newcomer@" not in page


def test_a_role_can_be_changed(client, cast):
    signed_in(client, cast.carol)
    assert client.post(f"{PAGE}/{cast.priya.id}", data={"role": "door"}).headers["Location"] == PAGE
    assert role_of(cast.priya) == "door"


def test_somebody_can_be_taken_out(client, cast):
    signed_in(client, cast.carol)
    assert client.post(f"{PAGE}/{cast.priya.id}/removal").headers["Location"] == PAGE
    assert role_of(cast.priya) is None
    assert client.post(f"{PAGE}/{cast.priya.id}/removal").status_code == 404


def test_who_is_no_member_is_not_found(client, cast):
    signed_in(client, cast.carol)
    assert client.post(f"{PAGE}/{cast.dev.id}", data={"role": "owner"}).status_code == 404
    assert client.post(f"{PAGE}/{cast.dev.id}/removal").status_code == 404
    assert role_of(cast.dev) == "owner"  # of the practice, as before


def test_a_role_that_does_not_exist_is_refused(client, cast):
    signed_in(client, cast.carol)
    assert client.post(f"{PAGE}/{cast.priya.id}", data={"role": "king"}).status_code == 422
    assert client.post(PAGE, data={"address": "ben@example.org", "role": "king"}).status_code == 422
    assert role_of(cast.priya) == "desk" and role_of(cast.ben) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type their mobile number or their e-mail"),
        ("ben@", "This e-mail does not look right"),
        ("020 7946 0018", "This phone can&#39;t get a text"),
    ],
)
def test_an_address_that_cannot_be_reached_is_refused_in_words(client, cast, typed, sentence):
    answer = signed_in(client, cast.carol).post(PAGE, data={"address": typed, "role": "desk"})
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2


def test_before_the_towns_yes_nobody_is_written_to(client, cast):
    signed_in(client, cast.ben)
    client.post("/organise/organisations/new", data={"name": "Spam", "kind": "group", "phone": "0808 157 0114"})
    page = "/organise/organisations/spam/members"
    assert "You can add people once a steward of the town said yes" in client.get(page).text
    assert client.post(page, data={"address": "grace@example.org", "role": "desk"}).status_code == 404
    assert db.session.query(Message).filter_by(about="organisations.added").count() == 0


def test_who_takes_their_own_role_away_is_led_out(client, town, cast):
    signed_in(client, cast.carol).post(PAGE, data={"address": "ben@example.org", "role": "owner"})
    assert client.post(f"{PAGE}/{cast.carol.id}/removal").headers["Location"] == "/me"
    assert client.get(PAGE).status_code == 404


def test_an_organisation_keeps_its_people_apart(client, cast):
    signed_in(client, cast.sam)
    practice = db.session.query(Organisation).filter_by(id=cast.practice.id).one().slug
    page = client.get(f"/organise/organisations/{practice}/members").text
    assert "Dev" in page and "Carol" not in page
