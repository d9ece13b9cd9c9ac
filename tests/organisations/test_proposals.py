"""Anybody signed in may propose an organisation; a steward says yes before anything of it shows."""

import pytest

from app.extensions import db
from app.notifications.models import Message
from app.organisations.models import Membership, Organisation
from tests.cast import signed_in

FACTS = {"name": "Amal Women's Circle", "kind": "group", "phone": "0808 157 0114", "key": "k" * 22}
NEW = "/organise/organisations/new"


def made(slug="amal-women-s-circle"):
    return db.session.query(Organisation).filter_by(slug=slug).one_or_none()


def texts_about(what):
    return [row.text for row in db.session.query(Message).filter_by(about=what)]


def test_it_works(client, town, cast):
    signed_in(client, cast.ben)
    assert client.get(NEW).status_code == 200
    answer = client.post(NEW, data=FACTS)
    assert answer.headers["Location"] == "/organise/organisations/amal-women-s-circle"
    assert made().approved_at is None
    assert "Waiting for a yes from the town" in client.get(answer.headers["Location"]).text
    assert texts_about("organisations.proposed") == [
        "Gather Round Millom: Amal Women's Circle would like to join. Please look: "
        "http://localhost/organise/organisations"
    ]

    steward = signed_in(town.test_client(), cast.sam)
    assert "Waiting for your yes" in steward.get("/organise/organisations").text
    steward.post("/organise/organisations/amal-women-s-circle/approval")
    assert made().approved_at is not None
    assert len(texts_about("organisations.approved")) == 1
    assert "Waiting for a yes" not in client.get(answer.headers["Location"]).text


def test_a_stewards_own_is_approved_at_once(client, cast):
    signed_in(client, cast.sam).post(NEW, data=FACTS)
    assert made().approved_at is not None
    assert texts_about("organisations.proposed") == []


def test_sending_the_form_twice_makes_one(client, cast):
    signed_in(client, cast.ben)
    first, second = client.post(NEW, data=FACTS), client.post(NEW, data=FACTS)
    assert first.headers["Location"] == second.headers["Location"]
    assert db.session.query(Membership).filter_by(account_id=cast.ben.id).count() == 1


def test_approving_twice_tells_once_and_changes_nothing(client, town, cast):
    signed_in(client, cast.ben).post(NEW, data=FACTS)
    steward = signed_in(town.test_client(), cast.sam)
    steward.post("/organise/organisations/amal-women-s-circle/approval")
    first = made().approved_at
    steward.post("/organise/organisations/amal-women-s-circle/approval")
    assert made().approved_at == first
    assert len(texts_about("organisations.approved")) == 1


def test_only_a_steward_says_yes(client, town, cast):
    signed_in(client, cast.ben).post(NEW, data=FACTS)
    for account in (cast.ben, cast.dev):
        answer = signed_in(town.test_client(), account).post("/organise/organisations/amal-women-s-circle/approval")
        assert answer.status_code == 404
    assert made().approved_at is None


def test_one_must_be_signed_in(client):
    assert client.get(NEW).headers["Location"] == f"/sign-in?next={NEW}"
    assert client.post(NEW, data=FACTS).headers["Location"] == "/sign-in"
    assert db.session.query(Organisation).count() == 0


@pytest.mark.parametrize("name", ["Zoës Freunde", "李氏会", "جمعية عائشة"])
def test_a_name_in_any_script_is_fine(client, cast, name):
    answer = signed_in(client, cast.ben).post(NEW, data=FACTS | {"name": name})
    assert answer.status_code == 303
    assert name in client.get(answer.headers["Location"]).text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Type its name"),
        ("name", "🎉🎉🎉", "Type its name with letters"),
        ("name", "a" * 81, "This is too long. Take out 1 letters"),
        ("kind", "", "Pick what it is"),
        ("kind", "army", "Pick what it is"),
        ("phone", "", "Type a phone number that people can call"),
        ("phone", "call me", "Type a phone number with digits, like 07700 900123"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_everything_typed_stays(client, cast, field, typed, sentence):
    answer = signed_in(client, cast.ben).post(NEW, data=FACTS | {field: typed})
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2
    kept = {name: value for name, value in FACTS.items() if name not in (field, "kind")}
    assert all(value.replace("'", "&#39;") in answer.text for value in kept.values())
    assert made() is None


def test_a_script_is_shown_as_text(client, cast):
    answer = signed_in(client, cast.ben).post(NEW, data=FACTS | {"name": "<script>alert(1)</script>"})
    page = client.get(answer.headers["Location"]).text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
