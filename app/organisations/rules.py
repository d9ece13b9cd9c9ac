"""What each role in an organisation may do. Pure."""

KINDS = ("charity", "practice", "council", "school", "group")
ROLES = ("owner", "coordinator", "safeguarding lead", "desk", "door")

MAY = {
    "belong": set(ROLES),
    "post": {"owner", "coordinator", "safeguarding lead"},
    "manage": {"owner"},
    "answer reports": {"owner", "coordinator", "safeguarding lead"},
    "see people": {"owner", "coordinator", "safeguarding lead", "desk"},
}
"""Who may do what for their organisation."""


def may_ask_under_18s(approved, safeguarding_lead) -> bool:
    """Whether an organisation may post for under-18s (RULES S5)."""
    return approved and bool(safeguarding_lead)
