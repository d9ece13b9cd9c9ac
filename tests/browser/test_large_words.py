"""Words three times as large: on the main journeys nothing is cut off, sticks out or lies under something else."""

import pytest

from tests.browser.shape import large_words_lost

JOURNEY = ("home", "everything", "drive", "clinic", "who are you", "pass", "plans")


@pytest.mark.parametrize("name", JOURNEY)
def test_words_three_times_as_large_can_be_read(open_on_own_phone, name):
    page = open_on_own_phone(name)
    problems = large_words_lost(page)
    assert not problems, f"{name}:\n" + "\n".join(problems)


def test_what_lies_under_something_else_is_found(open_on_own_phone):
    page = open_on_own_phone("drive")
    page.evaluate("Object.assign(document.querySelector('.bar').style, { position: 'fixed', height: '90vh' })")
    assert "under" in "\n".join(large_words_lost(page))
