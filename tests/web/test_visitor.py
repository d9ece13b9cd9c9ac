"""A phone finds its own plans again by a random mark, and forgets it when asked to."""

import pytest

from app.web import visitor


@pytest.fixture
def phone(trial):
    with trial.test_request_context():
        yield


def test_it_works(phone):
    assert visitor.give_mark() == visitor.phone_mark()


def test_a_phone_that_nobody_marked_has_none(phone):
    assert visitor.phone_mark() is None


def test_the_mark_stays_the_same(phone):
    assert visitor.give_mark() == visitor.give_mark()


def test_no_two_phones_share_one(trial):
    marks = set()
    for _ in range(10):
        with trial.test_request_context():
            marks.add(visitor.give_mark())
    assert len(marks) == 10


def test_what_is_kept_in_rows_is_not_what_is_in_the_cookie(phone):
    from flask import session

    assert visitor.give_mark() != session[visitor.MARK]
    assert len(visitor.phone_mark()) == 64


def test_a_phone_that_was_passed_on_is_forgotten(phone):
    visitor.give_mark()
    visitor.forget_phone()
    assert visitor.phone_mark() is None
