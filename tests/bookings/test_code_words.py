"""Nobody says the same words at one door on one day, however many come (RULES K1)."""

import pytest

from app.bookings import operations_entering, rules
from app.bookings.operations import Request, book
from tests.cast import first_slot, gathering, phone


def words_of(slot, number):
    return book(slot.id, Request(first_name=f"Ed{number}", address=phone(number))).code_words


@pytest.fixture
def slot(cast):
    return first_slot(gathering(cast))


def test_it_works(slot):
    assert len({words_of(slot, number) for number in range(6)}) == 6


@pytest.fixture
def hardly_any(monkeypatch):
    """As if a crowd had used up all codes of two and three figures but one of each."""
    monkeypatch.setattr(operations_entering, "randbelow", lambda _below: 0)


def test_k1_where_all_are_given_the_next_have_more_figures(slot, hardly_any):
    word = rules.WORDS[0]
    assert [words_of(slot, number) for number in range(3)] == [f"{word} 10", f"{word} 100", f"{word} 1000"]
