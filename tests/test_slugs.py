"""The readable part of an address."""

import pytest

from app.slugs import LONGEST, slug_of
from tests.cast import drive


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Beach clean", "beach-clean"),
        ("  Café & crêpes! ", "cafe-crepes"),
        ("Around the Coombe #3", "around-the-coombe-3"),
        ("李", ""),
        ("../../etc", "etc"),
    ],
)
def test_it_works(title, slug):
    assert slug_of(title) == slug


def test_it_is_never_too_long():
    assert len(slug_of("very " * 40)) <= LONGEST


def test_the_next_of_the_same_name_gets_a_number(cast):
    assert [drive(cast).slug for _turn in range(3)] == ["beach-clean", "beach-clean-2", "beach-clean-3"]


def test_a_name_without_latin_letters_still_has_one(cast):
    assert [drive(cast, title="清洁海滩").slug for _turn in range(2)] == ["event", "event-2"]
