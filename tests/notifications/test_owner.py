"""Whose phones a message is for, as the outbox writes it down and reads it again."""

from hypothesis import given, strategies as some

from app.notifications.rules import owner, read_owner


def test_it_works():
    assert read_owner(owner(12, "k3yf")) == (12, "k3yf")


def test_nobody_is_nobody():
    assert read_owner(owner(None, None)) == (None, None)


@given(some.none() | some.integers(1, 2**40), some.none() | some.text(min_size=1))
def test_it_is_read_as_it_was_written_whatever_the_mark(person_id, mark):
    assert read_owner(owner(person_id, mark)) == (person_id, mark)
