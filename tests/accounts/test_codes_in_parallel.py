"""Tries that arrive at the same moment count as what they are, on both databases."""

from app.accounts.models import Account, Person, SignIn, SignInCode
from app.accounts.operations import account_for
from app.accounts.operations_codes import send_code, sign_in_with_code
from app.addresses import Address
from app.extensions import db
from tests.accounts.signing import code_sent, wrong
from tests.own import all_at_once

ADDRESS = Address("email", "zoe@example.org")
BROWSER = "b" * 22
CROWD = 12


def at_once(town, act):
    """The names of what came of the act, done by a crowd in the same moment."""

    def one(_number):
        with town.app_context():
            try:
                return act()
            finally:
                db.session.remove()

    return [type(result).__name__ for result in all_at_once(one, CROWD)]


def sent_code():
    send_code(ADDRESS, BROWSER)
    code = code_sent()
    db.session.rollback()
    return code


def test_it_works(town):
    code = sent_code()
    outcomes = at_once(town, lambda: sign_in_with_code(BROWSER, wrong(code), "Phone"))
    assert sorted(outcomes) == ["CodeOver"] * (CROWD - 5) + ["WrongCode"] * 5
    assert db.session.query(SignInCode).one().tries == 5


def test_the_right_code_at_the_same_moment_signs_in_once(town):
    code = sent_code()
    outcomes = at_once(town, lambda: sign_in_with_code(BROWSER, code, "Phone"))
    assert outcomes.count("SignIn") == 1
    assert db.session.query(SignIn).count() == 1


def test_an_address_opens_one_account_even_when_opened_twice_at_once(town):
    outcomes = at_once(town, lambda: account_for(ADDRESS))
    assert outcomes == ["Account"] * CROWD
    assert db.session.query(Account).count() == db.session.query(Person).count() == 1
