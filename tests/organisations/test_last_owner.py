"""An organisation always keeps one owner."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.organisations.models import Membership
from app.organisations.operations import LastOwner, change_role, remove_member, set_role
from tests.cast import email, signed_in
from tests.own import all_at_once

PAGE = "/organise/organisations/millom-beach-friends/members"
SENTENCE = "A team needs an owner. Make somebody else an owner first"


@pytest.fixture
def alone(cast):
    """Carol is the only owner: the founding steward has left."""
    remove_member(cast.friends.id, cast.sam.id)
    return cast


def owners(cast):
    mine = (Membership.organisation_id == cast.friends.id, Membership.role == "owner")
    return set(db.session.scalars(select(Membership.account_id).where(*mine)))


def test_it_works(client, alone):
    answer = signed_in(client, alone.carol).post(f"{PAGE}/{alone.carol.id}/removal")
    assert answer.status_code == 422
    assert SENTENCE in answer.text
    assert owners(alone) == {alone.carol.id}


def test_she_cannot_become_less_either(client, alone):
    signed_in(client, alone.carol)
    assert SENTENCE in client.post(f"{PAGE}/{alone.carol.id}", data={"role": "desk"}).text
    answer = client.post(PAGE, data={"address": "carol@example.org", "role": "desk"})
    assert answer.status_code == 422 and answer.text.count(SENTENCE) == 2
    with pytest.raises(LastOwner):
        set_role(alone.friends.id, email("Carol"), "door")
    assert owners(alone) == {alone.carol.id}


def test_staying_an_owner_is_fine(alone):
    assert change_role(alone.friends.id, alone.carol.id, "owner")


def test_others_may_leave(alone):
    assert remove_member(alone.friends.id, alone.priya.id)


def test_with_a_second_owner_she_may_go(alone):
    set_role(alone.friends.id, email("Ben"), "owner")
    assert remove_member(alone.friends.id, alone.carol.id)
    assert owners(alone) == {alone.ben.id}


def test_two_owners_cannot_let_each_other_go_at_once(town, alone):
    set_role(alone.friends.id, email("Ben"), "owner")
    leaving, organisation_id = [alone.carol.id, alone.ben.id], alone.friends.id
    db.session.rollback()

    def leave(number):
        with town.app_context():
            try:
                return remove_member(organisation_id, leaving[number])
            finally:
                db.session.remove()

    results = all_at_once(leave, 2)
    assert sorted(type(result).__name__ for result in results) == ["LastOwner", "bool"]
    assert len(owners(alone)) == 1
