"""Answers and questions that arrive at the same moment count as what they are, on both databases."""

import pytest

from app.accounts.models import Person
from app.config import ASKS_A_DAY
from app.consents import operations
from app.consents.models import Consent, ConsentStep
from app.extensions import db
from tests import cast as people
from tests.own import all_at_once

CROWD = 10


def at_once(town, act):
    """The names of what came of `act(number)`, done by a crowd in the same moment."""

    def one(number):
        with town.app_context():
            try:
                return act(number)
            finally:
                db.session.remove()

    return [type(result).__name__ for result in all_at_once(one, CROWD)]


@pytest.fixture
def token(young, ask):
    token = ask(young.asha).token
    db.session.rollback()
    return token


def test_it_works(town, token, news):
    assert at_once(town, lambda _number: operations.give(token)) == ["Consent"] * CROWD
    assert len(news) == 1


def test_yes_and_no_at_the_same_moment_end_as_a_no(town, token):
    at_once(town, lambda number: (operations.give if number % 2 else operations.refuse)(token))
    steps = [step.state for step in db.session.query(ConsentStep).order_by(ConsentStep.id)]
    assert db.session.query(Consent).one().state == steps[-1]
    assert steps in (["asked", "refused"], ["asked", "given", "withdrawn"])


@pytest.mark.parametrize("same", [True, False])
def test_s6_nobody_asks_more_often_by_asking_at_once(town, young, same):
    person_id = young.asha.person_id
    db.session.rollback()

    def ask(number):
        return operations.ask(db.session.get_one(Person, person_id), people.phone(470 if same else 470 + number))

    outcomes = at_once(town, ask)
    assert sorted(outcomes) == ["Consent"] * ASKS_A_DAY + ["NotAsked"] * (CROWD - ASKS_A_DAY)
    states = sorted(consent.state for consent in db.session.query(Consent))
    assert states == (["asked"] if same else ["asked", "replaced", "replaced"])
