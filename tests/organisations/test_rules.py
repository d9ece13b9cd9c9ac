"""What a role may do, by pure rules."""

import pytest

from app.organisations import rules
from app.organisations.forms import KIND_PICTURES, KIND_WORDS, ROLE_WORDS


def test_it_works():
    assert "owner" in rules.MAY["manage"]


@pytest.mark.parametrize(
    ("role", "what"),
    [
        ("owner", {"belong", "post", "manage", "see people", "answer reports"}),
        ("coordinator", {"belong", "post", "see people", "answer reports"}),
        ("safeguarding lead", {"belong", "post", "see people", "answer reports"}),
        ("desk", {"belong", "see people"}),
        ("door", {"belong"}),
        ("nobody", set()),
    ],
)
def test_each_role_may_what_it_needs(role, what):
    assert {action for action, roles in rules.MAY.items() if role in roles} == what


@pytest.mark.parametrize(
    ("approved", "lead", "may"), [(True, "Grace", True), (True, "", False), (False, "Grace", False), (False, "", False)]
)
def test_s5_posting_for_under_18s_needs_a_yes_and_a_lead(approved, lead, may):
    assert rules.may_ask_under_18s(approved, lead) is may


def test_every_kind_and_role_has_its_words_and_picture():
    assert tuple(KIND_WORDS) == tuple(KIND_PICTURES) == rules.KINDS
    assert tuple(ROLE_WORDS) == rules.ROLES
